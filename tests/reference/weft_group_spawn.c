#include <stdio.h>
#include "weft.h"

static int work(void *arg)
{
    printf("%s: %s\n", weft_task_name(weft_current()), (const char *)arg);
    return weft_sleep(1);
}

static int amain(void *arg)
{
    WEFT_GROUP(group);

    weft_group_spawn(&group, work, "one");
    weft_group_spawn_with(&group, work, "two", .name = "second", .stack_bytes = 32 * 1024);
    WEFT_TRY(weft_group_join(&group));
    puts("both ended");
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] Task-2: one
 * [0.000] second: two
 * [1.000] both ended
 */
