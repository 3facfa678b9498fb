/* The host natively (Linux): clock_gettime, epoll, real signals, and an eventfd by which signal handlers and other threads end a wait.
 * Sockets are in socket_native.c.
 *
 * A wait is one ppoll of the epoll descriptor, which has the time in nanoseconds, and costs the same for one descriptor as for ten
 * thousand. A descriptor is armed for one event, and again for the next wait: so one that was closed and given out anew in between is
 * noticed, as the system then no longer knows it. */
#define _GNU_SOURCE
#include "port/console.h"
#include "port/host.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "port/host_native.h"
#include "port/memory.h"

enum { SIGNALS = 16, INTERVAL = 100, EXIT_INTERRUPTED = 109, EVENTS_MOST = 64, FIRST_ROOM = 16 };

static int epoll = -1, bell = -1; /* the bell is among what epoll watches */

static struct weft__operation *inbox_first, *inbox_last;
static _Atomic(struct weft__operation *) posted; /* newest first */

/* ---- outstanding descriptors: a row of operations for each, in the order in which they were submitted ---- */

static struct weft__row *rows; /* by descriptor */
static size_t room, outstanding;

static void join(struct weft__row *row, struct weft__operation *operation)
{
    struct weft__operation *last = row->first;

    while (last && last->next)
        last = last->next;
    operation->previous = last;
    operation->next = NULL;
    *(last ? &last->next : &row->first) = operation;
    outstanding++;
}

static void leave(struct weft__operation *operation)
{
    *(operation->previous ? &operation->previous->next : &rows[operation->descriptor].first) = operation->next;
    if (operation->next)
        operation->next->previous = operation->previous;
    outstanding--;
}

/* ---- the inbox ---- */

void weft__complete(struct weft__operation *operation, int32_t result)
{
    operation->result = result;
    operation->state = WEFT__COMPLETE;
    __atomic_store_n(&operation->queued, true, __ATOMIC_RELAXED);
    operation->inbox = NULL;
    *(inbox_first ? &inbox_last->inbox : &inbox_first) = operation;
    inbox_last = operation;
}

static void leave_inbox(struct weft__operation *operation)
{
    struct weft__operation **at = &inbox_first, *previous = NULL;

    for (; *at && *at != operation; at = &(*at)->inbox)
        previous = *at;
    if (!*at)
        return;
    *at = operation->inbox;
    if (inbox_last == operation)
        inbox_last = previous;
    operation->queued = false;
}

/* What was posted, from anywhere, joins the inbox, the oldest first. */
static void take_posted(void)
{
    struct weft__operation *first = NULL, *newest = atomic_exchange(&posted, NULL);

    while (newest) {
        struct weft__operation *next = newest->inbox;
        newest->inbox = first;
        first = newest;
        newest = next;
    }
    while (first) {
        struct weft__operation *next = first->inbox;
        weft__complete(first, first->result);
        first = next;
    }
}

/* ---- signals ---- */

static volatile sig_atomic_t came[SIGNALS]; /* not yet taken */
static atomic_int news; /* a signal came or something was posted, and was not looked at */
static struct sigaction before[SIGNALS];
static struct weft__operation *wanted[SIGNALS], *unasked[SIGNALS]; /* by somebody; by nobody in particular */

static atomic_int rung; /* the bell, and it was not looked at */

static inline bool seen(const atomic_int *flag)
{
    return atomic_load_explicit(flag, memory_order_acquire);
}

void weft__ring(void)
{
    atomic_store_explicit(&rung, 1, memory_order_relaxed);
    atomic_store_explicit(&news, 1, memory_order_release);
    int err = errno;
    uint64_t one = 1;
    ssize_t written = write(bell, &one, sizeof one); /* without a bell, a signal still interrupts the wait */

    (void)written;
    errno = err;
}

static void on_signal(int signal)
{
    static const char text[] = "weft: ended by a second Ctrl-C\n";

    if (signal == SIGINT && came[SIGINT]) { /* the first was not even looked at: a loop that never waits */
        weft__describe_step();
        weft__host_rescue();
        ssize_t written = write(2, text, sizeof text - 1);
        (void)written;
        _exit(EXIT_INTERRUPTED);
    }
    came[signal] = 1;
    weft__ring();
}

