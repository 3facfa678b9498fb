/* Waits for standard input, which never comes (`wait`), once more after a cancel (`clean_up`), reads it
 * so that all tasks stand still (`read`), or computes without end (`compute`): all for Ctrl-C. */
#include <errno.h>
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

static int reads(void *arg)
{
    char line[80];

    (void)arg;
    printf("ready\n");
    fflush(stdout);
    for (int i = 0; i < 2; i++) {
        const char *read = fgets(line, sizeof line, stdin);
        printf("%s\n", read ? "a line" : errno == EINTR ? "interrupted" : "no line");
        clearerr(stdin);
        WEFT_TRY(weft_sleep(0.01)); /* here a task hears that it is cancelled */
    }
    return WEFT_OK;
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

    return weft_run(strcmp(how, "compute") == 0 ? computes : strcmp(how, "read") == 0 ? reads : waits, how);
}
