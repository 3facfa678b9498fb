#include <stdio.h>
#include "weft.h"

struct mirror {
    const char *name;
    double seconds;
};

static int ask(void *arg)
{
    struct mirror *mirror = arg;

    printf("ask %s\n", mirror->name);
    int err = weft_sleep(mirror->seconds);
    printf("%s: %s\n", mirror->name, weft_error_name(err));
    return err;
}

static int amain(void *arg)
{
    struct mirror far = {"far", 5}, near = {"near", 1};
    weft_call calls[] = {{ask, &far}, {ask, &near}};
    size_t winner;

    WEFT_TRY(weft_race(calls, 2, 0.25, NULL, &winner));
    printf("the winner is number %zu\n", winner);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] ask far
 * [0.250] ask near
 * [1.250] near: ok
 * [1.250] far: cancelled
 * [1.250] the winner is number 1
 */
