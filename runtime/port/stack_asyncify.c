/* Stacks in WebAssembly: Asyncify inside the module. wasm locals are saved by the pass, the C stack is ours to switch.
 *
 *     low                                                            high
 *     | what unwinding saves, growing up ->        <- C frames, growing down |
 *
 * Asyncify looks at its limit only after unwinding. So the limit is the C stack pointer of that moment, and it is compared before
 * anything else runs. Between switches the C frames themselves are kept in bounds by the check that the weaving puts before each
 * frame (weft_stack_limit).
 *
 * weft__stack_resume is the bottom: the pass leaves it alone, because it calls stop_unwind and start_rewind, and everything above
 * it on a task's way down is instrumented. It must not be inlined into the loop, nor weft__stack_suspend into its callers. It calls
 * the task's own function, at the first entry and at each rewind, so that no frame of ours is saved and restored each time. */
#include "port/asyncify.h"
#include "port/memory.h"
#include "port/stack.h"
#ifdef __EMSCRIPTEN__
#include "port/host_emscripten.h"
#endif

#include <stdint.h>
#include <string.h>

struct weft_stack { /* 32 bytes, so that the region that follows is aligned to 16 */
    struct saved saved;
    char *high;      /* the end of the region that follows */
    size_t most;     /* saved and C frames together, at suspensions */
    int (*fn)(void *);
    void *arg;
    int result;      /* what fn returned */
    bool begun, suspended, painted;
};

_Static_assert(sizeof(weft_stack) == 32, "the region must be aligned");

/* libc's leaf functions use up to 128 bytes below the stack pointer without moving it. */
enum { PAINT = 0xA5, RED_ZONE_BYTES = 128, LAST_WORDS_BYTES = 4096 };

/* The least that the stack pointer may become outside of tasks. Main's own stack begins at address 0 (--stack-first): a check finds
 * a frame that would go below this before it could wrap around. */
enum { BASE_ROOM = 2048 };
#ifndef __EMSCRIPTEN__
#define BASE_LIMIT ((char *)BASE_ROOM)
#else /* it lies there, or behind the data, by version */
#define BASE_LIMIT base_limit
static char *base_limit = (char *)BASE_ROOM;
extern char __data_end;
#endif

static char last_words[LAST_WORDS_BYTES] __attribute__((aligned(16))); /* the stack on which an overflow is reported */

static weft_stack *current; /* NULL: the loop's own */
static int handed;          /* what the next suspend returns */
static bool rewinding;

__attribute__((constructor)) static void limit_the_base(void)
{
#ifdef __EMSCRIPTEN__
    if (weft__get_stack_pointer() > &__data_end)
        base_limit = &__data_end + BASE_ROOM;
#endif
    weft__set_stack_limit(BASE_LIMIT);
}

static char *low(const weft_stack *stack)
{
    return (char *)(uintptr_t)(stack + 1);
}

weft_stack *weft__stack_new(size_t bytes, bool painted)
{
    bytes = (bytes + 15) & ~(size_t)15;
    weft_stack *stack = weft__host_allocate(sizeof *stack + bytes);
    if (!stack)
        return NULL;
    *stack = (weft_stack){.painted = painted, .high = low(stack) + bytes};
    if (painted)
        memset(low(stack), PAINT, (size_t)(stack->high - low(stack)));
    return stack;
}

void weft__stack_free(weft_stack *stack)
{
    weft__host_release(stack, sizeof *stack + weft__stack_size(stack));
}

void weft__stacks_leave_faults(void)
{
}

void weft__stacks_trim(void)
{
}

void weft__stack_reset(weft_stack *stack, int (*fn)(void *), void *arg)
{
    stack->fn = fn;
    stack->arg = arg;
    stack->begun = false;
    stack->most = 0;
}

__attribute__((noinline)) int weft__stack_suspend(void)
{
    if (rewinding) {
        rewinding = false;
        weft__stop_rewind();
        return handed;
    }
    current->suspended = true;
    current->saved = (struct saved){low(current), weft__get_stack_pointer()};
    weft__start_unwind(&current->saved);
    return 0; /* to nobody: the frames above return without looking */
}

__attribute__((noinline)) int weft__stack_resume(weft_stack *stack, int code)
{
    char *base = weft__get_stack_pointer();

    handed = code;
    current = stack;
    weft__set_stack_limit(low(stack) + RED_ZONE_BYTES);
    if (!stack->begun) {
        stack->begun = true;
        weft__set_stack_pointer(stack->high);
    } else {
        weft__set_stack_pointer(stack->saved.end);
        rewinding = true;
        weft__start_rewind(&stack->saved);
    }
    stack->suspended = false;
    int result = stack->fn(stack->arg);
    weft__set_stack_limit(BASE_LIMIT);
    weft__set_stack_pointer(base);
    current = NULL;
    if (!stack->suspended) {
        stack->result = result;
        return 0;
    }
    size_t used = (size_t)(stack->saved.cursor - low(stack)) + (size_t)(stack->high - stack->saved.end);
    if (used > stack->most)
        stack->most = used;
    if (stack->saved.cursor > stack->saved.end)
        weft__stack_overflowed(stack, used, stack->saved.cursor);
    weft__stop_unwind();
    return 1;
}

#ifdef __EMSCRIPTEN__
bool weft__stack_rewinds(void)
{
    return rewinding;
}
#endif

int weft__stack_finish(weft_stack *stack)
{
    return stack->result;
}

bool weft__stack_begin_inside(weft_stack *stack, int *result)
{
    weft_stack *outer = current;
    bool suspended = weft__stack_resume(stack, 0);

    current = outer;
    if (outer)
        weft__set_stack_limit(low(outer) + RED_ZONE_BYTES);
    if (!suspended)
        *result = weft__stack_finish(stack);
    return suspended;
}

size_t weft__stack_size(const weft_stack *stack)
{
    return (size_t)(stack->high - low(stack));
}

size_t weft__stack_most(const weft_stack *stack)
{
    if (!stack->painted)
        return stack->most;
    const char *at = low(stack), *end = stack->high;
    const char *saved = stack->begun ? stack->saved.cursor : at;
    size_t frames = stack->most; /* both ends are painted over: the gap between them is what was never used */
    size_t gap = 0, longest = 0;
    (void)saved;
    for (; at < end; at++) {
        gap = *(const unsigned char *)at == PAINT ? gap + 1 : 0;
        if (gap > longest)
            longest = gap;
    }
    size_t touched = weft__stack_size(stack) - longest;
    return touched > frames ? touched : frames;
}

void weft__stack_limits(const weft_stack *stack, const void **lowest, const void **highest)
{
    *lowest = low(stack);
    *highest = stack->high;
}

/* What the weaving's check calls when a frame would pass the limit. The frames above are never returned to. */
__attribute__((export_name("weft_stack_overflow"))) void weft_stack_overflow(char *wanted)
{
    weft_stack *stack = current;

    weft__set_stack_limit(0);
    weft__set_stack_pointer(last_words + sizeof last_words);
    /* a very large frame may have wrapped around: then all that is known is that it was more than there is */
    bool below = stack && (uintptr_t)wanted < (uintptr_t)stack->high;
    size_t needed = below ? (size_t)(stack->high - wanted) + RED_ZONE_BYTES : stack ? weft__stack_size(stack) * 2 : 0;
    weft__stack_overflowed(stack, needed, NULL);
}
