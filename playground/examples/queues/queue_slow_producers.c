/* Give up when a queue stays empty
 *
 * Makes items so slowly that consumers give up, one early, one at the end.
 *
 * Try: let the consumers wait for 2.5 seconds. Both then stay until the end. */
#include <stdio.h>
#include "weft.h"

struct item {
    char text[24];
};

typedef WEFT_QUEUE(struct item, 3) item_queue;

struct party {
    item_queue *queue;
    const char *name;
    double start;
};

static int producer(void *arg)
{
    struct party *me = arg;
    struct item item;

    WEFT_TRY(weft_sleep(me->start));
    for (int number = 0; number < 3; number++) {
        snprintf(item.text, sizeof item.text, "%s-item-%d", me->name, number);
        WEFT_TRY(weft_put(me->queue, &item));
        printf("Produced: %s\n", item.text);
        WEFT_TRY(weft_sleep(2.5));
    }
    return WEFT_OK;
}

static int consumer(void *arg)
{
    struct party *me = arg;
    struct item item;

    for (;;) {
        int err = weft_wait_for(weft_get(me->queue, &item), 2.0);
        if (err == WEFT_TIMEOUT) {
            printf("%s timed out, exiting\n", me->name);
            return WEFT_OK;
        }
        WEFT_TRY(err);
        printf("%s consumed: %s\n", me->name, item.text);
        weft_task_done(me->queue);
        WEFT_TRY(weft_sleep(0.1));
    }
}

static int amain(void *arg)
{
    item_queue queue = {0};
    struct party p1 = {&queue, "P1", 0}, p2 = {&queue, "P2", 1.25}; /* so one comes every 1.25 s */
    struct party c1 = {&queue, "C1", 0}, c2 = {&queue, "C2", 0};
    WEFT_GROUP(producers);
    WEFT_GROUP(consumers);

    (void)arg;
    weft_group_spawn(&producers, producer, &p1);
    weft_group_spawn(&producers, producer, &p2);
    weft_group_spawn(&consumers, consumer, &c1);
    weft_group_spawn(&consumers, consumer, &c2);

    WEFT_TRY(weft_group_join(&producers));
    WEFT_TRY(weft_queue_join(&queue));
    return WEFT_OK; /* nothing is left to cancel: both consumers have given up */
}

int main(void)
{
    return weft_run(amain, NULL);
}
