/* Tapes under Emscripten: files of its file systems. The program's own reads are not taken over. */
#include "port/tape.h"

#include <fcntl.h>
#include <unistd.h>

int weft__tape_open(const char *path)
{
    return open(path, O_RDONLY);
}

long weft__tape_fill(int descriptor, void *bytes, size_t count)
{
    return read(descriptor, bytes, count);
}

void weft__tape_take_over(void)
{
}