static void handle(int signal)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK};

    if (sigaction(signal, NULL, &before[signal]) != 0 || before[signal].sa_handler == SIG_IGN)
        return; /* the program that started this one does not want it to get this signal */
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL);
}

/* One that came and was not looked at is the run's own to end with. A run that takes no Ctrl-C leaves it to the handler from before. */
static void handle_no_more(int signal)
{
    if (before[signal].sa_handler != SIG_IGN)
        sigaction(signal, &before[signal], NULL);
    if (came[signal] && !unasked[SIGINT]) {
        came[signal] = 0;
        raise(signal);
    }
}

static int submit_signal(struct weft__operation *operation)
{
    int signal = operation->descriptor;

    if (signal < 1 || signal >= SIGNALS)
        return WEFT_INVALID;
    if (!wanted[signal] && !unasked[signal])
        handle(signal);
    *(operation->background ? &unasked[signal] : &wanted[signal]) = operation;
    operation->state = WEFT__SUBMITTED;
    return WEFT_OK;
}

static void cancel_signal(struct weft__operation *operation)
{
    int signal = operation->descriptor;

    *(operation->background ? &unasked[signal] : &wanted[signal]) = NULL;
    if (!wanted[signal] && !unasked[signal])
        handle_no_more(signal);
}

/* The one that asks for it, else the run's own. */
static struct weft__operation *taker_of(int signal)
{
    return wanted[signal] ? wanted[signal] : unasked[signal] ? unasked[signal] : unasked[SIGINT];
}

static struct weft__operation *take_signal(void)
{
    for (int signal = 1; signal < SIGNALS; signal++) {
        struct weft__operation *operation = came[signal] ? taker_of(signal) : NULL;
        if (!operation)
            continue;
        news = 1; /* there may be more */
        if (operation->ready.queued && operation->result != signal) /* another one of its own has not run yet */
            continue;
        came[signal] = 0;
        operation->result = signal;
        return operation;
    }
    return NULL;
}

int weft__host_unseen(void)
{
    for (int signal = 1; signal < SIGNALS; signal++)
        if (came[signal]) {
            came[signal] = 0;
            return signal;
        }
    return 0;
}

/* ---- start and stop ---- */

static pthread_t loop_thread;
static atomic_bool started;

bool weft__host_elsewhere(void)
{
    return atomic_load_explicit(&started, memory_order_acquire) && !pthread_equal(pthread_self(), loop_thread);
}

void weft__host_start(void)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = -1};

    memset((void *)came, 0, sizeof came);
    news = 0;
    inbox_first = inbox_last = NULL;
    atomic_store(&posted, NULL);
    outstanding = 0;
    rung = 0;
    loop_thread = pthread_self();
    atomic_store_explicit(&started, true, memory_order_release);
    bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (bell >= 0 && epoll >= 0)
        epoll_ctl(epoll, EPOLL_CTL_ADD, bell, &event);
}

void weft__host_stop(void)
{
    for (int signal = 1; signal < SIGNALS; signal++)
        if (wanted[signal] || unasked[signal])
            handle_no_more(signal);
    memset(wanted, 0, sizeof wanted);
    memset(unasked, 0, sizeof unasked);
    if (weft__sockets_stop)
        weft__sockets_stop();
    for (size_t descriptor = 0; descriptor < room; descriptor++)
        if (rows[descriptor].owned)
            weft__disown((int)descriptor);
    weft__free(rows, room * sizeof *rows);
    rows = NULL;
    room = outstanding = 0;
    if (bell >= 0)
        close(bell);
    if (epoll >= 0)
        close(epoll);
    bell = epoll = -1;
    atomic_store(&started, false);
}

int weft__host_descriptor(void)
{
    return epoll;
}

/* ---- time ---- */

int64_t weft__host_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void weft__host_random(void *bytes, size_t count)
{
    int file = open("/dev/urandom", O_RDONLY | O_CLOEXEC);

    if (file < 0 || syscall(SYS_read, file, bytes, count) != (long)count)
        memset(bytes, 0, count);
    if (file >= 0)
        close(file);
}

uint32_t weft__host_interval(void)
{
    return INTERVAL;
}

/* ---- submit and cancel ---- */

