/* What a search over orders adds to a program (web/lib/orders): many runs in one instance, each from the same memory, and a look at
 * each choice whether this state was seen before.
 *
 * A host restores the bytes from `from` to `to`, but for the two structs that it exchanges with the program, and calls _start again.
 * So nothing else may last: memory is given here, from an arena that begins anew, and all that is given is zero, since what an earlier
 * run left there would be part of the state.
 *
 * The state is the static data, the blocks of the arena that are in use, the live parts of the tasks' stacks, and what was printed. In
 * which order the ready tasks stand is no part of it: all of them are tried. */
#include "core/choices.h"

#include <errno.h>
#include <stdlib.h>

enum { CLASSES = 32, MOVED = 255, SMALLEST = 5, STACK_LEAST = 4096, STACK_TOP = 1024, READY_MOST = 256 };
enum { PAGE_BYTES = 65536, OWN_PAGES = 512 };

struct block {
    struct block *next, *previous; /* those in use */
    uint32_t size;
    uint32_t class;
};

/* The other side is in web/lib/orders/choices.js; a test compares them. */
struct weft_search {
    char *from, *to;       /* what a host restores */
    char *arena, *end;     /* written by a host that searches: the memory that is given out */
    uint64_t *seen;        /* written by the host: a table of states, 0 for none */
    uint32_t mask;         /* its places less one; 0: no look */
    uint32_t count;        /* in it */
    uint64_t output;       /* written by the host: a digest of what was printed */
    uint32_t user_bytes;   /* that malloc has given and nobody has freed */
    uint32_t exhausted;    /* 1: the arena was too small */
};

extern char __global_base, __data_end, __heap_base;

__attribute__((used, visibility("default"))) struct weft_search weft_search = {.from = &__global_base, .to = &__heap_base};

/* ---- the arena ---- */

static struct block *free_blocks[CLASSES], *in_use;
static char *fresh;

/* A host that searches has written where the arena is. In any other the program takes one itself, and runs as others do. */
static char *arena(void)
{
    if (!weft_search.arena) {
        size_t first = __builtin_wasm_memory_grow(0, OWN_PAGES);
        if (first != SIZE_MAX) {
            weft_search.arena = (char *)(first * PAGE_BYTES);
            weft_search.end = weft_search.arena + OWN_PAGES * PAGE_BYTES;
        }
    }
    return weft_search.arena;
}

static void *give(size_t bytes)
{
    uint32_t class = bytes <= 1u << SMALLEST ? SMALLEST : 32 - (uint32_t)__builtin_clz((uint32_t)bytes - 1);
    struct block *block;

    if (bytes > 1u << 30)
        return NULL;
    if ((block = free_blocks[class])) {
        free_blocks[class] = block->next;
    } else {
        size_t whole = sizeof *block + ((size_t)1 << class);
        if (!fresh)
            fresh = arena();
        if ((size_t)(weft_search.end - fresh) < whole) {
            weft_search.exhausted = 1;
            return NULL;
        }
        block = (struct block *)(void *)fresh;
        fresh += whole;
    }
    *block = (struct block){.next = in_use, .size = (uint32_t)bytes, .class = class};
    if (in_use)
        in_use->previous = block;
    in_use = block;
    return block + 1;
}

static void take_back(void *memory)
{
    struct block *block = (struct block *)memory - 1;

    *(block->previous ? &block->previous->next : &in_use) = block->next;
    if (block->next)
        block->next->previous = block->previous;
    block->next = free_blocks[block->class];
    free_blocks[block->class] = block;
}

void *__wrap_weft__host_allocate(size_t bytes);
void __wrap_weft__host_release(void *memory, size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);
int __wrap_posix_memalign(void **memory, size_t alignment, size_t bytes);
void __wrap_free(void *memory);

/* A stack is not cleared as a whole: below what its first frames need nothing is looked at. */
void *__wrap_weft__host_allocate(size_t bytes)
{
    char *memory = give(bytes);

    if (memory && bytes < STACK_LEAST)
        memset(memory, 0, bytes);
    else if (memory)
        memset(memory + bytes - STACK_TOP, 0, STACK_TOP);
    return memory;
}

void __wrap_weft__host_release(void *memory, size_t bytes)
{
    (void)bytes;
    take_back(memory);
}

void *__wrap_malloc(size_t bytes)
{
    void *memory = give(bytes);

    if (!memory) {
        errno = ENOMEM;
        return NULL;
    }
    memset(memory, 0, bytes);
    weft_search.user_bytes += (uint32_t)bytes;
    return memory;
}

/* What was asked for at a wide alignment begins further on in its block, and has a second head there. */
static struct block *block_of(void *memory)
{
    struct block *block = (struct block *)memory - 1;

    return block->class == MOVED ? block->next : block;
}

void __wrap_free(void *memory)
{
    if (!memory)
        return;
    struct block *block = block_of(memory);
    weft_search.user_bytes -= block->size;
    take_back(block + 1);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    size_t all;

    return __builtin_mul_overflow(count, bytes, &all) ? NULL : __wrap_malloc(all);
}

void *__wrap_realloc(void *memory, size_t bytes)
{
    void *moved = __wrap_malloc(bytes);

    if (!memory || !moved)
        return moved;
    struct block *block = block_of(memory);
    size_t had = block->size - (size_t)((char *)memory - (char *)(block + 1));
    memcpy(moved, memory, had < bytes ? had : bytes);
    __wrap_free(memory);
    return moved;
}

