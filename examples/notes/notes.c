/* Notes: a JSON API over HTTP with a PostgreSQL table behind it.
 *
 *     GET    /notes         all of them, the newest first
 *     POST   /notes         a new one; the body is its text
 *     GET    /notes/1       one
 *     DELETE /notes/1
 *
 * The database makes the JSON, so this file has no parser and no printer of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postgres.h"
#include "weft/http.h"

enum { NOTE_BYTES = 10000, STACK_BYTES = 128 * 1024 };

static int respond_json(weft_request *request, int status, PGresult *result)
{
    bool found = PQntuples(result) > 0 && !PQgetisnull(result, 0, 0);
    const char *json = found ? PQgetvalue(result, 0, 0) : "{\"error\": \"there is no such note\"}";
    int err = weft_respond(request, found ? status : 404, "application/json", json, strlen(json));

    PQclear(result);
    return err;
}

static int list(weft_request *request, pool *pool)
{
    PGresult *result;

    WEFT_TRY(postgres_query(pool, "select coalesce(json_agg(n order by id desc), '[]') from notes n", NULL, 0, &result));
    return respond_json(request, 200, result);
}

static int add(weft_request *request, pool *pool)
{
    char text[NOTE_BYTES];
    const char *values[] = {text};
    size_t count;
    PGresult *result;

    WEFT_TRY(weft_request_body(request, text, sizeof text, &count));
    if (count == 0 || strlen(text) != count)
        return weft_respond_text(request, 400, "the body is the text of the note\n");
    WEFT_TRY(postgres_query(pool, "insert into notes (text) values ($1) returning row_to_json(notes)", values, 1, &result));
    return respond_json(request, 201, result);
}

static int one(weft_request *request, pool *pool, const char *id)
{
    bool delete = strcmp(request->method, "DELETE") == 0;
    PGresult *result;

    WEFT_TRY(postgres_query(pool, delete ? "delete from notes where id = $1 returning row_to_json(notes)"
                                         : "select row_to_json(n) from notes n where id = $1", &id, 1, &result));
    return respond_json(request, 200, result);
}

static int answer(weft_request *request, void *arg)
{
    const char *id = strncmp(request->path, "/notes/", 7) == 0 ? request->path + 7 : NULL;
    bool get = strcmp(request->method, "GET") == 0;

    if (id && *id && strspn(id, "0123456789") == strlen(id) && strlen(id) < 10)
        return get || strcmp(request->method, "DELETE") == 0 ? one(request, arg, id)
                                                             : weft_respond_text(request, 405, "GET or DELETE\n");
    if (strcmp(request->path, "/notes") != 0)
        return weft_respond_text(request, 404, "try /notes\n");
    if (get)
        return list(request, arg);
    return strcmp(request->method, "POST") == 0 ? add(request, arg) : weft_respond_text(request, 405, "GET or POST\n");
}

static int serve(void *arg)
{
    const char *const *words = arg;
    const char *where = words[1] ? words[1] : "dbname=notes", *port = words[1] && words[2] ? words[2] : "8080";
    pool pool = POOL(where);
    weft_http http = {.handler = answer, .arg = &pool, .body_most = NOTE_BYTES};
    PGresult *result;
    WEFT_SERVER(server);

    server.stack_bytes = STACK_BYTES; /* a note lies on it, and libpq's calls want some */
    WEFT_TRY(postgres_query(&pool, "create table if not exists notes (id serial primary key, text text not null)", NULL, 0, &result));
    PQclear(result);
    WEFT_TRY(weft_http_start(&server, "127.0.0.1", port, &http));
    printf("http://%s/notes\n", weft_server_name(&server));
    fflush(stdout);
    int err = weft_serve_forever(&server);
    postgres_close(&pool);
    return err;
}

static int amain(void *arg)
{
    return weft_join(weft_spawn_with(serve, arg, .name = "notes", .stack_bytes = STACK_BYTES));
}

int main(int count, char **words)
{
    (void)count;
    return weft_run(amain, words);
}
