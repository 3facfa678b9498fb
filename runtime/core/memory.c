/* The runtime's memory: task records and their slots, stacks, the slots of growing queues, error texts. Counted, so that the end of a
 * run can prove that nothing is left, and made to fail on request. */
#include "core/core.h"

static size_t bytes_held;

bool weft__memory_allow(void)
{
    return !weft__fault_now(&weft__options.fail_allocation);
}

void weft__memory_stack(ptrdiff_t bytes)
{
    bytes_held += (size_t)bytes;
}

void *weft__alloc(size_t bytes)
{
    if (!weft__memory_allow())
        return NULL;
    void *memory = weft__host_allocate(bytes);
    if (memory)
        bytes_held += bytes;
    return memory;
}

void weft__free(void *memory, size_t bytes)
{
    if (!memory)
        return;
    bytes_held -= bytes;
    weft__host_release(memory, bytes);
}

size_t weft__memory_bytes(void)
{
    return bytes_held;
}
