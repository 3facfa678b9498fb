/* Take the most urgent item first
 *
 * Takes the most urgent item first, whatever the order they came in.
 *
 * Try: give all three the same priority. Equals come out in the order they were put. */
#include <stdio.h>
#include "weft.h"

struct order {
    int priority;
    const char *item;
};

typedef WEFT_QUEUE(struct order, 8) order_queue;

static bool more_urgent(const void *a, const void *b)
{
    const struct order *first = a, *second = b;

    return first->priority < second->priority;
}

static int producer(order_queue *queue)
{
    static const struct order orders[] = {
        {3, "low priority"},
        {1, "high priority"},
        {2, "medium priority"},
    };

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        WEFT_TRY(weft_put(queue, &orders[i]));
        printf("Added: %s (priority %d)\n", orders[i].item, orders[i].priority);
    }
    return WEFT_OK;
}

static int consumer(order_queue *queue)
{
    struct order order;

    while (!weft_queue_empty(queue)) {
        WEFT_TRY(weft_get(queue, &order));
        printf("Processing: %s (priority %d)\n", order.item, order.priority);
        WEFT_TRY(weft_sleep(0.5));
        weft_task_done(queue);
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    order_queue queue = WEFT_PRIORITY_QUEUE(more_urgent);

    (void)arg;
    WEFT_TRY(producer(&queue)); /* a plain call waits as `await` does */
    return consumer(&queue);
}

int main(void)
{
    return weft_run(amain, NULL);
}
