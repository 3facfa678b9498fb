/* What happens when that comes which a task has asked for. */
#include "io/asked.h"

static void completed(struct weft__operation *operation, int64_t now)
{
    struct weft__task *task = weft__owner(operation, struct weft__asked, operation)->task;

    (void)now;
    if (task->state == WEFT__WAITING)
        weft__wake(task, WEFT_OK, true);
}

const struct weft__operation_kind weft__answers = {.completed = completed, .holds_clock = true};
