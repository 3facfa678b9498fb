#include <stdio.h>
#include "weft/process.h"

static int amain(void *arg)
{
    static const char *const variables[] = {"NAME=Ada", NULL};
    WEFT_PROCESS(exec);
    WEFT_PROCESS(shell);
    WEFT_PROCESS(missing);

    WEFT_TRY(weft_process_start(&exec, "echo", .arguments = WEFT_ARGUMENTS("no", "$NAME", "here")));
    WEFT_TRY(weft_process_wait(&exec));
    WEFT_TRY(weft_process_start(&shell, "echo hello, $NAME", .shell = true, .environment = variables));
    WEFT_TRY(weft_process_wait(&shell));
    int err = weft_process_start(&missing, "nosuch");
    printf("%s\n", weft_error_name(err));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] no $NAME here
 * [0.000] hello, Ada
 * [0.000] not found
 */
