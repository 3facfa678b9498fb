/* Let a declaration decide where work runs
 *
 * Three functions say how they want to run, and the callers need not know.
 *
 * weft_do runs a quick function here and now, one that waits in a task, and one that computes in a job.
 * Try: declare add as a job. The result is the same. */
#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

struct numbers {
    int a, b, result;
};

static int add(void *bytes)
{
    struct numbers *numbers = bytes;

    numbers->result = numbers->a + numbers->b;
    return WEFT_OK;
}

static int add_later(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    return add(arg);
}

static int add_slowly(void *bytes)
{
    weft_block(2); /* a long computation, say */
    return add(bytes);
}

static const weft_work adding = {.plain = add, .name = "add"};
static const weft_work adding_later = {.task = add_later, .name = "add later"};
static const weft_work adding_slowly = {.job = add_slowly, .name = "add slowly"};

static int amain(void *arg)
{
    const weft_work *all[] = {&adding, &adding_later, &adding_slowly};

    (void)arg;
    for (int i = 0; i < 3; i++) {
        struct numbers numbers = {.a = i, .b = 40};
        WEFT_TRY(weft_do(all[i], &numbers));
        printf("%s: %d\n", all[i]->name, numbers.result);
    }
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
