/* Bytes that are collected, in memory that grows up to a limit; and sentences. */
#include "io/collect.h"

enum { FIRST_ROOM = 1024 };

void weft_output_clear(weft_output *output)
{
    weft__free(output->room ? output->bytes : NULL, output->room);
    output->bytes = (char *)"";
    output->count = output->room = 0;
}

static size_t next_room(const weft_output *output, size_t count)
{
    size_t room = output->room ? output->room * 2 : FIRST_ROOM;

    if (room < output->count + count + 1)
        room = output->count + count + 1;
    return room > output->limit + 1 ? output->limit + 1 : room;
}

bool weft__output_room(weft_output *output, size_t count)
{
    if (output->count + count < output->room)
        return true;
    size_t room = next_room(output, count);
    char *grown = weft__alloc(room);
    if (!grown)
        return false;
    if (output->count > 0)
        memcpy(grown, output->bytes, output->count);
    weft__free(output->room ? output->bytes : NULL, output->room);
    output->bytes = grown;
    output->room = room;
    return true;
}

void weft__output_took(weft_output *output, size_t count)
{
    output->count += count;
    output->bytes[output->count] = '\0';
}

void weft__text_append(char *to, size_t room, const char *text)
{
    size_t at = strlen(to);

    while (at + 1 < room && *text)
        to[at++] = *text++;
    to[at] = '\0';
}
