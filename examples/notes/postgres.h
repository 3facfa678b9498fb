/* PostgreSQL from tasks: libpq's calls that do not wait, with waits of ours between them. One connection serves one query at a time; a pool
 * has several, and a task that finds none free waits for one. */
#ifndef POSTGRES_H
#define POSTGRES_H

#include <libpq-fe.h>

#include "weft.h"

enum { POOL_MOST = 8 };

/* Connections to one database. They are opened when they are needed first. */
typedef struct pool {
    const char *where;        /* as for psql: "host=/tmp dbname=notes" */
    weft_semaphore free;      /* one permit for each connection that nobody uses */
    PGconn *idle[POOL_MOST];
    int idle_count;
} pool;

#define POOL(address) {.where = (address), .free = WEFT_SEMAPHORE(POOL_MOST)}

/* Runs a query with `count` texts for $1, $2, ... and gives its result, which PQclear frees. When it fails, its error record says why. A cancel
 * ends the query at the server, too. */
WEFT_WAITS int postgres_query(pool *pool, const char *query, const char *const *values, int count, PGresult **result);

/* Closes all. */
void postgres_close(pool *pool);

#endif
