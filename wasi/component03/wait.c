/* The loop's wait in a component of WASI 0.3. What a program waits for are waitables in one set. What the host calls is asynchronous: when
 * nothing is ready the base, from `main` to the loop's wait, is unwound and the answer is to wait for the set; for each event it calls back, and
 * the base goes on. So the host has no list to look through, and no stack of ours is blocked.
 *
 * An operation that was begun has a mark in `host_error`, as under 0.2. */
#include "abi.h"

#include "port/asyncify.h"

#include <stdlib.h>

enum { SEEN = -1 };

FROM("clocks/monotonic-clock", "[async-lower]wait-for") uint32_t wasi_wait_for(uint64_t nanoseconds);

/* ---- waitables ---- */

static struct wait { uint8_t purpose; uint32_t index; } *waits; /* by handle */
static size_t wait_room;
static size_t awaited;                                          /* how many are in the loop's set */

handle component_loop_set(void)
{
    static handle set;

    return set ? set : (set = wasi_set_new());
}

void component_await(handle waitable, enum purpose purpose, size_t index)
{
    while ((size_t)waitable >= wait_room)
        if (!component_grow((void **)&waits, &wait_room, sizeof *waits))
            abort();
    if (waits[waitable].purpose)
        return;
    wasi_join(waitable, component_loop_set());
    waits[waitable] = (struct wait){(uint8_t)purpose, (uint32_t)index};
    awaited++;
}

void component_forget(handle waitable)
{
    if ((size_t)waitable >= wait_room || !waits[waitable].purpose)
        return;
    waits[waitable].purpose = FOR_NOTHING;
    wasi_join(waitable, 0);
    awaited--;
}

uint32_t component_block(handle waitable)
{
    static handle alone;
    struct event_of event;

    if (!alone)
        alone = wasi_set_new();
    component_forget(waitable);
    wasi_join(waitable, alone);
    (void)wasi_set_wait(alone, &event);
    wasi_join(waitable, 0);
    return event.code;
}

void component_block_subtask(uint32_t answer)
{
    handle subtask = (handle)(answer >> STATE_BITS);

    if (STATE_OF(answer) == SUBTASK_RETURNED)
        return;
    while (component_block(subtask) != SUBTASK_RETURNED)
        ;
    wasi_drop_subtask(subtask);
}

uint32_t component_settle(uint32_t answer, handle stream)
{
    return answer == BLOCKED ? component_block(stream) : answer;
}

/* ---- operations ---- */

void component_complete(struct weft__operation *operation, int32_t result, int error)
{
    operation->host_error = error;
    weft__inbox_join(operation, result);
}

static bool is_standard(const struct weft__operation *operation)
{
    return operation->verb <= WEFT__READ && operation->descriptor <= 2;
}

static void read_input(struct weft__operation *operation)
{
    size_t count = 0;
    int error = component_read_input(operation->bytes, operation->count, &count);

    component_complete(operation, error ? WEFT_HOST : (int32_t)count, error);
}

static void begin_standard(struct weft__operation *operation)
{
    if (operation->descriptor != 0)
        component_complete(operation, 0, 0);
    else if (!component_input_ready())
        return;
    else if (operation->verb == WEFT__READ)
        read_input(operation);
    else
        component_complete(operation, 0, 0);
}

static void begin(struct weft__operation *operation)
{
    operation->host_error = SEEN;
    if (operation->verb == WEFT__SIGNAL || operation->verb == WEFT__POSTED)
        return;
    if (is_standard(operation))
        begin_standard(operation);
    else if (!component_network_begin)
        component_complete(operation, WEFT_UNSUPPORTED, 0);
    else
        (void)component_network_begin(operation);
}

static void begin_new(void)
{
    struct weft__operation *at = weft_base.newest, *first = NULL;

    for (; at && at->host_error == 0; at = at->previous)
        first = at;
    for (struct weft__operation *next; first; first = next) {
        next = first->next;
        if (!first->queued && first->host_error == 0)
            begin(first);
    }
}

/* Those that nobody wants any more. */
static void sweep(void)
{
    static uint32_t removed;

    if (weft_base.removed != removed && component_network_sweep)
        component_network_sweep();
    removed = weft_base.removed;
}

/* ---- time ---- */

static struct { handle subtask; uint64_t at; } timer;

