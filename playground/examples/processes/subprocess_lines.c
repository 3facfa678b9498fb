/* Lines of two commands as they come
 *
 * Two shell loops run at the same time. Each line is printed when its command has written it, and standard error comes with
 * standard output.
 *
 * Try: let the first loop end with `exit 3`. */
#include <stdio.h>
#include "weft/process.h"

static int stream(void *arg)
{
    const char *line = arg;
    char text[100];
    size_t length;
    WEFT_PROCESS(child);

    WEFT_TRY(weft_process_start(&child, line, .shell = true, .out = WEFT_PIPE, .err = WEFT_STDOUT));
    for (;;) {
        WEFT_TRY(weft_read_line(&child.out, text, sizeof text, &length));
        if (length == 0)
            break;
        printf("[%.20s] %s", line, text);
    }
    WEFT_TRY(weft_process_wait(&child));
    printf("[%.20s] ended with %d\n", line, child.exit_code);
    return WEFT_OK;
}

static int amain(void *arg)
{
    static char numbers[] = "for i in 1 2 3; do echo $i; sleep 1; done";
    static char letters[] = "for i in a b c; do echo $i >&2; sleep 0.5; done";

    (void)arg;
    return weft_gather({stream, numbers}, {stream, letters});
}

int main(void)
{
    return weft_run(amain, NULL);
}