static bool make_room(int descriptor)
{
    size_t wants = room ? room : FIRST_ROOM;

    while (wants <= (size_t)descriptor)
        wants *= 2;
    if (wants == room)
        return true;
    struct weft__row *grown = weft__alloc(wants * sizeof *grown);
    if (!grown)
        return false;
    memset(grown, 0, wants * sizeof *grown);
    if (rows)
        memcpy(grown, rows, room * sizeof *rows);
    weft__free(rows, room * sizeof *rows);
    rows = grown;
    room = wants;
    return true;
}

struct weft__row *weft__row_of(int descriptor)
{
    return descriptor >= 0 && (size_t)descriptor < room && rows[descriptor].owned ? &rows[descriptor] : NULL;
}

bool weft__own(int descriptor)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.fd = descriptor};

    if (!make_room(descriptor) || epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event))
        return false;
    for (struct weft__operation *operation = rows[descriptor].first, *next; operation; operation = next) {
        next = operation->next; /* waits for one of the program's that was closed: its number is ours now */
        outstanding--;
        weft__complete(operation, WEFT_INVALID);
    }
    rows[descriptor] = (struct weft__row){.owned = true};
    return true;
}

void weft__disown(int descriptor)
{
    if (rows[descriptor].secure)
        weft__secure_close(descriptor);
    rows[descriptor].owned = false;
    close(descriptor); /* and the system watches it no more */
}

int weft__wait_on(struct weft__operation *operation)
{
    join(&rows[operation->descriptor], operation);
    operation->state = WEFT__SUBMITTED;
    return WEFT_OK;
}

/* Asks for one event of all that the descriptor's operations wait for. 0 or errno. */
static int arm(int descriptor)
{
    struct epoll_event event = {.events = EPOLLONESHOT, .data.fd = descriptor};

    for (const struct weft__operation *operation = rows[descriptor].first; operation; operation = operation->next)
        event.events |= operation->verb == WEFT__WRITABLE ? EPOLLOUT : EPOLLIN;
    int err = epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) ? errno : 0;
    if (err == ENOENT)
        err = epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) ? errno : 0;
    return err;
}

/* The descriptor is ready. False: it was not, and nothing has changed. */
static bool perform(struct weft__operation *operation)
{
    if (operation->verb >= WEFT__RESOLVE)
        return operation->verb == WEFT__EXIT ? weft__process_ready(operation) : weft__socket_ready(operation);
    if (operation->verb != WEFT__READ) {
        weft__complete(operation, WEFT_OK);
        return true;
    }
    long count = syscall(SYS_read, operation->descriptor, operation->bytes, operation->count);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    operation->host_error = count < 0 ? errno : 0;
    weft__complete(operation, count >= 0 ? (int32_t)count : errno == EBADF ? WEFT_INVALID : WEFT_HOST);
    return true;
}

/* One that is open for the other direction only would never be ready, or always. */
static bool is_open(const struct weft__operation *operation)
{
    int mode = fcntl(operation->descriptor, F_GETFL);

    return mode != -1 && (mode & O_ACCMODE) != (operation->verb == WEFT__WRITABLE ? O_RDONLY : O_WRONLY);
}

int weft__host_submit_descriptor(struct weft__operation *operation)
{
    int descriptor = operation->descriptor;
    const struct weft__row *owned = weft__row_of(descriptor);

    if (owned) {
        operation->state = WEFT__SUBMITTED;
        if (operation->verb == WEFT__WRITABLE ? owned->writable : owned->readable)
            weft__complete(operation, WEFT_OK);
        else
            join(&rows[descriptor], operation);
        return WEFT_OK;
    }
    if (!is_open(operation))
        return WEFT_INVALID;
    if (!make_room(descriptor))
        return WEFT_NO_MEMORY;
    join(&rows[descriptor], operation);
    operation->state = WEFT__SUBMITTED;
    int err = arm(descriptor);
    if (!err)
        return WEFT_OK;
    leave(operation);
    if (err == EPERM) { /* a file, or the like: always ready */
        (void)perform(operation);
        return WEFT_OK;
    }
    operation->state = WEFT__IDLE;
    operation->host_error = err;
    return err == EBADF ? WEFT_INVALID : WEFT_NO_MEMORY;
}

int weft__host_submit(struct weft__operation *operation)
{
    if (operation->verb == WEFT__SIGNAL)
        return submit_signal(operation);
    operation->state = WEFT__SUBMITTED;
    return WEFT_OK;
}

