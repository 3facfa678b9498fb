/* Close a connection in any case
 *
 * Opens a connection, asks it something, and closes it however that ended.
 *
 * What closes it may wait; a cancel is held back meanwhile.
 * Try: let query return weft_raise(1, "no such table"). The connection is closed all the same. */
#include <stdio.h>
#include "weft.h"

struct connection {
    const char *address;
    bool open;
};

static int connection_open(struct connection *connection)
{
    printf("Connecting to %s\n", connection->address);
    WEFT_TRY(weft_sleep(0.5));
    connection->open = true;
    return WEFT_OK;
}

static int connection_close(void *arg)
{
    struct connection *connection = arg;

    printf("Closing connection\n");
    WEFT_TRY(weft_sleep(0.1));
    connection->open = false;
    return WEFT_OK;
}

static int query(struct connection *connection, const char *sql, const char **rows)
{
    (void)sql;
    WEFT_TRY(weft_sleep(0.1));
    *rows = connection->open ? "[{'id': 1, 'name': 'Test'}]" : "[]";
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct connection db = {.address = "postgres://localhost/db"};
    weft_exit_call close_db = {.fn = connection_close, .arg = &db};
    const char *rows = NULL;
    WEFT_EXITS(exits);

    (void)arg;
    WEFT_TRY(connection_open(&db));
    weft_exits_push(&exits, &close_db); /* from here on */

    WEFT_TRY(query(&db, "SELECT * FROM users", &rows));
    printf("%s\n", rows);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
