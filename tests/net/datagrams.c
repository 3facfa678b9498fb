/* Datagrams, as tests/udp.test.js plays them on every host: the first argument says what this program does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weft/udp.h"

enum { MANY = 3000 };

static char big[WEFT_DATAGRAM_MOST + 1];

static int echo(weft_udp *socket)
{
    char sender[WEFT_ADDRESS_BYTES];
    size_t count;

    for (;;) {
        WEFT_TRY(weft_receive_from(socket, big, sizeof big, &count, sender));
        WEFT_TRY(weft_send_to(socket, sender, big, count));
    }
}

/* Says its port, then sends back what comes, until a Ctrl-C. */
static int serve(const char *host)
{
    WEFT_UDP(socket);
    WEFT_TRY(weft_udp_open(&socket, host, "0"));
    printf("port %d\n", weft_udp_port(&socket));
    fflush(stdout);
    return echo(&socket);
}

static int answer(weft_udp *socket, const char *address, size_t count)
{
    static char sent[WEFT_DATAGRAM_MOST];
    char sender[WEFT_ADDRESS_BYTES];
    size_t got;

    for (size_t i = 0; i < count; i++)
        sent[i] = (char)('a' + i % 26);
    WEFT_TRY(weft_send_to(socket, address, sent, count));
    WEFT_TRY(weft_wait_for(weft_receive_from(socket, big, sizeof big, &got, sender), 5));
    printf("%zu bytes%s, %s\n", got, got == count && memcmp(big, sent, count) == 0 ? "" : " that are others", address ? "from it" : "from the peer");
    return WEFT_OK;
}

/* Talks with the echo at a port: by address, by name and as its peer; of every size. */
static int say(const char *port)
{
    char address[WEFT_ADDRESS_BYTES];

    WEFT_UDP(socket);
    WEFT_UDP(peer);
    snprintf(address, sizeof address, "127.0.0.1:%s", port);
    WEFT_TRY(weft_udp_open(&socket, "127.0.0.1", "0"));
    WEFT_TRY(answer(&socket, address, 5));
    WEFT_TRY(answer(&socket, address, 0));
    WEFT_TRY(answer(&socket, address, 9000));
    snprintf(address, sizeof address, "localhost:%s", port);
    WEFT_TRY(answer(&socket, address, 100));
    WEFT_TRY(weft_udp_connect(&peer, "localhost", port));
    printf("peer %s\n", strcmp(weft_udp_peer_name(&peer) + strlen("127.0.0.1:"), port) ? "?" : "is there");
    return answer(&peer, NULL, 1200);
}

static void tell(const char *what, int err)
{
    bool has_text = err != WEFT_USAGE && err != WEFT_CLOSED && *weft_error_text();
    const char *text = has_text ? weft_error_text() : "";

    printf("%s: %s%s%s\n", what, weft_error_name(err), *text ? ": " : "", text);
}

static int wrong(void)
{
    char bytes[4], sender[WEFT_ADDRESS_BYTES], port[12];
    size_t count;

    WEFT_UDP(one);
    WEFT_UDP(other);
    WEFT_UDP(peer);
    tell("not a port", weft_udp_open(&one, "127.0.0.1", "70000"));
    tell("not an address of this machine", weft_udp_open(&one, "192.0.2.1", "0"));
    WEFT_TRY(weft_udp_open(&one, "127.0.0.1", "0"));
    tell("open already", weft_udp_open(&one, "127.0.0.1", "0"));
    snprintf(port, sizeof port, "%d", weft_udp_port(&one));
    int err = weft_udp_open(&other, "127.0.0.1", port);
    printf("taken: %s\n", weft_error_name(err));
    tell("no port in it", weft_send_to(&one, "127.0.0.1", "x", 1));
    tell("no number", weft_send_to(&one, "127.0.0.1:http", "x", 1));
    tell("no peer", weft_send_to(&one, NULL, "x", 1));
    tell("too long", weft_send_to(&one, "127.0.0.1:9", big, sizeof big));
    WEFT_TRY(weft_udp_connect(&peer, "127.0.0.1", port));
    tell("another peer", weft_send_to(&peer, "127.0.0.1:9", "x", 1));
    WEFT_TRY(weft_send_to(&peer, NULL, "longer", 6));
    err = weft_receive_from(&one, bytes, sizeof bytes, &count, sender);
    printf("no room: %s, %zu bytes: %.4s, %s\n", weft_error_name(err), count, bytes, strcmp(sender, weft_udp_name(&peer)) ? "?" : "from the peer");
    weft_udp_close(&one);
    tell("closed", weft_send_to(&one, "127.0.0.1:9", "x", 1));
    WEFT_TRY(weft_send_to(&peer, NULL, "x", 1)); /* nobody is there any more */
    err = weft_wait_for(weft_receive_from(&peer, bytes, sizeof bytes, &count, NULL), 5);
    printf("nobody: %s\n", weft_error_name(err));
    return WEFT_OK;
}

