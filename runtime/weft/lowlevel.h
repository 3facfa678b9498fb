/* weft/lowlevel.h: what locks, queues and groups are made of, for libraries that add a primitive of their own.
 *
 * A primitive is a struct of its own with a `weft_resource` and a list of `weft_waiters` in it, and two static
 * records that say what it is and what its waits are. Reports, `weft trace` and the lanes of the playground read
 * their words from these records, so a primitive from outside looks like one of Weft's. A cancel, a timeout and the
 * end of a run work as everywhere: a waiter that is cancelled leaves the list at once, and the primitive needs no
 * code for it.
 *
 *     static weft_resource_kind a_latch = {.name = "latch", .noun = "the latch"};
 *     static weft_wait_kind for_latch = {.name = "latch", .words = "waits for", .of = &a_latch};
 *
 *     struct latch { weft_resource resource; weft_waiters waiters; int count; };
 *
 *     int latch_wait(weft_place *place, struct latch *latch)
 *     {
 *         return latch->count == 0 ? WEFT_OK : weft_park(place, &for_latch, &latch->waiters, &latch->resource, NULL);
 *     }
 *     #define latch_wait(latch) latch_wait(WEFT_HERE(#latch), latch)
 *
 *     void latch_count_down(struct latch *latch)
 *     {
 *         if (latch->count > 0 && --latch->count == 0)
 *             weft_wake_all(&latch->waiters, WEFT_OK, WEFT_GO_ON);
 *     }
 *
 * Call these functions from the loop's thread only. The model is trio.lowlevel (ParkingLot, wait_task_rescheduled). */
#ifndef WEFT_LOWLEVEL_H
#define WEFT_LOWLEVEL_H

#include "weft.h"

/* What reports and the trace know of one object: a lock, a queue. `= {0}` is ready to use; its name is then the
 * words of the place where a task first waits for it. Set `.name` for a better one; the text is not copied and must
 * outlive the run. */
typedef struct weft__resource weft_resource;

/* The tasks that wait for one thing, in the order in which they began. `= {0}` is empty. A waiter is linked by its
 * own record, so waiting never allocates. The list must outlive its waiters. */
typedef struct weft__list weft_waiters;

/* What an object is: one static record for each kind of primitive. The runtime writes its private part, so it is
 * not const. */
typedef struct weft_resource_kind {
    const char *name; /* one word, for programs that read traces: "latch" */
    const char *noun; /* with its article, for sentences: "the latch" */
    /* The task that holds `resource`, `(weft_task){0}` for none: reports then say "held by Task-2". NULL: nobody
     * can hold it. */
    weft_task (*holder)(const weft_resource *resource);
    /* How much `resource` can hold (a queue's places, a barrier's parties), 0 where there is no limit. NULL: it
     * holds nothing. */
    int64_t (*capacity)(const weft_resource *resource);
    /* Stores in `*place` where its holder has taken `resource`, for the sentence about one that ended while it held
     * it. NULL: that is not known. */
    void (*held_at)(const weft_resource *resource, const weft_place **place);
    /* private */
    uint32_t id, run; /* its number in the trace of run `run` */
} weft_resource_kind;

/* What a wait is: one static record for each reason why a task may wait. */
typedef struct weft_wait_kind {
    const char *name;       /* one word, for programs that read traces: "get" */
    const char *words;      /* what a waiting task does, before the noun: "waits for an item in" */
    weft_resource_kind *of; /* what it waits for; NULL: for nothing that has a name */
    const char *noun;       /* the noun after `words`, if another than that of `of`; "" for none */
    /* What a cancel of the waiter does. NULL: it ends the wait, and weft_park returns WEFT_CANCELLED. Else it is
     * called instead and may hand the cancel on to what the task waits for. True: that was done, and the wait goes
     * on until its wake. False: there is nothing to hand it on to any more, and the cancel is delivered at the
     * task's next wait. `brings` is what the waiter gave to weft_park, `nanoseconds` the time of the run. It may
     * not wait. */
    bool (*pass_on)(weft_task waiter, void *brings, int64_t nanoseconds);
    /* Whether this wait ends when `task` ends, for trees of tasks. NULL: it never does. */
    bool (*awaits)(const weft_resource *resource, const void *brings, weft_task task);
    /* private */
    uint32_t id, run; /* its number in the trace of run `run` */
} weft_wait_kind;

/* How a wake treats a cancel that arrives before the woken task has run. */
enum weft_wake {
    WEFT_GO_ON,     /* the cancel wins: weft_park returns WEFT_CANCELLED (an event, a notice) */
    WEFT_HAND_OVER, /* the wake wins: the task was given something that is never taken back (a lock, an item), and
                       the cancel is delivered at its next wait */
};

/* Suspends the running task until somebody wakes it, and returns the code of that wake; WEFT_CANCELLED when the
 * wait was cancelled; WEFT_USAGE where no task runs. The task joins the end of `waiters`. `place` is the caller's
 * WEFT_HERE. `brings` may point to what the waiter has with it, usually on its stack, for the one that wakes it;
 * NULL for nothing. (trio.lowlevel.ParkingLot.park) */
WEFT_WAITS int weft_park(weft_place *place, weft_wait_kind *kind, weft_waiters *waiters, weft_resource *resource,
                         void *brings);

/* Wakes the task that waits longest: it leaves the list now and runs in the next turn, where its weft_park returns
 * `code`. Returns its name, `(weft_task){0}` when nobody waits. (trio.lowlevel.ParkingLot.unpark) */
weft_task weft_wake_first(weft_waiters *waiters, int code, enum weft_wake how);

/* Wakes all, in the order in which they began to wait. Returns how many. (unpark_all) */
size_t weft_wake_all(weft_waiters *waiters, int code, enum weft_wake how);

/* Wakes `task` if it waits in this list. False, and nothing happens, when it does not. */
bool weft_wake_task(weft_waiters *waiters, weft_task task, int code, enum weft_wake how);

/* The waiter after `task`, in order; the first for `(weft_task){0}`. `(weft_task){0}` after the last. */
weft_task weft_waiter_after(const weft_waiters *waiters, weft_task task);

/* What a waiting task gave to weft_park; NULL when it waits otherwise, or not at all. */
void *weft_waiter_brings(const weft_waiters *waiters, weft_task task);

/* Writes into the trace that the state of `resource` is now `level`: a count, 0 or 1. `holder` is the task that
 * holds it now, `(weft_task){0}` for none. The lanes show it. Costs one branch in a run without a trace. */
void weft_level(weft_resource *resource, weft_resource_kind *kind, weft_task holder, int64_t level);

#endif