bool weft__host_cancel(struct weft__operation *operation)
{
    if (operation->verb == WEFT__POSTED)
        take_posted();
    if (operation->queued && operation->verb == WEFT__READ)
        return false;
    if (operation->verb >= WEFT__SPAWN && operation->verb != WEFT__SECURE)
        weft__process_call_off(operation);
    else if (operation->verb >= WEFT__RESOLVE)
        weft__socket_call_off(operation);
    if (operation->queued)
        leave_inbox(operation);
    else if (operation->verb == WEFT__RESOLVE)
        ;
    else if (operation->verb == WEFT__SIGNAL)
        cancel_signal(operation);
    else if (operation->verb != WEFT__POSTED)
        /* mutant: watch-removed */
        leave(operation); /* what the system was asked for may still come, and then finds nobody */
    if (operation->verb == WEFT__CONNECT && operation->state == WEFT__SUBMITTED)
        weft__disown(operation->descriptor);
    operation->state = WEFT__IDLE;
    return true;
}

/* ---- wait, take and post ---- */

static void take_event(const struct epoll_event *event)
{
    int descriptor = event->data.fd;
    uint64_t rings;

    if (descriptor < 0) {
        rung = 0; /* before it is read: one that rings meanwhile is not missed */
        long count = syscall(SYS_read, bell, &rings, sizeof rings); /* past every tape, as all here */
        (void)count;
        return;
    }
    if ((size_t)descriptor >= room)
        return;
    uint32_t readable = event->events & (EPOLLIN | EPOLLERR | EPOLLHUP);
    uint32_t writable = event->events & (EPOLLOUT | EPOLLERR | EPOLLHUP);
    if (rows[descriptor].owned) {
        rows[descriptor].readable |= readable != 0;
        rows[descriptor].writable |= writable != 0;
        rows[descriptor].ended |= (event->events & (EPOLLRDHUP | EPOLLERR | EPOLLHUP)) != 0;
    }
    for (struct weft__operation *operation = rows[descriptor].first, *next; operation; operation = next) {
        next = operation->next;
        bool writes = operation->verb == WEFT__WRITABLE || operation->verb == WEFT__CONNECT;
        bool both = operation->verb == WEFT__SECURE;
        if ((both ? readable | writable : writes ? writable : readable) && perform(operation))
            leave(operation);
    }
    if (rows[descriptor].first && !rows[descriptor].owned)
        (void)arm(descriptor);
}

bool weft__host_wait(int64_t nanoseconds)
{
    struct epoll_event events[EVENTS_MOST];
    bool here = seen(&news) || inbox_first;

    if (nanoseconds <= 0 && !outstanding && !seen(&rung)) /* what else there may be comes by itself */
        return true;
    if (nanoseconds > 0 && !here) {
        struct pollfd poll = {.fd = epoll, .events = POLLIN};
        struct timespec time = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
        int ready = ppoll(&poll, 1, nanoseconds == WEFT__FOR_EVER ? NULL : &time, NULL);
        if (ready < 0 && errno != EINTR && errno != EAGAIN)
            return false;
        if (ready <= 0)
            return true;
    }
    int count = epoll_wait(epoll, events, EVENTS_MOST, 0);
    for (int i = 0; i < count; i++)
        take_event(&events[i]);
    return count >= 0 || errno == EINTR;
}

/* A signal or what was posted, if there is any, and then whatever is in the inbox. */
static __attribute__((noinline)) struct weft__operation *take_any(void)
{
    if (seen(&news)) {
        news = 0; /* before the look: what comes during it is seen by the next one */
        struct weft__operation *signal = take_signal();
        if (signal)
            return signal;
        take_posted();
        if (weft__resolved_take)
            weft__resolved_take();
    }
    struct weft__operation *operation = inbox_first;
    if (operation) {
        inbox_first = operation->inbox;
        __atomic_store_n(&operation->queued, false, __ATOMIC_RELEASE);
    }
    return operation;
}

/* Once a turn, and as a rule there is nothing. */
struct weft__operation *weft__host_take(void)
{
    return seen(&news) || inbox_first ? take_any() : NULL;
}

void weft__host_post(struct weft__operation *operation)
{
    if (__atomic_exchange_n(&operation->queued, true, __ATOMIC_ACQ_REL))
        return;
    struct weft__operation *first = atomic_load(&posted);
    do
        operation->inbox = first;
    while (!atomic_compare_exchange_weak(&posted, &first, operation));
    weft__ring();
}
