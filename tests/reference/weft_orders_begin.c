#include <stdio.h>
#include <string.h>
#include "weft.h"

static char seen[3];

static int step(void *arg)
{
    strcat(seen, arg);
    return WEFT_OK;
}

static int amain(void *arg)
{
    seen[0] = '\0';
    return weft_gather({step, "a"}, {step, "b"});
}

int main(void)
{
    int err;

    weft_orders_begin();
    do {
        err = weft_run_with(&(weft_run_options){.every_order = true}, amain, NULL);
        puts(seen);
    } while (!err && weft_orders_left());
    return err;
}

/* Prints:
 * ab
 * ab
 * ba
 * ba
 */
