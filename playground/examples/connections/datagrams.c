/* Datagrams: ask again
 *
 * A datagram arrives as a whole or not at all, and nobody says which. So a client asks again when no answer has come for a second.
 * The server here overlooks the first datagram of each client.
 *
 * Try: let the server overlook three of them. The client gives up. */
#include <stdio.h>
#include <string.h>
#include "weft/udp.h"

enum { CLIENTS = 2, TRIES = 3 };

static int server(void *arg)
{
    char question[100], sender[WEFT_ADDRESS_BYTES];
    size_t count;

    for (int number = 0;; number++) {
        WEFT_TRY(weft_receive_from(arg, question, sizeof question, &count, sender));
        if (number < CLIENTS) {
            printf("server: overlooks '%.*s'\n", (int)count, question);
            continue;
        }
        printf("server: answers '%.*s'\n", (int)count, question);
        WEFT_TRY(weft_send_to(arg, sender, question, count));
    }
}

static int ask(weft_udp *socket, const char *name)
{
    char answer[100];
    size_t count;

    for (int i = 1; i <= TRIES; i++) {
        printf("%s: asks\n", name);
        WEFT_TRY(weft_send_to(socket, NULL, name, strlen(name)));
        int err = weft_wait_for(weft_receive_from(socket, answer, sizeof answer, &count, NULL), 1);
        if (err == WEFT_OK)
            printf("%s: got '%.*s' after %d questions\n", name, (int)count, answer, i);
        if (err != WEFT_TIMEOUT)
            return err;
    }
    printf("%s: gives up\n", name);
    return WEFT_OK;
}

static int client(void *arg)
{
    WEFT_UDP(socket);
    WEFT_TRY(weft_udp_connect(&socket, "127.0.0.1", "9999"));
    return ask(&socket, arg);
}

static int amain(void *arg)
{
    WEFT_UDP(socket);
    WEFT_TRY(weft_udp_open(&socket, "127.0.0.1", "9999"));
    weft_task serves = weft_spawn(server, &socket);
    WEFT_TRY(weft_gather({client, "anna"}, {client, "bert"}));
    weft_task_cancel(serves);
    int err = weft_join(serves);
    return err == WEFT_CANCELLED ? WEFT_OK : err;
}

int main(void)
{
    return weft_run(amain, NULL);
}