static void drop_timer(void)
{
    component_forget(timer.subtask);
    wasi_drop_subtask(timer.subtask);
    timer.subtask = 0;
}

/* An earlier one stays: the wait may end early. False: the time has come. */
static bool set_timer(uint64_t nanoseconds)
{
    uint64_t at = wasi_now() + nanoseconds;

    if (timer.subtask && timer.at <= at)
        return true;
    if (timer.subtask) {
        component_forget(timer.subtask);
        (void)wasi_cancel_subtask(timer.subtask);
        drop_timer();
    }
    uint32_t answer = wasi_wait_for(nanoseconds);
    if (STATE_OF(answer) == SUBTASK_RETURNED)
        return false;
    timer.subtask = (handle)(answer >> STATE_BITS);
    timer.at = at;
    component_await(timer.subtask, FOR_TIMER, 0);
    return true;
}

/* ---- events ---- */

static void hear_input(uint32_t code)
{
    component_input_came(code);
    for (struct weft__operation *at = weft_base.submitted, *next; at; at = next) {
        next = at->next;
        if (!at->queued && at->host_error == SEEN && is_standard(at))
            begin_standard(at);
    }
}

void component_hear(handle waitable, uint32_t code)
{
    if ((size_t)waitable >= wait_room)
        return;
    struct wait wait = waits[waitable];

    switch (wait.purpose) {
    case FOR_NOTHING:
        return;
    case FOR_TIMER:
        if (code >= SUBTASK_RETURNED)
            drop_timer();
        return;
    case FOR_INPUT:
        component_forget(waitable);
        hear_input(code);
        return;
    case FOR_RECORD:
    case FOR_RECEIVING:
    case FOR_SENDING:
        if (code < SUBTASK_RETURNED)
            return;
        component_forget(waitable);
        wasi_drop_subtask(waitable);
        break;
    default:
        component_forget(waitable);
    }
    if (component_network_hear)
        component_network_hear(wait.purpose, wait.index, code);
}

/* ---- the wait ---- */

static char *deep;                       /* the C stack pointer of the base while it is unwound */
static bool away, rewinding;
static int32_t asked;                    /* the answer to the host meanwhile */

static struct saved *base(void)
{
    return (struct saved *)(void *)&weft_base.cursor;
}

/* Weaving must find it, and the bottom below. */
__attribute__((noinline, export_name("weft__base_suspend"))) void weft__base_suspend(int32_t answer)
{
    if (rewinding) {
        rewinding = false;
        weft__stop_rewind();
        return;
    }
    asked = answer;
    deep = weft__get_stack_pointer();
    away = true;
    weft__start_unwind(base());
}

int32_t weft__poll_oneoff(const void *subscriptions, void *events, int32_t many, void *came)
{
    const __wasi_subscription_t *clock = subscriptions;
    uint64_t nanoseconds = clock->u.u.clock.timeout;
    struct event_of event;

    (void)events, (void)many;
    *(__wasi_size_t *)came = 0;
    sweep();
    begin_new();
    if (weft_base.completed)
        nanoseconds = 0;
    if (nanoseconds == 0 && !weft_base.submitted)
        return 0;
    if (nanoseconds > 0 && nanoseconds < UINT64_C(1) << 62 && !set_timer(nanoseconds))
        nanoseconds = 0;
    if (nanoseconds > 0 && awaited == 0)
        return __WASI_ERRNO_NOTSUP; /* nothing here could ever end this wait */
    weft__base_suspend(nanoseconds > 0 ? WAITS | component_loop_set() << STATE_BITS : YIELDS);
    while (wasi_set_poll(component_loop_set(), &event) != NO_EVENT)
        component_hear(event.waitable, event.code);
    return 0;
}

/* ---- what the host calls ---- */

extern int __main_void(void);

/* The bottom of the base. It and its callers have no C frame: while the base is away, what the host calls begins below it. */
__attribute__((noinline, export_name("weft_go_on"))) int32_t weft_go_on(void)
{
    if (away) {
        away = false;
        rewinding = true;
        weft__set_stack_pointer(deep);
        weft__start_rewind(base());
    }
    int code = __main_void();
    if (!away)
        exit(code);
    weft__stop_unwind();
    weft__set_stack_pointer(deep);
    return asked;
}