/* Sends more than any queue holds to a socket that does not receive: the rest is dropped and counted, and memory stays as it is. */
static int flood(void)
{
    char port[12];
    size_t count, came = 0;

    WEFT_UDP(reader);
    WEFT_UDP(writer);
    WEFT_TRY(weft_udp_open(&reader, "127.0.0.1", "0"));
    snprintf(port, sizeof port, "%d", weft_udp_port(&reader));
    WEFT_TRY(weft_udp_connect(&writer, "127.0.0.1", port));
    for (int i = 0; i < MANY; i++)
        WEFT_TRY(weft_send_to(&writer, NULL, big, 1000));
    WEFT_TRY(weft_sleep(0.2));
    while (weft_wait_for(weft_receive_from(&reader, big, sizeof big, &count, NULL), 0.2) == WEFT_OK)
        came++;
    WEFT_TRY(weft_send_to(&writer, NULL, "last", 4)); /* behind all that were dropped */
    WEFT_TRY(weft_receive_from(&reader, big, sizeof big, &count, NULL));
    size_t counted = came + weft_udp_dropped(&reader);
    printf("%s came, %s of %d were counted\n", came > 0 && came < MANY ? "some" : "?", counted == MANY ? "all" : counted < MANY ? "some" : "?", MANY);
    return WEFT_OK;
}

static int receive(weft_udp *socket)
{
    char bytes[8];
    size_t count;
    int err = weft_receive_from(socket, bytes, sizeof bytes, &count, NULL);

    printf("a task that waits: %s\n", weft_error_name(err));
    return err;
}

static int receive_in_task(void *arg)
{
    return receive(arg);
}

/* A cancelled receive loses nothing; a close wakes the ones that wait. */
static int cancels(void)
{
    char bytes[8], port[12];
    size_t count;

    WEFT_UDP(reader);
    WEFT_UDP(writer);
    WEFT_TRY(weft_udp_open(&reader, "127.0.0.1", "0"));
    snprintf(port, sizeof port, "%d", weft_udp_port(&reader));
    WEFT_TRY(weft_udp_connect(&writer, "127.0.0.1", port));
    for (int i = 0; i < 20; i++) {
        weft_task task = weft_spawn(receive_in_task, &reader);
        WEFT_TRY(weft_yield());
        WEFT_TRY(weft_send_to(&writer, NULL, "x", 1));
        (void)weft_task_cancel(task);
        int err = weft_join(task);
        if (err != WEFT_CANCELLED) /* else it is still there */
            continue;
        WEFT_TRY(weft_wait_for(weft_receive_from(&reader, bytes, sizeof bytes, &count, NULL), 5));
        if (count != 1)
            return WEFT_INCOMPLETE;
    }
    weft_task first = weft_spawn(receive_in_task, &reader), second = weft_spawn(receive_in_task, &reader);
    WEFT_TRY(weft_yield());
    weft_udp_close(&reader);
    printf("%s %s\n", weft_error_name(weft_join(first)), weft_error_name(weft_join(second)));
    return WEFT_OK;
}

/* To a broadcast address: with leave, and without. */
static int broadcast(const char *to)
{
    char address[WEFT_ADDRESS_BYTES], port[12], bytes[8];
    size_t count;

    WEFT_UDP(all);
    WEFT_UDP(may);
    WEFT_UDP(may_not);
    WEFT_TRY(weft_udp_open(&all, NULL, "0"));
    snprintf(port, sizeof port, "%d", weft_udp_port(&all));
    snprintf(address, sizeof address, "%s:%s", to, port);
    WEFT_TRY(weft_udp_open(&may_not, NULL, "0"));
    int err = weft_send_to(&may_not, address, "x", 1);
    if (err == WEFT_OK) /* Node says it later */
        err = weft_wait_for(weft_receive_from(&may_not, bytes, sizeof bytes, &count, NULL), 5);
    bool is_advised = strstr(weft_error_text(), ".allow_broadcast") != NULL;
    printf("without leave: %s%s\n", weft_error_name(err), is_advised ? ", with advice" : "");
    err = weft_udp_open(&may, NULL, "0", .allow_broadcast = true);
    printf("with leave: %s\n", err ? weft_error_text() : "ok");
    if (err)
        return WEFT_OK;
    WEFT_TRY(weft_send_to(&may, address, "to all", 6));
    WEFT_TRY(weft_wait_for(weft_receive_from(&all, bytes, sizeof bytes, &count, NULL), 5));
    printf("%.*s\n", (int)count, bytes);
    weft_udp_close(&may);
    WEFT_TRY(weft_udp_connect(&may, to, port, .allow_broadcast = true));
    WEFT_TRY(weft_send_to(&may, NULL, "again", 5));
    WEFT_TRY(weft_wait_for(weft_receive_from(&all, bytes, sizeof bytes, &count, NULL), 5));
    printf("%.*s\n", (int)count, bytes);
    return WEFT_OK;
}

static int amain(void *arg)
{
    char **words = arg;
    const char *what = words[1] ? words[1] : "";

    if (strcmp(what, "serve") == 0)
        return serve(words[2]);
    if (strcmp(what, "say") == 0)
        return say(words[2]);
    if (strcmp(what, "wrong") == 0)
        return wrong();
    if (strcmp(what, "flood") == 0)
        return flood();
    if (strcmp(what, "cancels") == 0)
        return cancels();
    if (strcmp(what, "broadcast") == 0)
        return broadcast(words[2]);
    return WEFT_INVALID;
}

int main(int argc, char **argv)
{
    return argc < 2 ? 2 : weft_run(amain, argv);
}
