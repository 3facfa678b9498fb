/* Calls from other threads into the loop. What they ask for is a row of records under the host's lock; one operation that is posted, and
 * submitted anew each time, brings the loop to look. A job that runs in place asks in the same way and needs no post. */
#include "io/job.h"

#include "port/memory.h"

#undef weft_call_from_thread
#undef weft_spawn_from_thread

enum kind { CALL, SPAWN, CANCEL };

/* One that was asked for. Shared by its thread's future and the loop; the last of the two frees it. */
struct weft__call {
    struct weft__call *next;
    struct weft__node live;        /* spawned, and not ended */
    uint8_t kind;
    bool asked;                    /* in the row */
    bool cancelled, done, is_live;
    uint8_t users;
    int result;
    weft_callback *callback;
    weft_task_function *fn;
    void *arg;
    weft_place *place;
    weft_task task;
    weft_handle ended;
    struct weft__place_job *waiter; /* a job in place that waits for it */
};

static struct weft__call *first, *last;   /* the row */
static struct weft__list live;
static struct weft__operation calls;
static bool is_open; /* LLD 19 takes a variable of an archive for a function of libc that has its name */

/* ---- the loop's side ---- */

/* Under the lock. */
static void let_go(struct weft__call *call)
{
    if (--call->users == 0)
        weft__host_release(call, sizeof *call);
}

/* It has its result; the loop knows it no more. */
static void finish(struct weft__call *call, int result)
{
    weft__host_lock();
    if (call->is_live)
        weft__list_remove(&live, &call->live);
    call->is_live = false;
    call->result = result;
    call->done = true;
    if (call->waiter)
        weft__job_go_on(call->waiter);
    weft__host_rouse();
    let_go(call);
    weft__host_unlock();
}

static void ended(void *arg)
{
    struct weft__call *call = arg;

    finish(call, weft_task_result(call->task));
}

static void spawn(struct weft__call *call)
{
    call->task = weft_spawn(call->place, &(weft_spawn_options){.fn = call->fn, .arg = call->arg});
    int err = weft_task_is(call->task) ? weft_task_on_done(call->place, call->task, &call->ended, ended, call) : weft__refusal(call->task);
    if (err) {
        finish(call, err);
        return;
    }
    weft__host_lock();
    weft__list_append(&live, &call->live);
    call->is_live = true;
    bool cancelled = call->cancelled;
    weft__host_unlock();
    if (cancelled)
        (void)weft_task_cancel(call->task);
}

static void perform(struct weft__call *call, uint8_t kind)
{
    if (kind == SPAWN) {
        spawn(call);
    } else if (kind == CANCEL) {
        (void)weft_task_cancel(call->task);
        weft__host_lock();
        let_go(call);
        weft__host_unlock();
    } else {
        call->callback(call->arg);
        weft__host_release(call, sizeof *call);
    }
}

static struct weft__call *take(uint8_t *kind)
{
    weft__host_lock();
    struct weft__call *call = first;
    if (call) {
        first = call->next;
        call->asked = false;
        *kind = call->kind;
    }
    weft__host_unlock();
    return call;
}

/* All that are there now: what they ask for comes in the next turn. */
static void completed(struct weft__operation *operation, int64_t now)
{
    uint8_t kind;

    (void)operation;
    (void)now;
    if (calls.state != WEFT__SUBMITTED)
        (void)weft__operation_submit(&calls);
    for (struct weft__call *call; (call = take(&kind));)
        perform(call, kind);
}

static const struct weft__operation_kind calling = {.completed = completed};

static void start(void)
{
    calls = (struct weft__operation){.verb = WEFT__POSTED, .background = true, .kind = &calling};
    (void)weft__operation_submit(&calls);
    weft__loop.called = weft__host_has_threads();
    weft__host_lock();
    first = NULL;
    is_open = true;
    weft__host_unlock();
}

/* What was asked for and has not ended does not any more. */
void weft__calls_stop(void)
{
    uint8_t kind;

    weft__host_lock();
    is_open = false;
    weft__host_unlock();
    for (struct weft__call *call; (call = take(&kind));) {
        if (kind == SPAWN)
            finish(call, WEFT_CLOSED);
        else if (kind == CALL)
            weft__host_release(call, sizeof *call);
    }
    while (live.first) {
        struct weft__call *call = weft__owner(live.first, struct weft__call, live);
        weft_handle_cancel(&call->ended);
        finish(call, WEFT_CLOSED);
    }
}

static void opens(bool now)
{
    if (now)
        start();
    else
        weft__calls_stop();
}

