/* Which task waits for which: a tree on standard error, or for a hook. */
#include <stdio.h>
#include <string.h>
#include "weft.h"

static int fetch(void *arg) { return weft_sleep(2); }

static int pages(void *arg) { return weft_gather({fetch, NULL}, {fetch, NULL}); }

static void show(const char *line, void *arg) { printf("%.*s\n", (int)strcspn(line, ","), line); }

static int amain(void *arg)
{
    weft_task task = weft_spawn_with(pages, NULL, .name = "pages"), fetches[2], by;

    WEFT_TRY(weft_sleep(1));
    weft_on_report(show, NULL);
    weft_print_tree();
    weft_on_report(NULL, NULL);
    if (weft_tasks(fetches, 2) >= 2 && weft_task_awaiters(fetches[1], &by, 1) == 0)
        printf("nobody waits for %s, spawned in %s\n", weft_task_name(fetches[1]), weft_task_place(task)->function);
    return weft_join(task);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] main runs
 * [1.000] pages waits for the calls of gather
 * [1.000]   Task-3 sleeps
 * [1.000]   Task-4 sleeps
 * [1.000] nobody waits for pages, spawned in amain
 */
