/* Tell the consumers that it is over
 *
 * Ends two consumers with one last item, which each passes on to the next.
 *
 * Try: shut the queue down instead, weft_queue_shutdown(queue, false). A get then returns
 * WEFT_CLOSED when nothing is left. */
#include <stdio.h>
#include "weft.h"

enum { END = -1 };

typedef WEFT_QUEUE(int, 5) number_queue;

struct consumer {
    number_queue *queue;
    const char *name;
};

static int producer(void *arg)
{
    number_queue *queue = arg;

    for (int item = 0; item < 10; item++) {
        WEFT_TRY(weft_put(queue, &item));
        printf("Produced item-%d\n", item);
        WEFT_TRY(weft_sleep(0.5));
    }
    return weft_put(queue, &(int){END});
}

static int consumer(void *arg)
{
    struct consumer *me = arg;
    int item;

    for (;;) {
        WEFT_TRY(weft_get(me->queue, &item));
        if (item == END)
            return weft_put_nowait(me->queue, &item); /* for the others */
        printf("%s processing item-%d\n", me->name, item);
        WEFT_TRY(weft_sleep(1));
        weft_task_done(me->queue);
    }
}

static int amain(void *arg)
{
    number_queue queue = {0};
    struct consumer one = {&queue, "Consumer 1"}, two = {&queue, "Consumer 2"};

    (void)arg;
    return weft_gather({producer, &queue}, {consumer, &one}, {consumer, &two});
}

int main(void)
{
    return weft_run(amain, NULL);
}
