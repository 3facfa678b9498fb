#include <stdio.h>
#include "weft.h"

static weft_variable request = {.fallback = "none"};

static void report(const char *who) { printf("%s: request %s\n", who, (char *)weft_variable_get(&request)); }

static int handle(void *arg)
{
    report("child, as it began");
    WEFT_TRY(weft_variable_set(&request, arg)); /* seen by this task and those that it spawns */
    report("child");
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_TRY(weft_variable_set(&request, "main's"));
    WEFT_TRY(weft_gather({handle, "001"}, {handle, "002"}));
    report("main");
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] child, as it began: request main's
 * [0.000] child: request 001
 * [0.000] child, as it began: request main's
 * [0.000] child: request 002
 * [0.000] main: request main's
 */
