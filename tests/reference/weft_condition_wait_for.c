#include <stdio.h>
#include "weft.h"

struct buffer {
    weft_condition changed;
    int items;
};

static int consume(void *arg)
{
    struct buffer *buffer = arg;

    WEFT_TRY(weft_condition_acquire(&buffer->changed));
    WEFT_LEAVE_CONDITION_AT_EXIT(&buffer->changed);
    WEFT_TRY(weft_condition_wait_for(&buffer->changed, buffer->items >= 3));
    printf("%d at once\n", buffer->items);
    return WEFT_OK;
}

static int produce(void *arg)
{
    struct buffer *buffer = arg;

    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_sleep(1));
        WEFT_TRY(weft_condition_acquire(&buffer->changed));
        buffer->items++;
        weft_condition_notify(&buffer->changed, 1);
        WEFT_TRY(weft_condition_release(&buffer->changed));
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct buffer buffer = {.items = 0};

    return weft_gather({consume, &buffer}, {produce, &buffer});
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [3.000] 3 at once
 */
