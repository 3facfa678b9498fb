/* Fails in one order of two tasks, in the way that its argument says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <weft.h>

static const char *way = "";
static int turns;
static void *kept;

static int first(void *arg)
{
    (void)arg;
    turns = 1;
    return WEFT_OK;
}

static int second(void *arg)
{
    (void)arg;
    if (turns)
        return WEFT_OK;
    if (!strcmp(way, "code"))
        return 7;
    if (!strcmp(way, "exit"))
        exit(9);
    if (!strcmp(way, "leak"))
        return (kept = malloc(100)) ? WEFT_OK : 1;
    if (!strcmp(way, "print"))
        printf("second came first\n");
    while (!strcmp(way, "yield"))
        WEFT_TRY(weft_yield());
    while (!strcmp(way, "spin"))
        turns = 0;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_gather({first, NULL}, {second, NULL}));
    printf("done\n");
    return WEFT_OK;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        way = argv[1];
    return weft_run(amain, NULL);
}
