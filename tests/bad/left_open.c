/* A timeout that is begun and left without its end, and what comes after it: the first argument says what. */
#include <stdio.h>
#include <string.h>
#include "weft.h"

static int fails(void)
{
    WEFT_TRY(weft_sleep(0.5));
    return 7;
}

__attribute__((noinline)) static int leave_it_open(void)
{
    weft_timeout limit = {0};

    WEFT_TRY(weft_timeout_begin(&limit, 1));
    WEFT_TRY(fails()); /* leaves without weft_timeout_end */
    return weft_timeout_end(&limit, WEFT_OK);
}

__attribute__((noinline)) static int write_over_it(int value)
{
    volatile char bytes[600];

    memset((char *)bytes, value, sizeof bytes);
    return bytes[5];
}

static int job(void *arg)
{
    (void)arg;
    return leave_it_open();
}

static int amain(void *arg)
{
    const char *then = arg;
    weft_event never = {0};

    if (strcmp(then, "end of a task") == 0)
        return weft_join(weft_spawn_with(job, NULL, .name = "job"));
    if (strcmp(then, "outer call") == 0)
        return weft_wait_for(leave_it_open(), 9);
    if (strcmp(then, "outer scope") == 0) {
        WEFT_TIMEOUT(outer, 9);
        WEFT_TRY(leave_it_open());
    }
    int err = leave_it_open();
    printf("it ended with %d\n", err);
    if (strcmp(then, "written over") == 0)
        printf("%c\n", write_over_it('A'));
    if (strcmp(then, "yield") == 0)
        return weft_yield();
    if (strcmp(then, "event") == 0)
        return weft_event_wait(&never);
    if (strcmp(then, "another") == 0)
        return weft_wait_for(weft_sleep(1), 5);
    return strcmp(then, "end") == 0 ? WEFT_OK : weft_sleep(9);
}

int main(int argc, char **argv)
{
    return weft_run(amain, argc > 1 ? argv[1] : "sleep");
}
