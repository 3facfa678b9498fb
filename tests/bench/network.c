/* Connections over 127.0.0.1, both sides in one process: "echo" is what one message of 64 bytes there and back costs with that many connections,
 * "stream" what 64 KiB in one direction cost. Arguments: what, connections, laps, how many in a lap. Prints the ns of each lap. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "weft.h"
#include "weft/stream.h"

enum { MESSAGE = 64, CHUNK = 65536 };

static long connections, laps_wanted, count, left;
static bool streams;
static char port[8];
static char chunk[CHUNK];
static weft_event lap_begins, lap_over;

static double nanoseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int echo(weft_stream *peer, void *arg)
{
    char bytes[16384];
    size_t got;

    (void)arg;
    do {
        WEFT_TRY(weft_read(peer, bytes, sizeof bytes, &got));
        WEFT_TRY(weft_write(peer, bytes, got));
    } while (got > 0);
    return WEFT_OK;
}

/* Sends for ever; the client counts. */
static int send_for_ever(weft_stream *peer, void *arg)
{
    (void)arg;
    for (;;)
        WEFT_TRY(weft_write(peer, chunk, sizeof chunk));
}

static void one_is_done(void)
{
    if (--left == 0) {
        weft_event_clear(&lap_begins);
        weft_event_set(&lap_over);
    }
}

static int call(void *arg)
{
    char bytes[MESSAGE] = "";
    static char came[CHUNK];
    WEFT_STREAM(server);

    (void)arg;
    WEFT_TRY(weft_connect(&server, "127.0.0.1", port));
    for (;;) {
        WEFT_TRY(weft_event_wait(&lap_begins));
        while (left > 0) {
            if (!streams)
                WEFT_TRY(weft_write(&server, bytes, sizeof bytes));
            WEFT_TRY(weft_read_exactly(&server, came, streams ? sizeof came : sizeof bytes, NULL));
            one_is_done();
        }
    }
}

static int laps(void *arg)
{
    WEFT_SERVER(server);
    WEFT_GROUP(group);

    (void)arg;
    server.stack_bytes = 65536;
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", streams ? send_for_ever : echo, NULL));
    snprintf(port, sizeof port, "%d", weft_server_port(&server));
    for (long i = 0; i < connections; i++)
        weft_group_spawn(&group, call, NULL);
    for (long lap = laps_wanted; lap > 0; lap--) {
        double began = nanoseconds();
        left = count;
        weft_event_clear(&lap_over);
        weft_event_set(&lap_begins);
        WEFT_TRY(weft_event_wait(&lap_over));
        printf("%.1f\n", (nanoseconds() - began) / (double)count);
    }
    fflush(stdout);
    exit(0);
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 120;
    streams = strcmp(argv[1], "stream") == 0;
    connections = atol(argv[2]);
    laps_wanted = atol(argv[3]);
    count = atol(argv[4]);
    return weft_run(laps, NULL);
}
