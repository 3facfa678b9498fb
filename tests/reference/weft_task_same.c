#include <stdio.h>
#include "weft.h"

static weft_task captain;

static int sailor(void *arg)
{
    printf("%s: %s\n", weft_task_name(weft_current()),
           weft_task_same(weft_current(), captain) ? "I am the captain" : "aye");
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(crew);

    captain = weft_group_spawn(&crew, sailor, NULL);
    (void)weft_group_spawn(&crew, sailor, NULL);
    return weft_group_join(&crew);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] Task-2: I am the captain
 * [0.000] Task-3: aye
 */
