#include <stdio.h>
#include "weft/stream.h"

static int shout(weft_stream *peer, void *arg)
{
    char line[32];
    size_t count;

    WEFT_TRY(weft_read_line(peer, line, sizeof line, &count));
    for (char *at = line; *at; at++)
        *at -= *at >= 'a' && *at <= 'z' ? 32 : 0;
    return weft_write(peer, line, count);
}

static int serve(void *arg)
{
    return weft_serve("127.0.0.1", "8888", shout, NULL); /* until it is cancelled */
}

static int amain(void *arg)
{
    char line[32];

    weft_task server = weft_spawn(serve, NULL);
    WEFT_TRY(weft_sleep(1));
    WEFT_STREAM(stream);
    WEFT_TRY(weft_connect(&stream, "127.0.0.1", "8888"));
    WEFT_TRY(weft_write_text(&stream, "hello\n"));
    WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
    printf("%s", line);
    weft_task_cancel(server);
    printf("%s\n", weft_error_name(weft_join(server)));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] HELLO
 * [1.000] cancelled
 */
