/* Debug mode reports work that does not wait: here two lines, which go to a hook and not to standard error. */
#include <stdio.h>
#include <string.h>
#include "weft.h"

static void show(const char *line, void *arg)
{
    if (strstr(line, "crunch"))
        printf("report: %.33s...\n", line);
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
 * report: weft: debug: crunch took 0.500 s ...
 */
