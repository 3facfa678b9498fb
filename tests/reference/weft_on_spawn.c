#include <stdio.h>
#include "weft.h"

static int count(void *arg)
{
    ++*(int *)arg;
    return WEFT_OK;
}

static void at_once(weft_spawn_options *options, void *arg)
{
    if (!options->start)
        options->start = weft_start_now;
}

static int amain(void *arg)
{
    int counted = 0;
    weft_spawn_hook *hook = at_once;
    weft_start *usual = weft_start_later;

    weft_on_spawn(hook, NULL);
    weft_spawn(count, &counted);
    weft_task late = weft_spawn_with(count, &counted, .start = usual);
    printf("counted so far: %d\n", counted);
    WEFT_TRY(weft_join(late));
    printf("counted: %d\n", counted);
    weft_on_spawn(NULL, NULL);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] counted so far: 1
 * [0.000] counted: 2
 */