/* Natively this file may be linked with programs that never call from a thread (all of the library's objects, without an archive): those
 * would wait for a call for ever, instead of a deadlock's report. Programs that do have a mark (weft/job.h). */
#ifdef __ELF__
extern const char __start_weft_threads[] __attribute__((weak)), __stop_weft_threads[] __attribute__((weak));
static bool is_asked_for(void)
{
    return (uintptr_t)__start_weft_threads != (uintptr_t)__stop_weft_threads;
}
#else
static bool is_asked_for(void)
{
    return true;
}
#endif

__attribute__((constructor)) static void join_the_world(void)
{
    if (is_asked_for())
        weft__world_opens = opens;
}

/* ---- the other threads' side ---- */

/* Joins the row. Under the lock, so that the run cannot end meanwhile. */
static void ask(struct weft__call *call, enum kind kind)
{
    call->kind = (uint8_t)kind;
    call->asked = true;
    call->next = NULL;
    *(first ? &last->next : &first) = call;
    last = call;
    if (weft__host_elsewhere())
        weft__host_post(&calls);
    else
        weft__operation_call(&calls);
}

static int begin(struct weft__call given, enum kind kind, struct weft__call **made)
{
    int code = WEFT_CLOSED;
    struct weft__call *call = weft__host_allocate(sizeof *call);

    if (!call)
        return WEFT_NO_MEMORY;
    *call = given;
    weft__host_lock();
    if (is_open) {
        code = WEFT_OK;
        if (made)
            *made = call;
        ask(call, kind);
    }
    weft__host_unlock();
    if (code)
        weft__host_release(call, sizeof *call);
    return code;
}

int weft_call_from_thread(weft_callback *fn, void *arg)
{
    return fn ? begin((struct weft__call){.callback = fn, .arg = arg}, CALL, NULL) : WEFT_INVALID;
}

int weft_spawn_from_thread(weft_place *place, weft_thread_future *future, weft_task_function *fn, void *arg)
{
    if (future->call)
        return WEFT_USAGE;
    return fn ? begin((struct weft__call){.fn = fn, .arg = arg, .place = place, .users = 2}, SPAWN, &future->call) : WEFT_INVALID;
}

/* In a job that runs in place. */
static void stand(struct weft__call *call, int64_t nanoseconds)
{
    bool for_ever = nanoseconds == WEFT__FOR_EVER;
    int64_t until = for_ever ? INT64_MAX : weft__clock_after(nanoseconds);

    call->waiter = weft__job_here;
    while (!call->done && weft__clock_now() < until)
        weft__job_stand(weft__job_here, for_ever ? WEFT__FOR_EVER : until - weft__clock_now());
    call->waiter = NULL;
}

static void await(const struct weft__call *call, int64_t nanoseconds)
{
    bool for_ever = nanoseconds == WEFT__FOR_EVER;
    int64_t until = for_ever ? 0 : weft__host_now() + nanoseconds, left = nanoseconds;

    for (; !call->done && left > 0; left = for_ever ? left : until - weft__host_now())
        weft__host_await(left);
}

int weft_thread_result(weft_thread_future *future, double seconds)
{
    struct weft__call *call = future->call;
    int64_t nanoseconds;

    if (!call || !(weft__host_elsewhere() || weft__job_here))
        return WEFT_USAGE;
    if (!weft__clock_seconds(seconds, &nanoseconds))
        return WEFT_INVALID;
    if (seconds == WEFT_FOREVER)
        nanoseconds = WEFT__FOR_EVER;
    if (weft__job_here && !weft__host_elsewhere())
        stand(call, nanoseconds);
    weft__host_lock();
    if (!weft__job_here || weft__host_elsewhere())
        await(call, nanoseconds);
    int result = call->done ? call->result : WEFT_TIMEOUT; /* mutant: thread-timeout */
    weft__host_unlock();
    return result;
}

bool weft_thread_done(const weft_thread_future *future)
{
    weft__host_lock();
    bool done = future->call && future->call->done;
    weft__host_unlock();
    return done;
}

void weft_thread_cancel(weft_thread_future *future)
{
    struct weft__call *call = future->call;

    weft__host_lock();
    if (call && !call->done && !call->cancelled) {
        call->cancelled = true; /* mutant: thread-cancels */
        if (!call->asked && is_open) {
            call->users++;
            ask(call, CANCEL);
        }
    }
    weft__host_unlock();
}

void weft__thread_future_leave(weft_thread_future *future)
{
    weft__host_lock();
    if (future->call)
        let_go(future->call);
    future->call = NULL;
    weft__host_unlock();
}
