/* Asks for more memory than there is: a stack of half the address space, or a task after all of the memory was taken. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "weft.h"

static int nothing(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

static int huge(void *arg)
{
    (void)arg;
    return weft_join(weft_spawn_with(nothing, NULL, .stack_bytes = SIZE_MAX / 2));
}

static int exhausted(void *arg)
{
    void *volatile last = NULL;

    (void)arg;
    for (size_t bytes = (size_t)1 << 24; bytes >= 16; bytes /= 2)
        for (void *memory; (memory = malloc(bytes));)
            last = memory;
    for (int i = 0; i < 1000; i++) /* what the runtime itself keeps ready is used up at last */
        WEFT_TRY(weft_join(weft_spawn_with(nothing, NULL, .stack_bytes = 65536 + 1024 * (size_t)i)));
    free(last);
    return WEFT_OK;
}

int main(int count, char **words)
{
    return weft_run(count > 1 && strcmp(words[1], "exhausted") == 0 ? exhausted : huge, NULL);
}
