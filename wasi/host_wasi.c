/* The host of WASI preview 1: one poll_oneoff for time and descriptors together. Our JavaScript host answers the same imports, may take
 * the program apart while the loop waits here, and takes operations from memory: see struct weft_base and docs/host-protocol.md. */
#include "host_wasi.h"

#include <string.h>

/* The loop's own way into poll_oneoff. libc has another, for its sleeping functions: only this one may unwind the base. */
__attribute__((import_module("wasi_snapshot_preview1"), import_name("poll_oneoff"))) int32_t
weft__poll_oneoff(const void *subscriptions, void *events, int32_t count, void *came);

enum { BASE_BUFFER_BYTES = 4096, INTERVAL = 100, VERSION = 3 };

/* The other side of these is in web/lib/base.js and web/lib/world/operations.js; a test compares them. */
#define AT(type, field, offset) _Static_assert(offsetof(struct type, field) == (offset), "the host protocol fixes this place")
AT(weft_base, waiting, 8);
AT(weft_base, interval, 12);
AT(weft_base, cursor, 16);
AT(weft_base, buffer, 24);
AT(weft_base, host_flags, 28);
AT(weft_base, submitted, 32);
AT(weft_base, completed, 36);
AT(weft_base, changes, 40);
AT(weft_base, running, 44);
AT(weft__running, name, 4);
AT(weft__running, file, 8);
AT(weft__running, line, 12);
AT(weft__running, stack_low, 16);
AT(weft__running, stack_high, 20);
AT(weft_base, newest, 68);
AT(weft_base, removed, 72);
AT(weft__operation, next, 0);
AT(weft__operation, previous, 4);
AT(weft__operation, inbox, 8);
AT(weft__operation, verb, 12);
AT(weft__operation, state, 13);
AT(weft__operation, queued, 14);
AT(weft__operation, background, 15);
AT(weft__operation, descriptor, 16);
AT(weft__operation, result, 20);
AT(weft__operation, host_error, 24);
AT(weft__operation, bytes, 28);
AT(weft__operation, count, 32);
AT(weft__operation, text, 36);

static char buffer[BASE_BUFFER_BYTES] __attribute__((aligned(16)));

__attribute__((used, visibility("default"))) struct weft_base weft_base = {
    .magic = 0x54464557, .version = VERSION, .interval = INTERVAL, .buffer = buffer};

/* For a host whose engine has just ended the program: fills in which task ran. Costs nothing until it is called. */
__attribute__((export_name("weft_describe"))) void weft_describe(void)
{
    if (!weft__describe_running(&weft_base.running))
        weft_base.running = (struct weft__running){.number = 0};
    weft__last_words();
}

static struct weft__operation *inbox_end; /* the last one that we put into `completed`, while it is there */
size_t weft__outstanding;

/* The wait may be unwound, and these must still be there afterwards. */
static struct weft__poll call;
static __wasi_size_t answered;
static __wasi_subscription_t clock_alone;
static __wasi_event_t event_alone;

/* ---- start and stop ---- */

void weft__host_start(void)
{
    weft_base.submitted = weft_base.completed = weft_base.newest = inbox_end = NULL;
    weft__outstanding = 0;
    weft_base.changes++;
    weft_base.removed++;
}

void weft__host_stop(void)
{
    weft__host_start();
    if (weft__descriptors_forget)
        weft__descriptors_forget();
}

int weft__host_descriptor(void)
{
    return -1;
}

/* ---- time ---- */

int64_t weft__host_now(void)
{
    __wasi_timestamp_t now = 0;

    (void)__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1000, &now);
    return (int64_t)now;
}

void weft__host_random(void *bytes, size_t count)
{
    if (__wasi_random_get(bytes, count) != 0)
        memset(bytes, 0, count);
}

uint32_t weft__host_interval(void)
{
    return weft_base.interval ? weft_base.interval : 1;
}

/* ---- submit and cancel ---- */

void weft__submitted_join(struct weft__operation *operation)
{
    operation->state = WEFT__SUBMITTED;
    operation->host_error = 0; /* a host may mark here what it has begun */
    operation->next = NULL;
    operation->previous = weft_base.newest;
    *(weft_base.newest ? &weft_base.newest->next : &weft_base.submitted) = operation;
    weft_base.newest = operation;
    weft_base.changes++;
    weft__outstanding++;
}

