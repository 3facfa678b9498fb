#include <stdio.h>
#include "weft.h"

static int fetch(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    return weft_raise(7, "no route to %s", (const char *)arg);
}

/* A service that runs a group of its own. */
static int mirrors(void *arg)
{
    WEFT_GROUP(sites);

    weft_group_spawn_with(&sites, fetch, "a.example", .name = "first mirror");
    weft_group_spawn_with(&sites, fetch, "b.example", .name = "second mirror");
    return weft_group_join(&sites);
}

static int amain(void *arg)
{
    weft_task failed = {0};
    WEFT_GROUP(services);

    weft_group_spawn_with(&services, mirrors, NULL, .name = "mirrors");
    printf("joined: %d\n", weft_group_join(&services));
    while (weft_group_next_failed(&services, &failed)) {
        printf("%s: %s\n", weft_task_name(failed), weft_task_error_text(failed));
        for (const weft_failure *inner = weft_task_failures(failed); inner; inner = inner->next)
            printf("  %s in %s: %s\n", inner->name, inner->group->words, inner->text);
    }
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] joined: 7
 * [1.000] mirrors: no route to a.example
 * [1.000]   first mirror in sites: no route to a.example
 * [1.000]   second mirror in sites: no route to b.example
 */
