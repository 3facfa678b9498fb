#include <stdio.h>
#include <string.h>
#include "weft/stream.h"

static int amain(void *arg)
{
    char line[12];
    size_t count;

    WEFT_STREAM(one);
    WEFT_STREAM(other);
    WEFT_TRY(weft_stream_pair(&one, &other));
    WEFT_TRY(weft_write_text(&one, "first\nthe second is too long\nlast"));
    WEFT_TRY(weft_write_eof(&one));
    for (;;) {
        int err = weft_read_line(&other, line, sizeof line, &count);
        if (err == WEFT_LIMIT) {
            printf("a line is too long\n"); /* the next read goes on behind it */
            continue;
        }
        WEFT_TRY(err);
        if (count == 0)
            return WEFT_OK;
        line[strcspn(line, "\n")] = '\0';
        printf("%s\n", line);
    }
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] first
 * [0.000] a line is too long
 * [0.000] last
 */
