/* Send and receive at once
 *
 * A client sends a line each second in one task and receives in another one, over the same connection. The server numbers its
 * connections. When it stops, the receiver sees the end and the sender is cancelled with its group.
 *
 * Try: let a second client come. It is connection 1. */
#include <stdio.h>
#include <string.h>
#include "weft/stream.h"

#define MESSAGE "async can sometimes be confusing, but I believe in you!"

static int next_number;

static int echo_server(weft_stream *peer, void *arg)
{
    int ident = next_number++;
    char data[100];
    size_t count;

    printf("echo_server %d: started\n", ident);
    for (;;) {
        WEFT_TRY(weft_read(peer, data, sizeof data, &count));
        printf("echo_server %d: received data '%.*s'\n", ident, (int)count, data);
        if (count == 0)
            break;
        printf("echo_server %d: sending data '%.*s'\n", ident, (int)count, data);
        WEFT_TRY(weft_write(peer, data, count));
    }
    printf("echo_server %d: connection closed\n", ident);
    return WEFT_OK;
}

struct client {
    weft_stream *stream;
    weft_group *group;
};

static int sender(void *arg)
{
    struct client *me = arg;

    printf("sender: started!\n");
    for (;;) {
        printf("sender: sending '%s'\n", MESSAGE);
        WEFT_TRY(weft_write_text(me->stream, MESSAGE));
        WEFT_TRY(weft_sleep(1));
    }
}

static int receiver(void *arg)
{
    struct client *me = arg;
    char data[100];
    size_t count;

    printf("receiver: started!\n");
    do {
        WEFT_TRY(weft_read(me->stream, data, sizeof data, &count));
        printf("receiver: got data '%.*s'\n", (int)count, data);
    } while (count > 0);
    printf("receiver: connection closed\n");
    weft_group_cancel(me->group);
    return WEFT_OK;
}

static int parent(void *arg)
{
    printf("parent: connecting to 127.0.0.1:12345\n");
    WEFT_STREAM(stream);
    WEFT_TRY(weft_connect(&stream, "127.0.0.1", "12345"));
    WEFT_GROUP(group);
    struct client client = {&stream, &group};
    printf("parent: spawning sender...\n");
    weft_group_spawn(&group, sender, &client);
    printf("parent: spawning receiver...\n");
    weft_group_spawn(&group, receiver, &client);
    return weft_group_join(&group);
}

static int amain(void *arg)
{
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "12345", echo_server, NULL));
    weft_task client = weft_spawn(parent, NULL);
    WEFT_TRY(weft_sleep(2.5));
    printf("the server stops\n");
    weft_server_close(&server);
    weft_server_cancel(&server);
    WEFT_TRY(weft_server_wait_closed(&server));
    return weft_join(client);
}

int main(void)
{
    return weft_run(amain, NULL);
}
