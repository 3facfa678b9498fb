/* Sockets for datagrams, by descriptor: what the files of both versions share (datagram_table.c), and what each of them does in its own way (datagrams.c). */
#ifndef COMPONENT_DATAGRAMS_H
#define COMPONENT_DATAGRAMS_H

#include "component.h"

struct datagrams {
    handle socket;                      /* 0: free */
    handle in, out, readable, writable; /* of 0.2 */
    struct incoming *coming;            /* of 0.3: what is under way */
    struct outgoing *going;
};

/* NULL: there is none of that descriptor. An index counts them. */
struct datagrams *component_datagrams_of(int32_t fd);
struct datagrams *component_datagrams_at(size_t index);
size_t component_datagrams_index(const struct datagrams *socket);

/* Connected to the address, or bound to it: 0, or an error of preview 1; `socket` is then to be dropped if it is not 0. */
int component_datagrams_open_one(struct datagrams *socket, const struct address *address, bool has_peer);
void component_datagrams_drop(struct datagrams *socket);
void component_datagrams_own(handle socket, struct address *answer);
void component_datagrams_peer(handle socket, struct address *answer);

#endif
