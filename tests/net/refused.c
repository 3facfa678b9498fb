/* Connections that fail, each with the words of its host: the same words in every replay, whatever that host calls its errors. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "weft.h"
#include "weft/stream.h"
#include "weft/udp.h"

static void fail(int err)
{
    printf("%s: %s\n", weft_error_name(err), weft_error_text());
}

static bool over;

/* Other errors in each turn, also between an answer and the task that waits for it. */
static int fails_meanwhile(void *arg)
{
    (void)arg;
    while (!over) {
        WEFT_STREAM(stream);
        if (weft_connect_unix(&stream, "loop") != WEFT_OK)
            WEFT_TRY(weft_yield());
    }
    return WEFT_OK;
}

static int fails_beside_another(void)
{
    WEFT_STREAM(stream);
    WEFT_GROUP(group);
    weft_group_spawn(&group, fails_meanwhile, NULL);
    WEFT_TRY(weft_yield());
    fail(weft_connect(&stream, "127.0.0.1", "1"));
    over = true;
    return weft_group_join(&group);
}

static int amain(void *arg)
{
    int made = symlink("loop", "loop"); /* a path that leads nowhere: an error that has no code of its own */
    (void)made;
    WEFT_TRY(fails_beside_another());
    for (int round = 0; round < 2; round++) {
        WEFT_STREAM(stream);
        fail(weft_connect(&stream, "127.0.0.1", "1"));
        fail(weft_connect_unix(&stream, "no such path"));
        fail(weft_connect_unix(&stream, "."));
        fail(weft_connect_unix(&stream, "loop"));
        fail(weft_connect(&stream, "no.such.host.invalid", "1"));
    }
    static char bytes[8000]; /* more than a recording has in hand at one time */
    size_t count;
    WEFT_UDP(udp);
    WEFT_TRY(weft_udp_open(&udp, "127.0.0.1", "0"));
    int err = weft_wait_for(weft_receive_from(&udp, bytes, sizeof bytes, &count, NULL), 0.01);
    printf("%s\n", weft_error_name(err));
    memset(bytes, 'x', sizeof bytes);
    WEFT_TRY(weft_send_to(&udp, weft_udp_name(&udp), bytes, sizeof bytes));
    memset(bytes, 0, sizeof bytes);
    WEFT_TRY(weft_receive_from(&udp, bytes, sizeof bytes, &count, NULL));
    printf("%zu bytes, the last is %c\n", count, bytes[count - 1]);
    if (arg)
        WEFT_TRY(weft_yield()); /* a step more: another program than that of the recording */
    return weft_sleep(0.001);
}

int main(int count, char **words) { return weft_run(amain, count > 1 ? words[1] : NULL); }
