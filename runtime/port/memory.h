/* Memory. The core's is counted, so that the end of a run can prove that nothing is left, and made to fail on request (memory.c); a
 * back-end gives it, and takes what its own growing tables need from there, too. */
#ifndef WEFT_MEMORY_H
#define WEFT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* Counted; NULL without memory. Given back with the size it was asked for. */
void *weft__alloc(size_t bytes);
void weft__free(void *memory, size_t bytes);
size_t weft__memory_bytes(void);
bool weft__memory_allow(void);           /* counts an allocation made elsewhere; false: pretend that it failed */
void weft__memory_stack(ptrdiff_t bytes); /* and what it holds */

/* The back-end's: aligned to 16; NULL when there is none. Given back with the size it was asked for. */
void *weft__host_allocate(size_t bytes);
void weft__host_release(void *memory, size_t bytes);

#endif