static void leave(struct weft__operation *operation)
{
    *(operation->previous ? &operation->previous->next : &weft_base.submitted) = operation->next;
    *(operation->next ? &operation->next->previous : &weft_base.newest) = operation->previous;
    weft_base.changes++;
    weft__outstanding--;
}

int weft__host_submit(struct weft__operation *operation)
{
    if (operation->verb == WEFT__SIGNAL && !weft__takes_operations())
        return WEFT_UNSUPPORTED;
    weft__submitted_join(operation);
    return WEFT_OK;
}

static void leave_inbox(struct weft__operation *operation)
{
    struct weft__operation **at = &weft_base.completed;

    while (*at && *at != operation)
        at = &(*at)->inbox;
    if (*at)
        *at = operation->inbox;
    if (inbox_end == operation)
        inbox_end = NULL;
    operation->queued = false;
}

bool weft__host_cancel(struct weft__operation *operation)
{
    if (operation->queued && operation->verb == WEFT__READ)
        return false;
    if (operation->verb == WEFT__SPAWN || operation->verb == WEFT__EXIT)
        weft__process_call_off(operation);
    else if (operation->verb >= WEFT__RESOLVE && operation->verb <= WEFT__ACCEPT)
        weft__socket_call_off(operation);
    if (operation->queued)
        leave_inbox(operation);
    leave(operation);
    weft_base.removed++;
    operation->state = WEFT__IDLE;
    return true;
}

/* ---- wait, take and post ---- */

/* To the inbox's end. It stays in `submitted` until it is taken. */
void weft__inbox_join(struct weft__operation *operation, int32_t result)
{
    struct weft__operation **at = inbox_end ? &inbox_end->inbox : &weft_base.completed;

    if (operation->queued)
        return;
    while (*at)
        at = &(*at)->inbox;
    *at = inbox_end = operation;
    operation->inbox = NULL;
    operation->queued = true;
    operation->result = result;
    if (operation->verb != WEFT__SIGNAL)
        operation->state = WEFT__COMPLETE;
}

void weft__host_post(struct weft__operation *operation)
{
    weft__inbox_join(operation, operation->result);
}

struct weft__operation *weft__host_take(void)
{
    struct weft__operation *operation = weft_base.completed;

    if (!operation)
        return NULL;
    weft_base.completed = operation->inbox;
    if (inbox_end == operation)
        inbox_end = NULL;
    operation->queued = false;
    if (operation->state == WEFT__COMPLETE)
        leave(operation);
    return operation;
}

__wasi_subscription_t weft__poll_clock(int64_t nanoseconds)
{
    __wasi_subscription_t subscription = {.userdata = 0};

    subscription.u.tag = __WASI_EVENTTYPE_CLOCK;
    subscription.u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
    subscription.u.u.clock.timeout = (uint64_t)(nanoseconds == WEFT__FOR_EVER ? INT64_C(1) << 62 : nanoseconds);
    subscription.u.u.clock.precision = 1000;
    return subscription;
}

/* Prepares the call. False: a plain WASI host has nothing to say. */
static __attribute__((noinline)) bool prepare(int64_t nanoseconds)
{
    if (nanoseconds <= 0 && !weft_base.submitted && !weft_base.host_flags)
        return false;
    if (weft_base.completed)
        nanoseconds = 0;
    clock_alone = weft__poll_clock(nanoseconds);
    call = (struct weft__poll){&clock_alone, &event_alone, 1};
    if (!weft__takes_operations() && weft__descriptors_ask)
        weft__descriptors_ask(&call, nanoseconds);
    answered = 0;
    weft_base.cursor = buffer;
    weft_base.end = buffer + sizeof buffer;
    weft_base.waiting = 1;
    return true;
}

static __attribute__((noinline)) bool hear(int32_t err)
{
    weft_base.waiting = 0;
    if (err == __WASI_ERRNO_INTR || err == __WASI_ERRNO_AGAIN)
        return true;
    if (err)
        return weft__descriptors_find_closed && weft__descriptors_find_closed();
    if (!weft__takes_operations() && weft__descriptors_hear && call.events != &event_alone)
        weft__descriptors_hear(answered);
    return true;
}

bool weft__host_wait(int64_t nanoseconds)
{
    return !prepare(nanoseconds) || hear(weft__poll_oneoff(call.subscriptions, call.events, call.count, &answered));
}
