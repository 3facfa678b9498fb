/* Asks for more memory than there is: for a stack of half the address space (`huge`), or for tasks
 * after all of the memory was taken (`exhausted`). */
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
    for (size_t bytes = 65536; bytes < 1000000; bytes += 1024) /* whatever the runtime has kept */
        WEFT_TRY(weft_join(weft_spawn_with(nothing, NULL, .stack_bytes = bytes)));
    free(last);
    return WEFT_OK;
}

int main(int count, char **words)
{
    return weft_run(count > 1 && strcmp(words[1], "exhausted") == 0 ? exhausted : huge, NULL);
}
