/* Share twenty naps among three workers
 *
 * Shares twenty naps among three workers: one that is free takes the next nap.
 *
 * Try: let ten workers share them. The naps together are as long as ever. */
#include <stdio.h>
#include "weft.h"

enum { WORKERS = 3, NAPS = 20 };

static const double naps[NAPS] = { /* in place of random ones */
    0.26, 0.89, 0.98, 0.41, 0.59, 0.91, 0.53, 0.09, 0.11, 0.87,
    0.86, 0.21, 0.89, 0.53, 0.11, 0.23, 0.86, 0.53, 0.82, 0.10,
};

typedef WEFT_QUEUE(double, NAPS) nap_queue;

struct worker {
    nap_queue *queue;
    int number;
};

static int worker(void *arg)
{
    struct worker *me = arg;
    double seconds;

    for (;;) {
        WEFT_TRY(weft_get(me->queue, &seconds));
        WEFT_TRY(weft_sleep(seconds));
        weft_task_done(me->queue);
        printf("worker-%d has slept for %.2f seconds\n", me->number, seconds);
    }
}

static int amain(void *arg)
{
    nap_queue queue = {0};
    struct worker workers[WORKERS];
    double start = weft_time(), total = 0;
    WEFT_GROUP(group);

    (void)arg;
    for (int i = 0; i < NAPS; i++) {
        WEFT_TRY(weft_put_nowait(&queue, &naps[i]));
        total += naps[i];
    }
    for (int i = 0; i < WORKERS; i++) {
        workers[i] = (struct worker){&queue, i};
        weft_group_spawn(&group, worker, &workers[i]);
    }

    WEFT_TRY(weft_queue_join(&queue));
    double slept = weft_time() - start;
    weft_group_cancel(&group); /* they wait for more, and there is none */
    WEFT_TRY(weft_group_join(&group));

    printf("====\n");
    printf("%d workers slept in parallel for %.2f seconds\n", WORKERS, slept);
    printf("total expected sleep time: %.2f seconds\n", total);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
