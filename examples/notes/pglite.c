/* postgres.h without libpq: a query is an effect, which the JavaScript that embeds the program carries out with PGlite (start_pglite.js). The
 * request is JSON; the answer has a line for each row, and a field behind each tab: `\N` for null, else the text with \\, \t and \n escaped, as
 * COPY has it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postgres.h"
#include "weft/effect.h"

enum { ANSWER_BYTES = 1 << 20 };

struct result {
    int rows, columns;
    char **values; /* of each row its columns; NULL for null */
    char text[];
};

static size_t quote(char *to, const char *text)
{
    char *at = to;

    *at++ = '"';
    for (; *text; text++)
        if (*text == '"' || *text == '\\')
            *at++ = '\\', *at++ = *text;
        else if ((unsigned char)*text < ' ')
            at += sprintf(at, "\\u%04x", (unsigned)*text);
        else
            *at++ = *text;
    *at++ = '"';
    return (size_t)(at - to);
}

/* {"query": "...", "values": ["...", null]} */
static char *write_request(const char *query, const char *const *values, int count)
{
    size_t room = 6 * strlen(query) + 40;

    for (int i = 0; i < count; i++)
        room += 8 + 6 * (values[i] ? strlen(values[i]) : 0);
    char *text = malloc(room), *at = text;
    if (!text)
        return NULL;
    at += sprintf(at, "{\"query\": ");
    at += quote(at, query);
    at += sprintf(at, ", \"values\": [");
    for (int i = 0; i < count; i++) {
        at += sprintf(at, i ? ", " : "");
        at += values[i] ? quote(at, values[i]) : (size_t)sprintf(at, "null");
    }
    sprintf(at, "]}");
    return text;
}

static int count_of(const char *text, char what)
{
    int count = 0;

    for (; *text; text++)
        count += *text == what;
    return count;
}

/* Cuts a field off, in place. */
static char *take_field(char **at)
{
    char *field = *at, *to = field, *from = field;
    bool is_null = strncmp(field, "\\N", 2) == 0;

    for (; *from && *from != '\t' && *from != '\n'; from++) {
        if (*from == '\\' && from[1]) {
            from++;
            *to++ = *from == 't' ? '\t' : *from == 'n' ? '\n' : *from;
        } else {
            *to++ = *from;
        }
    }
    *at = *from ? from + 1 : from;
    *to = '\0';
    return is_null ? NULL : field;
}

/* The answer becomes the result: its texts stay where they are. */
static PGresult *read_result(PGresult *result)
{
    int rows = count_of(result->text, '\n'), fields = rows + count_of(result->text, '\t');
    char **values = calloc((size_t)fields + 1, sizeof *values), *at = result->text;

    if (!values)
        return NULL;
    for (int i = 0; i < fields; i++)
        values[i] = take_field(&at);
    result->rows = rows;
    result->columns = rows ? fields / rows : 0;
    result->values = values;
    return result;
}

int postgres_query(pool *pool, const char *query, const char *const *values, int count, PGresult **result)
{
    char *request = write_request(query, values, count);
    PGresult *answer = malloc(sizeof *answer + ANSWER_BYTES);
    int err = WEFT_NO_MEMORY;

    (void)pool;
    if (request && answer)
        err = weft_effect("query", request, answer->text, ANSWER_BYTES);
    free(request);
    *result = err ? NULL : read_result(answer);
    if (!err && !*result)
        err = WEFT_NO_MEMORY;
    if (err)
        free(answer);
    return err;
}

void postgres_close(pool *pool)
{
    (void)pool;
}

int PQntuples(const PGresult *result)
{
    return result->rows;
}

int PQgetisnull(const PGresult *result, int row, int column)
{
    return !result->values[row * result->columns + column];
}

char *PQgetvalue(const PGresult *result, int row, int column)
{
    char *value = result->values[row * result->columns + column];

    return value ? value : "";
}

void PQclear(PGresult *result)
{
    if (result)
        free(result->values);
    free(result);
}
