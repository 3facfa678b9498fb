#include <stdio.h>
#include "weft.h"

enum { SICK = 1 };

static int yes;

static int vote(void *arg)
{
    int number = *(int *)arg;

    WEFT_TRY(weft_sleep(number)); /* voter 1 takes a second, voter 2 two, ... */
    if (number == 2)
        return weft_raise(SICK, "voter 2 is sick");
    yes++;
    return WEFT_OK;
}

static int amain(void *arg)
{
    int voters[] = {1, 2, 3, 4};
    weft_call calls[4];
    int codes[4] = {0}, missing = 0;

    (void)arg;
    for (int i = 0; i < 4; i++)
        calls[i] = (weft_call){.fn = vote, .arg = &voters[i]};
    WEFT_TRY(weft_gather_all(calls, 4));
    for (int i = 0; i < 4; i++)
        missing += codes[i] != WEFT_OK;
    printf("%d yes, %d missing\n", yes, missing);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
