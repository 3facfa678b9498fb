#include <stdio.h>
#include "weft.h"

struct item {
    int number;
};
typedef WEFT_QUEUE(struct item, 2) item_queue;

static int produce(void *arg)
{
    item_queue *queue = arg;

    for (struct item item = {1}; item.number <= 4; item.number++) {
        WEFT_TRY(weft_put(queue, &item)); /* waits while two are inside */
        printf("put %d\n", item.number);
    }
    return WEFT_OK;
}

static int consume(void *arg)
{
    item_queue *queue = arg;
    struct item item;

    for (int i = 0; i < 4; i++) {
        WEFT_TRY(weft_sleep(1));
        WEFT_TRY(weft_get(queue, &item));
        printf("got %d\n", item.number);
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    item_queue queue = {0};

    return weft_gather({produce, &queue}, {consume, &queue});
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] put 1
 * [0.000] put 2
 * [1.000] got 1
 * [1.000] put 3
 * [2.000] got 2
 * [2.000] put 4
 * [3.000] got 3
 * [4.000] got 4
 */
