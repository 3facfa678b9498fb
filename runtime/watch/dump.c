/* The runtime's own view of its state after a record (WEFT_DUMP=1), for tests of trace readers. Nothing refers to it strongly, so only
 * programs that are linked with this object have it. */
#include "core/core.h"

static void dump_timer(const struct weft__timer *timer)
{
    struct weft__record record = weft__trace_next(WEFT__DUMP_TIMER);

    record.subject = (uint32_t)timer->sequence;
    record.value = timer->due;
    weft__trace_put(&record);
}

static void dump_ready(const struct weft__list *list)
{
    for (struct weft__node *node = list->first; node; node = node->next) {
        struct weft__ready *ready = weft__owner(node, struct weft__ready, node);
        struct weft__record record = weft__trace_next(WEFT__DUMP_READY);
        record.detail = ready->kind;
        if (ready->kind == WEFT__DUE)
            record.subject = (uint32_t)weft__owner(ready, struct weft__timer, ready)->sequence;
        else if (ready->kind == WEFT__CALL)
            record.subject = weft__owner(ready, weft_handle, timer.ready)->number;
        else if (ready->kind == WEFT__COMPLETED)
            record.subject = weft__owner(ready, struct weft__operation, ready)->number;
        else
            record.task = weft__owner(ready, struct weft__task, ready)->face.name.slot;
        weft__trace_put(&record);
    }
}

static void dump_waiters(const struct weft__task *first)
{
    for (const struct weft__node *node = &first->wait; node; node = node->next) {
        const struct weft__task *task = weft__owner(node, struct weft__task, wait);
        struct weft__record record = weft__trace_next(WEFT__DUMP_WAITER);
        record.task = task->face.name.slot;
        record.generation = task->face.name.generation;
        record.resource = task->waiting->resource ? task->waiting->resource->id : 0;
        record.detail = (uint16_t)task->waiting->kind->id;
        weft__trace_put(&record);
    }
}

void weft__trace_dump(uint64_t described)
{
    struct weft__record record = weft__trace_next(WEFT__DUMP_BEGIN);

    record.value = (int64_t)described;
    weft__trace_put(&record);
    for (const struct weft__task *task = NULL; (task = weft__task_after(task));) {
        record = weft__trace_next(WEFT__DUMP_TASK);
        record.task = task->face.name.slot;
        record.generation = task->face.name.generation;
        record.detail = task->state;
        weft__trace_put(&record);
        if (task->state == WEFT__WAITING && !task->wait.previous)
            dump_waiters(task);
    }
    dump_ready(&weft__loop.ready);
    weft__timers_each(dump_timer);
    record = weft__trace_next(WEFT__DUMP_END);
    weft__trace_put(&record);
}
