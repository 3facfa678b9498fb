#include "postgres.h"

/* Until libpq can go on: one of the two, or either. */
static int wait_for(PGconn *connection, PostgresPollingStatusType what)
{
    int socket = PQsocket(connection);

    if (socket < 0)
        return weft_raise(WEFT_HOST, "the database is gone: %s", PQerrorMessage(connection));
    return what == PGRES_POLLING_WRITING ? weft_wait_writable(socket) : weft_wait_readable(socket);
}

static int failed(PGconn *connection)
{
    char text[100];

    snprintf(text, sizeof text, "%s", PQerrorMessage(connection));
    for (char *at = text; *at; at++)
        if (*at == '\n')
            *at = ' ';
    return weft_raise(WEFT_HOST, "%s", text);
}

static int open_connection(const char *where, PGconn **opened)
{
    PGconn *connection = PQconnectStart(where);
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    int err = connection ? WEFT_OK : WEFT_NO_MEMORY;

    if (!err && PQstatus(connection) == CONNECTION_BAD)
        err = failed(connection);
    while (!err && next != PGRES_POLLING_OK) {
        err = next == PGRES_POLLING_FAILED ? failed(connection) : wait_for(connection, next);
        if (!err)
            next = PQconnectPoll(connection);
    }
    if (!err && PQsetnonblocking(connection, 1))
        err = failed(connection);
    if (err)
        PQfinish(connection);
    *opened = err ? NULL : connection;
    return err;
}

/* All of the query is sent. Meanwhile the server may say something that must be read first. */
static int flush(PGconn *connection)
{
    int left;

    while ((left = PQflush(connection)) > 0) {
        WEFT_TRY(wait_for(connection, PGRES_POLLING_WRITING));
        if (!PQconsumeInput(connection))
            return failed(connection);
    }
    return left < 0 ? failed(connection) : WEFT_OK;
}

/* The last result; those before it are freed. */
static int receive(PGconn *connection, PGresult **result)
{
    *result = NULL;
    for (;;) {
        while (PQisBusy(connection)) {
            int err = wait_for(connection, PGRES_POLLING_READING);
            if (!err && !PQconsumeInput(connection))
                err = failed(connection);
            if (err) {
                PQclear(*result);
                *result = NULL;
                return err;
            }
        }
        PGresult *next = PQgetResult(connection);
        if (!next)
            return WEFT_OK;
        PQclear(*result);
        *result = next;
    }
}

static int run(PGconn *connection, const char *query, const char *const *values, int count, PGresult **result)
{
    if (!PQsendQueryParams(connection, query, count, NULL, values, NULL, NULL, 0))
        return failed(connection);
    WEFT_TRY(flush(connection));
    WEFT_TRY(receive(connection, result));
    ExecStatusType status = PQresultStatus(*result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return WEFT_OK;
    weft_raise(WEFT_HOST, "%s", PQresultErrorField(*result, PG_DIAG_MESSAGE_PRIMARY));
    PQclear(*result);
    *result = NULL;
    return WEFT_HOST;
}

/* A connection in the middle of a query cannot be used again. */
static void drop(PGconn *connection)
{
    char text[256];
    PGcancel *cancel = PQgetCancel(connection);

    if (cancel)
        PQcancel(cancel, text, sizeof text);
    PQfreeCancel(cancel);
    PQfinish(connection);
}

int postgres_query(pool *pool, const char *query, const char *const *values, int count, PGresult **result)
{
    WEFT_TRY(weft_semaphore_acquire(&pool->free));
    WEFT_RELEASE_AT_EXIT(&pool->free);
    PGconn *connection = pool->idle_count > 0 ? pool->idle[--pool->idle_count] : NULL;

    if (!connection)
        WEFT_TRY(open_connection(pool->where, &connection));
    int err = run(connection, query, values, count, result);
    if (PQtransactionStatus(connection) == PQTRANS_IDLE)
        pool->idle[pool->idle_count++] = connection;
    else
        drop(connection);
    return err;
}

void postgres_close(pool *pool)
{
    while (pool->idle_count > 0)
        PQfinish(pool->idle[--pool->idle_count]);
}
