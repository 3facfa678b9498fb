/* Waits for standard input, which never comes (`wait`), once more after a cancel (`clean_up`), or
 * computes without end (`compute`): all for Ctrl-C. */
#include <stdio.h>
#include <string.h>
#include "weft.h"

static int waits(void *arg)
{
    printf("ready\n");
    int err = weft_wait_readable(0);
    if (strcmp(arg, "clean_up") == 0) {
        printf("cleaning up\n");
        WEFT_TRY(weft_wait_readable(0));
    }
    return err;
}

static int computes(void *arg)
{
    (void)arg;
    printf("ready\n");
    fflush(stdout); /* natively, as with every libc: a pipe gets it when the buffer is full, or at a wait */
    WEFT_TRY(weft_yield());
    for (volatile int i = 0;; i++)
        continue;
}

int main(int count, char **words)
{
    char *how = count > 1 ? words[1] : "wait";

    return weft_run(strcmp(how, "compute") == 0 ? computes : waits, how);
}
