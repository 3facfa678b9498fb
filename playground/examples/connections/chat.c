/* A chat server
 *
 * Whatever somebody says goes to all others. The first line of a connection is a name. A line that is too long is dropped, and
 * its sender is warned.
 *
 * Try: run it on a real port, with weft_serve alone as the main task, and talk to it with nc. */
#include <stdio.h>
#include <string.h>
#include "weft/stream.h"

enum { PLACES = 8, LINE = 40 };

struct member {
    weft_stream *stream;
    char name[LINE];
};

static struct member members[PLACES];

/* To everybody but `from`. One that does not take its bytes keeps nobody waiting. */
static void tell_others(const struct member *from, const char *text)
{
    char line[3 * LINE];
    int length = snprintf(line, sizeof line, "%s %s\n", from->name, text);

    for (struct member *member = members; member < members + PLACES; member++)
        if (member->stream && member != from && weft_write_nowait(member->stream, line, (size_t)length) != WEFT_OK)
            weft_stream_abort(member->stream);
}

static int talk(struct member *me)
{
    char line[LINE];
    size_t count;

    for (;;) {
        int err = weft_read_line(me->stream, line, sizeof line, &count);
        if (err == WEFT_LIMIT) {
            WEFT_TRY(weft_write_text(me->stream, "too long\n"));
            continue;
        }
        WEFT_TRY(err);
        if (count == 0)
            return WEFT_OK;
        line[strcspn(line, "\n")] = '\0';
        char text[LINE + 8];
        snprintf(text, sizeof text, "says: %s", line);
        tell_others(me, text);
    }
}

static int chat(weft_stream *peer, void *arg)
{
    struct member *me = members;

    while (me < members + PLACES && me->stream)
        me++;
    if (me == members + PLACES)
        return weft_write_text(peer, "full\n");
    WEFT_TRY(weft_read_line(peer, me->name, sizeof me->name, NULL));
    me->name[strcspn(me->name, "\n")] = '\0';
    me->stream = peer;
    tell_others(me, "has come");
    int err = talk(me);
    tell_others(me, "has gone");
    me->stream = NULL;
    return err;
}

/* ---- three that talk ---- */

struct person {
    const char *name, *says[3];
    double begins;
};

static int listen_to(void *arg)
{
    struct member *me = arg;
    char line[3 * LINE];
    size_t count;

    do {
        WEFT_TRY(weft_read_line(me->stream, line, sizeof line, &count));
        if (count > 0)
            printf("%s hears: %s", me->name, line);
    } while (count > 0);
    return WEFT_OK;
}

static int talk_to(void *arg)
{
    const struct person *person = arg;
    char line[100];

    WEFT_TRY(weft_sleep(person->begins));
    WEFT_STREAM(server);
    WEFT_TRY(weft_connect(&server, "127.0.0.1", "7777"));
    struct member me = {.stream = &server};
    snprintf(me.name, sizeof me.name, "%s", person->name);
    WEFT_GROUP(ears);
    weft_group_spawn(&ears, listen_to, &me);
    snprintf(line, sizeof line, "%s\n", person->name);
    WEFT_TRY(weft_write_text(&server, line));
    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_sleep(1));
        snprintf(line, sizeof line, "%s\n", person->says[i]);
        WEFT_TRY(weft_write_text(&server, line));
    }
    WEFT_TRY(weft_sleep(0.3));
    WEFT_TRY(weft_write_eof(&server));
    return weft_group_join(&ears);
}

static int amain(void *arg)
{
    static struct person people[] = {
        {"Ada", {"hello", "is anybody there?", "good bye"}, 0},
        {"Ben", {"I am", "a line that goes on and on and does not come to an end", "so long"}, 0.2},
        {"Cy", {"me, too", "oh", "bye"}, 0.4},
    };

    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "7777", chat, NULL));
    WEFT_GROUP(group);
    for (size_t i = 0; i < 3; i++)
        weft_group_spawn(&group, talk_to, &people[i]);
    return weft_group_join(&group);
}

int main(void)
{
    return weft_run(amain, NULL);
}
