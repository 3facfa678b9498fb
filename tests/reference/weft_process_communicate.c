#include <stdio.h>
#include "weft/process.h"

static int amain(void *arg)
{
    WEFT_PROCESS(child);
    WEFT_OUTPUT(out);
    WEFT_OUTPUT(err);

    WEFT_TRY(weft_process_start(&child, "cat; echo done >&2", .shell = true, .in = WEFT_PIPE, .out = WEFT_PIPE,
                                .err = WEFT_PIPE));
    WEFT_TRY(weft_process_communicate(&child, "hello", 5, &out, &err));
    printf("%d: %s, %s", child.exit_code, out.bytes, err.bytes);
    weft_output_clear(&out);
    printf("%zu\n", out.count);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 0: hello, done
 * [0.000] 0
 */
