/* Connections that fail, each with the words of its host: the same words in every replay, whatever that host calls its errors. */
#include <stdio.h>
#include <unistd.h>
#include "weft.h"
#include "weft/stream.h"
#include "weft/udp.h"

static void fail(int err)
{
    printf("%s: %s\n", weft_error_name(err), weft_error_text());
}

static int amain(void *arg)
{
    (void)arg;
    int made = symlink("loop", "loop"); /* a path that leads nowhere: an error that has no code of its own */
    (void)made;
    for (int round = 0; round < 2; round++) {
        WEFT_STREAM(stream);
        fail(weft_connect(&stream, "127.0.0.1", "1"));
        fail(weft_connect_unix(&stream, "no such path"));
        fail(weft_connect_unix(&stream, "."));
        fail(weft_connect_unix(&stream, "loop"));
        fail(weft_connect(&stream, "no.such.host.invalid", "1"));
    }
    WEFT_UDP(nobody_sends);
    WEFT_TRY(weft_udp_open(&nobody_sends, "127.0.0.1", "0"));
    char byte;
    size_t count;
    int err = weft_wait_for(weft_receive_from(&nobody_sends, &byte, 1, &count, NULL), 0.01);
    printf("%s\n", weft_error_name(err));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }
