#include <stdio.h>
#include "weft.h"

typedef WEFT_QUEUE(int, 3) order_queue;

static int sum;

static int work(void *arg)
{
    order_queue *orders = arg;
    int order;

    for (;;) {
        int err = weft_get(orders, &order);
        if (err == WEFT_CLOSED)
            return WEFT_OK; /* no more will come */
        WEFT_TRY(err);
        sum += order;
        WEFT_TRY(weft_sleep(0.1));
    }
}

static int sell(order_queue *orders)
{
    for (int order = 1; order <= 10; order++)
        WEFT_TRY(weft_put(orders, &order));
    return WEFT_OK;
}

static int amain(void *arg)
{
    order_queue orders = {0};
    WEFT_GROUP(shop);

    (void)arg;
    weft_group_spawn_with(&shop, work, &orders, .name = "worker 1");
    weft_group_spawn_with(&shop, work, &orders, .name = "worker 2");
    WEFT_TRY(sell(&orders));
    WEFT_TRY(weft_group_join(&shop));
    printf("sum %d\n", sum);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
