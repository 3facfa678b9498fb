/* Pass items through a bounded queue
 *
 * Hands items from two producers to two consumers through a queue for three.
 *
 * Try: let the producers sleep for 0.05 seconds. The queue fills up, and they wait for room. */
#include <stdio.h>
#include "weft.h"

struct item {
    char text[24];
};

typedef WEFT_QUEUE(struct item, 3) item_queue;

struct party {
    item_queue *queue;
    const char *name;
};

static int producer(void *arg)
{
    struct party *me = arg;
    struct item item;

    weft_task_set_name(weft_current(), me->name);
    for (int number = 0; number < 5; number++) {
        snprintf(item.text, sizeof item.text, "%s-item-%d", me->name, number);
        WEFT_TRY(weft_put(me->queue, &item));
        printf("Produced: %s\n", item.text);
        WEFT_TRY(weft_sleep(0.5));
    }
    return WEFT_OK;
}

static int consumer(void *arg)
{
    struct party *me = arg;
    struct item item;

    weft_task_set_name(weft_current(), me->name);
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
    struct party p1 = {&queue, "P1"}, p2 = {&queue, "P2"};
    struct party c1 = {&queue, "C1"}, c2 = {&queue, "C2"};
    WEFT_GROUP(producers);
    WEFT_GROUP(consumers);

    (void)arg;
    weft_group_spawn(&producers, producer, &p1);
    weft_group_spawn(&producers, producer, &p2);
    weft_group_spawn(&consumers, consumer, &c1);
    weft_group_spawn(&consumers, consumer, &c2);

    WEFT_TRY(weft_group_join(&producers));
    WEFT_TRY(weft_queue_join(&queue)); /* every item has been dealt with */
    return WEFT_OK;                    /* the end of a group's scope cancels its tasks */
}

int main(void)
{
    return weft_run(amain, NULL);
}
