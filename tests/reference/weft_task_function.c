#include <stdio.h>
#include "weft.h"

struct sum {
    int a, b;   /* in */
    int result; /* out */
};

static int add(void *arg)
{
    struct sum *sum = arg;

    WEFT_TRY(weft_sleep(1));
    sum->result = sum->a + sum->b;
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct sum small = {.a = 1, .b = 2}, large = {.a = 100, .b = 200};
    weft_task_function *same = add;

    WEFT_TRY(weft_gather({add, &small}, {same, &large}));
    printf("%d %d\n", small.result, large.result);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] 3 300
 */
