/* The host of Emscripten: time and the world are JavaScript's, in a page and in Node. Nobody can wait there. So main is left while the loop
 * has nothing to do (base_emscripten.c), or JavaScript polls (beside_emscripten.c); in both cases what comes from outside is posted by
 * JavaScript between two steps. What a program asks of the network or of standard input is in socket_emscripten.c. */
#define _GNU_SOURCE
#include "port/host_emscripten.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "port/console.h"
#include "port/job.h"
#include "port/process.h"

enum { INTERVAL = 100, SIGNALS = 16 };

/* While tasks are ready, so long at most until JavaScript gets its turn, in milliseconds: less than a picture of a page takes. */
static const double patience = 8;

static struct weft__operation *first, *last; /* complete, and not taken yet */
static struct weft__operation *signals[SIGNALS];
static double looked; /* when JavaScript last had its turn */

/* ---- start and stop ---- */

void weft__host_start(void)
{
    weft_js_start();
    first = last = NULL;
    looked = weft_js_now();
}

void weft__host_stop(void)
{
    first = last = NULL;
    weft_js_stop();
    if (weft__outside_stop)
        weft__outside_stop();
    for (int number = 1; number < SIGNALS; number++) {
        if (signals[number])
            weft_js_signal(number, false);
        signals[number] = NULL;
    }
}

int weft__host_descriptor(void)
{
    return -1;
}

/* ---- time ---- */

int64_t weft__host_now(void)
{
    return (int64_t)(weft_js_now() * 1e6);
}

void weft__host_random(void *bytes, size_t count)
{
    enum { MOST = 256 }; /* at once */

    for (char *at = bytes; count > 0; at += MOST) {
        size_t part = count < MOST ? count : MOST;
        if (getentropy(at, part) != 0)
            memset(at, 0, part);
        count -= part;
    }
}

uint32_t weft__host_interval(void)
{
    return INTERVAL;
}

/* ---- submit and cancel ---- */

int weft__host_submit(struct weft__operation *operation)
{
    if (operation->verb == WEFT__SIGNAL) {
        if (operation->descriptor < 1 || operation->descriptor >= SIGNALS)
            return WEFT_UNSUPPORTED;
        signals[operation->descriptor] = operation;
        weft_js_signal(operation->descriptor, true);
    }
    operation->state = WEFT__SUBMITTED;
    return WEFT_OK;
}

static void leave_inbox(struct weft__operation *operation)
{
    struct weft__operation **at = &first, *previous = NULL;

    for (; *at && *at != operation; at = &(*at)->inbox)
        previous = *at;
    if (!*at)
        return;
    *at = operation->inbox;
    if (last == operation)
        last = previous;
    operation->queued = false;
}

bool weft__host_cancel(struct weft__operation *operation)
{
    if (operation->queued && operation->verb == WEFT__READ)
        return false;
    if (weft__outside_call_off)
        weft__outside_call_off(operation);
    leave_inbox(operation);
    if (operation->verb == WEFT__SIGNAL && signals[operation->descriptor] == operation) {
        signals[operation->descriptor] = NULL;
        weft_js_signal(operation->descriptor, false);
    }
    operation->state = WEFT__IDLE;
    return true;
}

/* ---- wait, take and post ---- */

void weft__host_post(struct weft__operation *operation)
{
    if (operation->queued)
        return;
    operation->queued = true;
    operation->inbox = NULL;
    *(first ? &last->inbox : &first) = operation;
    last = operation;
    if (operation->verb != WEFT__SIGNAL)
        operation->state = WEFT__COMPLETE;
    weft_js_wake();
}

struct weft__operation *weft__host_take(void)
{
    struct weft__operation *operation = first;

    if (!operation)
        return NULL;
    first = operation->inbox;
    operation->queued = false;
    return operation;
}

/* The signal came, says JavaScript. */
EMSCRIPTEN_KEEPALIVE void weft_came(int number)
{
    struct weft__operation *operation = number > 0 && number < SIGNALS ? signals[number] : NULL;

    if (!operation)
        return;
    operation->result = number;
    weft__host_post(operation);
}

/* Not worth to leave main for it. */
static bool is_a_glance(int64_t nanoseconds)
{
    return first || (nanoseconds <= 0 && weft_js_now() - looked < patience);
}

/* The world begins what is new, and posts what has come. */
static void exchange(void)
{
    if (weft__outside_exchange)
        weft__outside_exchange();
}

bool weft__host_wait(int64_t nanoseconds)
{
    exchange();
    if (!weft__base_here()) { /* JavaScript polls, or nobody could come back */
        if (nanoseconds > 0)
            weft_js_cannot_wait();
        return nanoseconds <= 0;
    }
    if (is_a_glance(nanoseconds))
        return true;
    weft_js_wait(nanoseconds == WEFT__FOR_EVER ? -1 : (double)nanoseconds / 1e6);
    weft__base_suspend();
    looked = weft_js_now();
    exchange();
    return true;
}

/* ---- what there is not ---- */

bool weft__host_has_processes(void)
{
    return false;
}

int weft__host_submit_process(struct weft__operation *operation)
{
    (void)operation;
    return WEFT_UNSUPPORTED;
}

int weft__host_signal_process(int descriptor, int signal, bool group)
{
    (void)descriptor, (void)signal, (void)group;
    return WEFT_CLOSED;
}

void weft__host_end_process(int descriptor)
{
    (void)descriptor;
}

/* A job runs in place: a worker would need shared memory. */
int weft__host_submit_job(struct weft__job *job)
{
    (void)job;
    return WEFT_UNSUPPORTED;
}

void weft__host_end_jobs(void)
{
}

uint32_t weft__host_job_places(void)
{
    return 0;
}
