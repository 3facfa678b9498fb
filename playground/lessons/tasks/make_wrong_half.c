#include <stdio.h>
#include "weft.h"

struct sum {
    int from, to, result;
};

static int add(void *arg)
{
    struct sum *sum = arg;

    for (int i = sum->from; i <= sum->to; i++) {
        sum->result += i;
        WEFT_TRY(weft_sleep(0.01)); /* each number has to be fetched */
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct sum low = {.from = 1, .to = 50}, high = {.from = 51, .to = 100};
    weft_task other = weft_spawn(add, &high);

    (void)arg;
    WEFT_TRY(add(&low));
    WEFT_TRY(weft_join(other));
    printf("%d after %.1f s\n", low.result, weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
