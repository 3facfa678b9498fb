#include <stdio.h>
#include "weft.h"

struct buffer {
    weft_condition changed;
    int items;
};

static int consume(void *arg)
{
    struct buffer *buffer = arg;

    WEFT_TRY(weft_lock_acquire(&buffer->changed.lock));
    WEFT_UNLOCK_AT_EXIT(&buffer->changed.lock);
    while (buffer->items == 0)
        WEFT_TRY(weft_condition_wait(&buffer->changed));
    printf("took one of %d\n", buffer->items--);
    return WEFT_OK;
}

static int produce(void *arg)
{
    struct buffer *buffer = arg;

    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_lock_acquire(&buffer->changed.lock));
    WEFT_UNLOCK_AT_EXIT(&buffer->changed.lock);
    buffer->items = 1;
    return weft_condition_notify(&buffer->changed, 1);
}

static int amain(void *arg)
{
    struct buffer buffer = {.items = 0};

    return weft_gather({consume, &buffer}, {produce, &buffer});
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] took one of 1
 */
