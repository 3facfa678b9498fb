#include <stdio.h>
#include "weft.h"

enum { MOST = 4 };

static int fetch(void *arg)
{
    printf("page %d\n", *(int *)arg);
    return weft_sleep(1);
}

static int amain(void *arg)
{
    int pages[MOST] = {1, 2, 3, 4};
    weft_call calls[MOST];
    size_t count = 0;

    for (int i = 0; i < MOST; i += 2) /* so many as there turn out to be */
        calls[count++] = (weft_call){fetch, &pages[i]};
    return weft_gather_all(calls, count);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] page 1
 * [0.000] page 3
 */
