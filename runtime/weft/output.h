/* weft/output.h: bytes that were collected: what a process has printed, what a file holds.
 *
 *     WEFT_OUTPUT(text);
 *     WEFT_TRY(weft_read_file("notes.txt", &text));
 *     printf("%s", text.bytes); */
#ifndef WEFT_OUTPUT_H
#define WEFT_OUTPUT_H

#include "weft.h"

/* Bytes that were collected, with a NUL behind them, in memory that grows up to `limit`. */
typedef struct weft_output {
    char *bytes; /* "" when there are none */
    size_t count;
    size_t limit;
    /* private */
    size_t room;
} weft_output;

/* Declares an empty one, with a limit of 16 MB, that is freed when its scope is left. */
#define WEFT_OUTPUT(variable)                                                            \
    weft_output variable __attribute__((cleanup(weft_output_clear), unused)) = {         \
        .bytes = (char *)"", .limit = 16777216}

/* Frees what it holds. It is empty then and can be used again. */
void weft_output_clear(weft_output *output);

#endif
