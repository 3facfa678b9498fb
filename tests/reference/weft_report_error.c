#include <stdio.h>
#include "weft.h"

static int tell(const weft_error_report *error, void *arg)
{
    if (error->kind == WEFT_ERROR_CALLBACK)
        printf("a callback: %s\n", error->text);
    else
        weft_error_default(error); /* a sentence on standard error */
    return WEFT_OK;
}

static void callback(void *arg) { weft_report_error(5, "it has nobody to return %d to", 5); }

static int amain(void *arg)
{
    WEFT_HANDLE(handle);

    weft_on_error(tell, NULL);
    WEFT_TRY(weft_call_later(&handle, 1, callback, NULL));
    return weft_sleep(2);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] a callback: it has nobody to return 5 to
 */
