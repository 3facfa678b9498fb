#include <stdio.h>
#include "weft.h"

static int name_it(void *arg)
{
    printf("I am %s\n", weft_task_name(weft_current()));
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_spawn_options usual = {.name = "usual", .stack_bytes = 32 * 1024};
    weft_task a = weft_spawn_with(name_it, NULL, .name = "deep", .stack_bytes = 64 * 1024);
    weft_task b = weft_spawn_with(name_it, NULL, .name = usual.name, .stack_bytes = usual.stack_bytes);

    WEFT_TRY(weft_join(a));
    return weft_join(b);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] I am deep
 * [0.000] I am usual
 */
