/* One function for queues of every size: a small one makes who puts wait, one without a bound does not. */
#include <stdio.h>
#include "weft.h"

typedef WEFT_GROWING_QUEUE(int) int_queue;

static int put_three(void *arg)
{
    int_queue *queue = arg;

    for (int number = 1; number <= 3; number++)
        WEFT_TRY(weft_put(queue, &number));
    printf("all three are in, of %zu at most\n", queue->queue.most);
    return WEFT_OK;
}

static int take_three(int_queue *queue)
{
    WEFT_FREE_AT_EXIT(queue);
    weft_task putter = weft_spawn(put_three, queue);

    for (int number = 0; number < 3;) {
        WEFT_TRY(weft_sleep(1));
        WEFT_TRY(weft_get(queue, &number));
    }
    return weft_join(putter);
}

static int amain(void *arg)
{
    size_t size = 2; /* known when the program runs */
    int_queue small = WEFT_BOUNDED_QUEUE(size), any = {0};

    WEFT_TRY(take_three(&small));
    return take_three(&any);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] all three are in, of 2 at most
 * [3.000] all three are in, of 0 at most
 */
