/* The memory of a wasm file. */
#include "port/memory.h"

#include <stdint.h>

/* Blocks of equal size from whole pages, given back to lists of free ones. libc's malloc would be a quarter of a small program;
 * one that uses it anyway shares the pages with it. Sizes are rounded up to 16 bytes, above 512 to an eighth of a power of two. */

enum { STEP = 16, SMALL = 512, SMALL_CLASSES = SMALL / STEP, CLASSES = SMALL_CLASSES + 8 * 22, PAGE = 65536, ROOM = 8 * PAGE };

static struct free_block { struct free_block *next; } *free_blocks[CLASSES];
static char *fresh, *fresh_end; /* what is left of the pages taken last */

/* The class that serves `bytes`, whose size becomes *bytes; CLASSES for too large. */
static unsigned class_of(size_t *bytes)
{
    if (*bytes <= SMALL) {
        unsigned class = (unsigned)(*bytes + STEP - 1) / STEP;
        *bytes = class * (size_t)STEP;
        return class > 0 ? class - 1 : 0;
    }
    if (*bytes > SIZE_MAX / 4)
        return CLASSES;
    unsigned power = 31 - (unsigned)__builtin_clzl(*bytes - 1); /* 2^power < bytes <= 2^(power+1) */
    size_t eighth = (size_t)1 << (power - 3), steps = (*bytes - ((size_t)1 << power) + eighth - 1) / eighth;
    *bytes = ((size_t)1 << power) + steps * eighth;
    return SMALL_CLASSES + (power - 9) * 8 + (unsigned)steps - 1;
}

static bool take_pages(size_t bytes)
{
    size_t pages = (bytes + PAGE - 1) / PAGE + __builtin_wasm_memory_size(0) / 8; /* ahead, so that this is rare */
    size_t before = __builtin_wasm_memory_grow(0, pages);

    if (before == SIZE_MAX) {
        pages = (bytes + PAGE - 1) / PAGE;
        before = __builtin_wasm_memory_grow(0, pages);
    }
    if (before == SIZE_MAX)
        return false;
    if (fresh_end != (char *)(before * PAGE)) /* somebody took pages in between: what was left is lost */
        fresh = (char *)(before * PAGE);
    fresh_end = (char *)(before * PAGE) + pages * PAGE;
    return true;
}

/* What the waiting calls of a task save may run past the end of its stack, which is seen only afterwards (stack_asyncify.c). Then the
 * program ends, and with a sentence if there was memory to run into. */
static void keep_room_above(const char *end)
{
    size_t have = (size_t)__builtin_wasm_memory_size(0) * PAGE;

    if (have - (size_t)end < ROOM)
        (void)take_pages(ROOM); /* ahead, too: a growth costs a host more than what it brings */
}

void *weft__host_allocate(size_t bytes)
{
    unsigned class = class_of(&bytes);

    if (class >= CLASSES)
        return NULL;
    struct free_block *block = free_blocks[class];
    if (block) {
        free_blocks[class] = block->next;
        return block;
    }
    while ((size_t)(fresh_end - fresh) < bytes)
        if (!take_pages(bytes))
            return NULL;
    char *memory = fresh;
    fresh += bytes;
    keep_room_above(fresh);
    return memory;
}

void weft__host_release(void *memory, size_t bytes)
{
    unsigned class = class_of(&bytes);
    struct free_block *block = memory;

    block->next = free_blocks[class];
    free_blocks[class] = block;
}
