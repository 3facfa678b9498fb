#include <stdio.h>
#include "weft.h"

static int log_line(void *arg)
{
    printf("log: begins\n");
    WEFT_TRY(weft_sleep(0.02));
    printf("log: %s\n", (const char *)arg);
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_task world;

    (void)arg;
    printf("main: before\n");
    WEFT_TRY(log_line("hello"));
    printf("main: between\n");
    world = weft_spawn(log_line, "world");
    printf("main: after\n");
    (void)world;
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
