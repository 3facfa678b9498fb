/* Descriptors: one that is not there, several waits at once, more than fit into the first room for them, a cancel, and reads up to the end. */
#include <stdio.h>
#include <unistd.h>
#include "weft.h"

enum { MANY = 20 };

static int woken;

static int waits_to_write(void *arg)
{
    WEFT_TRY(weft_wait_writable(*(int *)arg));
    woken++;
    return WEFT_OK;
}

static int waits_to_read(void *arg)
{
    int err = weft_wait_readable(0);

    printf("%s: %s\n", (const char *)arg, weft_error_name(err));
    return err;
}

static int amain(void *arg)
{
    int output = 1, error = 2, nowhere = 77;
    char line[8];
    ssize_t count;

    (void)arg;
    printf("not there: %s, %s\n", weft_error_name(weft_wait_readable(nowhere)), weft_error_name(weft_wait_writable(nowhere)));
    printf("not for that: %s\n", weft_error_name(weft_wait_readable(-1)));
    weft_task cancelled = weft_spawn(waits_to_read, "cancelled");
    WEFT_TRY(weft_yield());
    weft_task_cancel(cancelled);
    (void)weft_join(cancelled);
    WEFT_GROUP(group);
    for (int i = 0; i < MANY; i++)
        weft_group_spawn(&group, waits_to_write, i % 2 ? &output : &error);
    WEFT_TRY(weft_group_join(&group));
    printf("%d were woken\n", woken);
    printf("in time: %s\n", weft_error_name(weft_wait_for(weft_wait_writable(1), 5)));
    while (weft_wait_readable(0) == WEFT_OK && (count = read(0, line, 3)) > 0)
        printf("%zd bytes: %.*s\n", count, (int)count, line);
    WEFT_TRY(weft_sleep(0.02));
    printf("the end\n");
    return 3;
}

int main(void) { return weft_run(amain, NULL); }
