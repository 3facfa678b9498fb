#include <stdio.h>
#include "weft/stream.h"

/* A protocol is tested without a network. */
static int answer(void *arg)
{
    weft_stream *peer = arg;
    char line[32];

    WEFT_TRY(weft_read_line(peer, line, sizeof line, NULL));
    return weft_write_text(peer, line[0] == '?' ? "yes\n" : "no\n");
}

static int amain(void *arg)
{
    char line[32];

    WEFT_STREAM(one);
    WEFT_STREAM(other);
    WEFT_TRY(weft_stream_pair(&one, &other));
    weft_task task = weft_spawn(answer, &other);
    WEFT_TRY(weft_write_text(&one, "?\n"));
    WEFT_TRY(weft_read_line(&one, line, sizeof line, NULL));
    printf("%s", line);
    return weft_join(task);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] yes
 */
