#include <ctype.h>
#include <stdio.h>
#include "weft/stream.h"

static weft_stream client_end, server_end;

/* Answers each line in capitals, until there are no more. */
static int server(void *arg)
{
    (void)arg;
    char line[100];
    size_t count;

    for (;;) {
        WEFT_TRY(weft_read_line(&server_end, line, sizeof line, &count));
        if (count == 0)
            break;
        for (size_t i = 0; i < count; i++)
            line[i] = toupper((unsigned char)line[i]);
    }
    return weft_stream_close(&server_end);
}

static int client(void *arg)
{
    char line[100];
    size_t count;

    (void)arg;
    WEFT_TRY(weft_write_text(&client_end, "hel"));
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_write_text(&client_end, "lo\nworld\n"));
    WEFT_TRY(weft_write_eof(&client_end));
    for (;;) {
        WEFT_TRY(weft_read_line(&client_end, line, sizeof line, &count));
        if (count == 0)
            return weft_stream_close(&client_end);
        printf("%s", line);
    }
}

static int amain(void *arg)
{
    WEFT_GROUP(line);

    (void)arg;
    WEFT_TRY(weft_stream_pair(&client_end, &server_end));
    weft_group_spawn_with(&line, server, NULL, .name = "server");
    weft_group_spawn_with(&line, client, NULL, .name = "client");
    return weft_group_join(&line);
}

int main(void)
{
    return weft_run(amain, NULL);
}
