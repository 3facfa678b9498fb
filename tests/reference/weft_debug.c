/* Debug mode tells of work that does not wait: here two lines, given to a hook in place of standard error. */
#include <stdio.h>
#include <string.h>
#include "weft.h"

static void show(const char *line, void *arg)
{
    if (strstr(line, "crunch"))
        printf("told: %.33s...\n", line);
}

static int crunch(void *arg)
{
    weft_block(0.5);
    return WEFT_OK;
}

static int amain(void *arg)
{
    printf("debug mode: %d\n", weft_debug());
    return weft_join(weft_spawn_with(crunch, NULL, .name = "crunch"));
}

int main(void)
{
    weft_on_report(show, NULL);
    return weft_run_with(&(weft_run_options){.debug = WEFT_DEBUG_ON}, amain, NULL);
}

/* Prints:
 * debug mode: 1
 * told: weft: debug: crunch took 0.500 s ...
 */
