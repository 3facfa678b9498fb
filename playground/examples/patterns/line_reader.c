/* Read lines until there are none
 *
 * Reads lines as they come, until there is none: a function that says when it is over.
 *
 * No generator is needed where the state fits into a struct.
 * Try: put an empty text among the lines. The reader ends there. */
#include <stdio.h>
#include "weft.h"

struct reader {
    const char *const *lines;
    int place;
};

static int readline(struct reader *reader, const char **line)
{
    WEFT_TRY(weft_sleep(0.2)); /* lines take their time */
    *line = reader->lines[reader->place++];
    return WEFT_OK;
}

/* The next line; CLOSED after the last one. */
static int next_line(struct reader *reader, const char **line)
{
    WEFT_TRY(readline(reader, line));
    return **line ? WEFT_OK : WEFT_CLOSED;
}

static int amain(void *arg)
{
    static const char *const lines[] = {"warp", "weft", "selvedge", ""};
    struct reader reader = {.lines = lines};
    const char *line;
    int err;

    (void)arg;
    while ((err = next_line(&reader, &line)) == WEFT_OK)
        printf("%s\n", line);
    if (err != WEFT_CLOSED)
        return err;
    printf("That was all.\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
