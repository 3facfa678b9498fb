/* Where a program has one thread: in WebAssembly, as we build it. */
#include "port/host.h"
#include "port/job.h"

bool weft__host_has_threads(void)
{
    return false;
}

void weft__host_lock(void)
{
}

void weft__host_unlock(void)
{
}

void weft__host_await(int64_t nanoseconds)
{
    (void)nanoseconds;
}

void weft__host_rouse(void)
{
}

/* A word of 32 bits may be a number as well. */
bool weft__host_owns(const void *address)
{
    (void)address;
    return false;
}
