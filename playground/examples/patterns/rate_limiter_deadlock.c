/* Take a lock that one holds already
 *
 * Takes a lock, sleeps, and begins again, without giving the lock back.
 *
 * The report names the task that waits for its own lock, and all those behind it.
 * Exit code: 100
 * Try: give the lock back before beginning again; or sleep in a loop, as rate_limiter does. */
#include <stdio.h>
#include "weft.h"

enum { RATE = 5, COUNT = 20 };

struct limiter {
    weft_lock lock;
    double passed[RATE]; /* when the last five did */
    unsigned count;      /* how many have, in all */
};

struct request {
    struct limiter *limiter;
    int number;
};

static int limiter_wait(struct limiter *limiter)
{
    WEFT_TRY(weft_lock_acquire(&limiter->lock));
    WEFT_UNLOCK_AT_EXIT(&limiter->lock);

    double *oldest = &limiter->passed[limiter->count % RATE]; /* five calls ago */
    if (limiter->count >= RATE && weft_time() < *oldest + 1.0) {
        WEFT_TRY(weft_sleep(*oldest + 1.0 - weft_time()));
        return limiter_wait(limiter); /* waits for the lock, which this task holds */
    }
    *oldest = weft_time();
    limiter->count++;
    return WEFT_OK;
}

static int fetch(void *arg)
{
    struct request *request = arg;

    WEFT_TRY(limiter_wait(request->limiter));
    printf("Fetching https://api.example.com/item/%d\n", request->number);
    return weft_sleep(0.1);
}

static int amain(void *arg)
{
    struct limiter limiter = {0};
    struct request requests[COUNT];

    (void)arg;
    for (int i = 0; i < COUNT; i++)
        requests[i] = (struct request){&limiter, i};
    return weft_gather_each(fetch, requests, COUNT);
}

int main(void)
{
    return weft_run(amain, NULL);
}
