/* A handler of connections for tests: what comes goes back, up to the end. */
#ifndef ECHO_H
#define ECHO_H

#include "weft/stream.h"

static int echo(weft_stream *peer, void *arg)
{
    char some[5000];
    size_t count;

    (void)arg;
    do {
        WEFT_TRY(weft_read(peer, some, sizeof some, &count));
        WEFT_TRY(weft_write(peer, some, count));
    } while (count > 0);
    return WEFT_OK;
}

#endif
