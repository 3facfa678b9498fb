/* Ends with a code of its own; standard error shows both texts, each with its place. */
#include <stdio.h>
#include "weft.h"

enum { NO_ROUTE = 3, NO_PAGE };

static int dial(void) { return weft_raise(NO_ROUTE, "no route to example.org"); }

static int load(void)
{
    if (dial())
        return weft_raise_from(NO_PAGE, "the page could not be loaded");
    return WEFT_OK;
}

static int amain(void *arg)
{
    int err = load();

    puts(weft_error_text());
    return err;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints, and ends with 4:
 * [0.000] the page could not be loaded
 */
