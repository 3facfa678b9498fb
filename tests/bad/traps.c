/* Does what an engine or a processor stops a program for, in a task called "trapper". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "weft.h"

static int (*volatile nowhere)(int);
static volatile int zero, *volatile far_away = (int *)(uintptr_t)0xfffffff0;

static int trapper(void *arg)
{
    const char *how = arg;

    WEFT_TRY(weft_sleep(1));
    printf("now\n");
    if (strcmp(how, "unreachable") == 0)
        __builtin_trap();
    if (strcmp(how, "null") == 0)
        return nowhere(1);
    if (strcmp(how, "divide") == 0)
        return 7 / zero;
    if (strcmp(how, "memory") == 0)
        return *far_away;
    abort();
}

static int amain(void *arg)
{
    return weft_join(weft_spawn_with(trapper, arg, .name = "trapper"));
}

int main(int count, char **words)
{
    return weft_run(amain, count > 1 ? words[1] : "abort");
}
