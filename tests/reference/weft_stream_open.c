#include <stdio.h>
#include "weft/stream.h"

static int amain(void *arg)
{
    char line[100];
    size_t count;

    WEFT_STREAM(input);
    WEFT_TRY(weft_stream_open(&input, 0)); /* standard input; other tasks run while this one waits for a line */
    do {
        WEFT_TRY(weft_read_line(&input, line, sizeof line, &count));
        printf("%s", line);
    } while (count > 0);
    printf("the end\n");

    WEFT_STREAM(nothing);
    printf("99: %s\n", weft_error_name(weft_stream_open(&nothing, 99)));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] the end
 * [0.000] 99: invalid argument
 */
