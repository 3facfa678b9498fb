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
    int err = weft_gather_each(vote, voters, 4);

    (void)arg;
    printf("%d yes, %s\n", yes, err ? "one is missing" : "all there");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
