/* Sleeping for a while, and letting others run. */
#include "core/core.h"
#include "core/functions.h"

/* A task that sleeps, on its own stack. */
struct sleeper {
    struct weft__timer timer;
    struct weft__task *task;
};

static weft_wait_kind asleep = {.name = "sleep", .words = "sleeps"};
static weft_wait_kind asleep_for_ever = {.name = "sleep", .words = "sleeps for ever"};

static void wake(struct weft__timer *timer, int64_t now)
{
    struct weft__task *task = weft__owner(timer, struct sleeper, timer)->task;

    (void)now;
    if (task->state == WEFT__WAITING) /* else a cancel in the same turn was first */ /* mutant: sleep-ends */
        weft__wake(task, WEFT_OK, false);
}

static struct weft__timer_kind wakes = {.name = "wake_sleeper", .fire = wake};

int weft_yield(weft_place *place)
{
    struct weft__task *task = weft__self();

    if (!task)
        return WEFT_USAGE;
    return weft__task_yield(place);
}

int weft_sleep(weft_place *place, double seconds)
{
    int64_t delay;

    if (!weft__self())
        return WEFT_USAGE;
    if (!weft__clock_seconds(seconds, &delay))
        return WEFT_INVALID;
    if (delay <= 0)
        return weft__task_yield(place);
    struct sleeper sleeper = {.task = weft__self()};
    if (sleeper.task->timeouts || sleeper.task->face.held) /* before the timers are touched: one that is gone may be among them */
        weft__loop.look_at_scopes(sleeper.task, (uintptr_t)(&sleeper + 1));
    if (seconds != WEFT_FOREVER)
        weft__timer_set(&sleeper.timer, weft__clock_after(delay), &wakes, sleeper.task, place);
    int code = weft__park(&(struct weft__wait){.place = place, .kind = seconds == WEFT_FOREVER ? &asleep_for_ever : &asleep, .brings = &sleeper.timer});
    weft__timer_cancel(&sleeper.timer);
    return code;
}
