/* List the tasks that run
 *
 * Asks which task runs now, and which are not done.
 *
 * Try: let main sleep for 3 seconds in place of weft_yield. Then only main is left. */
#include <stdio.h>
#include "weft.h"

enum { MOST = 8 };

static int nap(void *arg)
{
    printf("%s: I am %s\n", (const char *)arg, weft_task_name(weft_current()));
    return weft_sleep(2);
}

static void list(void)
{
    weft_task tasks[MOST];
    size_t count = weft_tasks(tasks, MOST);

    printf("%zu unfinished:", count);
    for (size_t i = 0; i < count && i < MOST; i++)
        printf(" %s", weft_task_name(tasks[i]));
    printf("\n");
}

static int amain(void *arg)
{
    (void)arg;
    list();
    weft_task shorter = weft_spawn_with(nap, "shorter", .name = "shorter");
    weft_task longer = weft_spawn_with(nap, "longer", .name = "longer");

    WEFT_TRY(weft_yield()); /* both have begun now */
    list();
    WEFT_TRY(weft_join(shorter));
    WEFT_TRY(weft_join(longer));
    list();
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
