#include <stdio.h>
#include "weft.h"

static int ask(void *arg)
{
    int number = *(int *)arg;

    WEFT_TRY(weft_sleep(number));
    return number == 2 ? 42 : WEFT_OK;
}

static int amain(void *arg)
{
    int numbers[] = {1, 2, 3}, codes[3];
    weft_task tasks[3];

    for (int i = 0; i < 3; i++)
        tasks[i] = weft_spawn(ask, &numbers[i]);
    printf("first failure: %d\n", weft_join_all(tasks, codes, 3));
    printf("codes: %d %d %d\n", codes[0], codes[1], codes[2]);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [3.000] first failure: 42
 * [3.000] codes: 0 42 0
 */
