/* Three tasks, each to its own end, and a look at what each returned. */
#include <stdio.h>
#include "weft.h"

static int halve(void *arg)
{
    int number = *(int *)arg;

    WEFT_TRY(weft_sleep(number));
    return number % 2 ? weft_raise(1, "%d is odd", number) : WEFT_OK;
}

static int amain(void *arg)
{
    int numbers[] = {1, 2, 3}, codes[3];
    weft_task tasks[3];

    for (int i = 0; i < 3; i++)
        tasks[i] = weft_spawn(halve, &numbers[i]);
    WEFT_TRY(weft_join_settled(tasks, codes, 3));
    for (int i = 0; i < 3; i++)
        printf("%d: %s\n", numbers[i], weft_error_name(codes[i]));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [3.000] 1: failed
 * [3.000] 2: ok
 * [3.000] 3: failed
 */
