/* PostgreSQL from tasks. Natively (postgres.c) libpq's calls that do not wait, with waits of ours between them: one connection serves one query at a
 * time; a pool has several, and a task that finds none free waits for one. In Node and in a page (pglite.c) PGlite has the database, and there are
 * those of libpq's functions that look at a result. */
#ifndef POSTGRES_H
#define POSTGRES_H

#include "weft.h"

#ifdef __wasi__
typedef struct result PGresult;
typedef struct connection PGconn;
int PQntuples(const PGresult *result);
int PQgetisnull(const PGresult *result, int row, int column);
char *PQgetvalue(const PGresult *result, int row, int column);
void PQclear(PGresult *result);
#else
#include <libpq-fe.h>
#endif

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
