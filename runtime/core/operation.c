/* Operations: how the core meets the world. The only user of submit, cancel and take. */
#include "core/core.h"

static struct {
    size_t holding;   /* outstanding ones for which virtual time stands still */
    uint32_t numbers;
    uint32_t calls;
} world;

/* What runs without the host has numbers of its own, so that they are the same on hosts that are asked for less. */
#define WITHOUT_HOST 0x80000000u

int weft__operation_begun(struct weft__operation *operation, int err)
{
    if (weft__tape)
        err = weft__tape_submitted(operation, err);
    if (err)
        return err;
    operation->number = ++world.numbers;
    world.holding += operation->kind->holds_clock;
    return WEFT_OK;
}

bool weft__operation_cancel(struct weft__operation *operation)
{
    if (operation->state != WEFT__SUBMITTED && !operation->queued)
        return false;
    bool taken_back = weft__tape == WEFT__PLAYS || weft__host_cancel(operation);
    if (weft__tape)
        taken_back = weft__tape_cancelled(operation, taken_back);
    if (!taken_back)
        return false;
    world.holding -= operation->kind->holds_clock;
    return true;
}

void weft__operation_drop(struct weft__operation *operation)
{
    if (operation->ready.queued)
        weft__unready(&operation->ready);
    (void)weft__operation_cancel(operation);
    operation->state = WEFT__IDLE;
}

void weft__operation_call(struct weft__operation *operation)
{
    if (operation->ready.queued)
        return;
    if (operation->number < WITHOUT_HOST)
        operation->number = WITHOUT_HOST | ++world.calls;
    weft__make_ready(&operation->ready, WEFT__COMPLETED);
}

void weft__operation_run(struct weft__operation *operation)
{
    if (operation->state == WEFT__COMPLETE)
        operation->state = WEFT__IDLE;
    operation->kind->completed(operation, weft__clock_seen());
}

/* ---- what the loop asks ---- */

void (*weft__world_opens)(bool open);

bool weft__world_start(bool takes_interrupt)
{
    world.holding = 0;
    world.numbers = 0;
    world.calls = 0;
    weft__host_start();
    if (weft__world_opens)
        weft__world_opens(true);
    return weft__signals_start(takes_interrupt);
}

void weft__world_stop(void)
{
    if (weft__signals_stop)
        weft__signals_stop();
    if (weft__world_opens)
        weft__world_opens(false);
    weft__host_stop();
}

bool weft__world_holds_clock(void)
{
    return world.holding > 0;
}

bool weft__world_may_wake(void)
{
    return weft__loop.guest || (!weft__clock_virtual() && (weft__loop.called || (weft__signals_awaited && weft__signals_awaited())));
}

bool weft__world_settle(void)
{
    if (weft__signals_watch)
        weft__signals_watch();
    weft__trace_flush();
    return !weft__fault_now(&weft__options.fail_host);
}

void weft__world_take(void)
{
    for (struct weft__operation *operation; (operation = weft__tape ? weft__tape_take() : weft__host_take());) {
        if (operation->state == WEFT__COMPLETE)
            world.holding -= operation->kind->holds_clock;
        if (!operation->ready.queued) /* one that repeats, and has not run yet, stands for this one, too */
            weft__make_ready(&operation->ready, WEFT__COMPLETED);
    }
}
