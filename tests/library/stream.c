/* A library that uses connections: what one end writes, the other reads. */
#include "stream.h"
#include <weft/stream.h>

int echo(weft_string line, uint32_t *result)
{
    char text[100];
    size_t count;
    WEFT_STREAM(one);
    WEFT_STREAM(other);

    WEFT_TRY(weft_stream_pair(&one, &other));
    WEFT_TRY(weft_write(&one, line.text, line.count));
    WEFT_TRY(weft_write_text(&one, "\n"));
    WEFT_TRY(weft_read_line(&other, text, sizeof text, &count));
    *result = (uint32_t)count;
    return WEFT_OK;
}

int dial(weft_string port, uint32_t *result)
{
    WEFT_STREAM(stream);

    *result = 0;
    return weft_connect(&stream, "127.0.0.1", port.text);
}