/* Blocks are aligned to 16. */
void *__wrap_aligned_alloc(size_t alignment, size_t bytes)
{
    if (alignment <= 16)
        return __wrap_malloc(bytes);
    if (alignment & (alignment - 1) || bytes > SIZE_MAX - 2 * alignment)
        return NULL;
    char *whole = __wrap_malloc(bytes + alignment);
    if (!whole)
        return NULL;
    char *memory = (char *)(((uintptr_t)whole + alignment) & ~(uintptr_t)(alignment - 1));
    ((struct block *)(void *)memory - 1)->next = (struct block *)(void *)whole - 1;
    ((struct block *)(void *)memory - 1)->class = MOVED;
    return memory;
}

int __wrap_posix_memalign(void **memory, size_t alignment, size_t bytes)
{
    *memory = __wrap_aligned_alloc(alignment, bytes);
    return *memory ? 0 : ENOMEM;
}

/* ---- the state ---- */

static const uint64_t ODD = UINT64_C(0x9e3779b97f4a7c15);

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * ODD;
    return hash ^ hash >> 29;
}

static uint64_t load(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

/* Words of 8 bytes, in four rows side by side; what is left over, bytewise. */
static uint64_t hash_bytes(uint64_t hash, const char *from, const char *to)
{
    uint64_t rows[4] = {hash, hash ^ 1, hash ^ 2, hash ^ 3};

    for (; to - from >= 32; from += 32)
        for (int i = 0; i < 4; i++)
            rows[i] = mix(rows[i], load(from + 8 * i));
    hash = mix(mix(mix(rows[0], rows[1]), rows[2]), rows[3]);
    for (; to - from >= 8; from += 8)
        hash = mix(hash, load(from));
    for (; from < to; from++)
        hash = mix(hash, (unsigned char)*from);
    return hash;
}

/* The beginning of struct weft_stack (stack_asyncify.c). */
struct stack {
    char *cursor, *end, *high;
    size_t most;
    int (*fn)(void *);
    void *arg;
    int result;
    bool begun, suspended, painted;
};

static uint64_t hash_stack(uint64_t hash, const struct stack *stack)
{
    if (!stack->begun || !stack->suspended)
        return mix(mix(hash, (uintptr_t)stack->fn), (uintptr_t)stack->arg);
    hash = hash_bytes(mix(hash, (uintptr_t)stack->cursor), (const char *)(stack + 1), stack->cursor);
    return hash_bytes(mix(hash, (uintptr_t)stack->end), stack->end, stack->high);
}

static uint64_t hash_blocks(uint64_t hash)
{
    uint64_t sum = 0; /* in any order */

    for (const struct block *block = in_use; block; block = block->next) {
        const char *memory = (const char *)(block + 1);
        uint64_t own = mix((uintptr_t)block, block->size);
        const struct stack *stack = (const struct stack *)(const void *)memory;
        if (block->size >= STACK_LEAST && stack->high == memory + block->size)
            own = hash_stack(own, stack);
        else
            own = hash_bytes(own, memory, memory + block->size);
        sum += own;
    }
    return mix(hash, sum);
}

static uint64_t hash_data(uint64_t hash)
{
    const char *choices = (const char *)&weft_choices, *search = (const char *)&weft_search;
    const char *first = choices < search ? choices : search, *second = choices < search ? search : choices;
    size_t first_size = choices < search ? sizeof weft_choices : sizeof weft_search;
    size_t second_size = choices < search ? sizeof weft_search : sizeof weft_choices;

    hash = hash_bytes(hash, &__global_base, first);
    hash = hash_bytes(hash, first + first_size, second);
    return hash_bytes(hash, second + second_size, &__heap_base);
}

/* With the ready list, and what counts how one came here, out of sight. */
static uint64_t state(void)
{
    struct weft__loop kept = weft__loop;
    struct weft__node *nodes[READY_MOST];
    struct block *blocks = in_use, *lists[CLASSES];
    char *used = fresh;
    size_t count = 0;

    for (struct weft__node *node = kept.ready.first; node; node = node->next)
        nodes[count++] = node;
    for (size_t i = 0; i < count; i++)
        *nodes[i] = (struct weft__node){0};
    memcpy(lists, free_blocks, sizeof lists);
    memset(free_blocks, 0, sizeof free_blocks);
    in_use = NULL;
    fresh = NULL;
    weft__loop.ready = (struct weft__list){0};
    weft__loop.batch_last = NULL;
    weft__loop.turn = weft__loop.steps = 0;
    weft__loop.patience = 0;
    uint64_t hash = hash_data(weft_search.output);
    in_use = blocks;
    hash = hash_blocks(hash);
    fresh = used;
    memcpy(free_blocks, lists, sizeof lists);
    weft__loop = kept;
    for (size_t i = 0; i < count; i++)
        *nodes[i] = (struct weft__node){.next = i + 1 < count ? nodes[i + 1] : NULL, .previous = i > 0 ? nodes[i - 1] : NULL};
    return hash ? hash : 1;
}

bool weft__choices_seen(void)
{
    if (!weft_search.mask || weft__loop.ready_count > READY_MOST)
        return false;
    uint64_t hash = state();
    uint32_t at = (uint32_t)(hash >> 20) & weft_search.mask;
    while (weft_search.seen[at] && weft_search.seen[at] != hash)
        at = (at + 1) & weft_search.mask;
    if (weft_search.seen[at])
        return true;
    if (weft_search.count < weft_search.mask / 4 * 3) {
        weft_search.seen[at] = hash;
        weft_search.count++;
    }
    return false;
}
