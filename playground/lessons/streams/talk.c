#include <stdio.h>
#include "weft/stream.h"

static weft_stream here, there;

static int peer(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_write_text(&there, "red;bl"));
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_write_text(&there, "ue;"));
    return weft_stream_close(&there);
}

static int reader(void *arg)
{
    char text[100];
    size_t count;

    (void)arg;
    for (;;) {
        WEFT_TRY(weft_read(&here, text, sizeof text, &count));
        if (count == 0)
            return weft_stream_close(&here);
        printf("%.0f s: %.*s\n", weft_time(), (int)count, text);
    }
}

static int amain(void *arg)
{
    WEFT_GROUP(line);

    (void)arg;
    WEFT_TRY(weft_stream_pair(&here, &there));
    weft_group_spawn_with(&line, reader, NULL, .name = "reader");
    weft_group_spawn_with(&line, peer, NULL, .name = "peer");
    return weft_group_join(&line);
}

int main(void)
{
    return weft_run(amain, NULL);
}
