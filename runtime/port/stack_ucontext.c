/* Stacks through ucontext: slow, and understood by AddressSanitizer, which is what this back-end is for. */
#define _GNU_SOURCE
#include "port/stack.h"

#include <stdlib.h>
#include <ucontext.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WEFT__ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define WEFT__ASAN 1
#endif

#ifdef WEFT__ASAN
#include <sanitizer/common_interface_defs.h>
#define LEAVE(keep, low, size) __sanitizer_start_switch_fiber(keep, low, size)
#define ARRIVE(keep, low, size) __sanitizer_finish_switch_fiber(keep, low, size)
#else
#define LEAVE(keep, low, size) ((void)(keep), (void)(low), (void)(size))
#define ARRIVE(keep, low, size) ((void)(keep), (void)(low), (void)(size))
#endif

/* Instrumented frames are many times as large as plain ones. */
enum { LEAST_BYTES = 256 * 1024 };

struct weft_stack {
    ucontext_t context;
    char *low;
    size_t bytes; /* as asked for */
    size_t room;
    int (*fn)(void *);
    void *arg;
    int result;   /* what fn returned */
    void *shadow; /* the sanitizer's fake stack while suspended */
    bool finished;
};

static weft_stack *current;
static ucontext_t base;
static void *base_shadow;
static int handed; /* what the next suspend returns */
static const void *base_low;
static size_t base_size;

static void begin(void)
{
    ARRIVE(NULL, &base_low, &base_size);
    current->result = current->fn(current->arg);
    current->finished = true;
    LEAVE(NULL, base_low, base_size);
    swapcontext(&current->context, &base);
}

void weft__stack_reset(weft_stack *stack, int (*fn)(void *), void *arg)
{
    stack->fn = fn;
    stack->arg = arg;
    stack->finished = false;
    stack->shadow = NULL;
    getcontext(&stack->context);
    stack->context.uc_stack.ss_sp = stack->low;
    stack->context.uc_stack.ss_size = stack->room;
    stack->context.uc_link = NULL;
    makecontext(&stack->context, begin, 0);
}

weft_stack *weft__stack_new(size_t bytes, bool painted)
{
    weft_stack *stack = calloc(1, sizeof *stack);

    (void)painted;
    if (!stack)
        return NULL;
    stack->bytes = bytes;
    stack->room = bytes * 8 > LEAST_BYTES ? bytes * 8 : (size_t)LEAST_BYTES;
    stack->low = malloc(stack->room);
    if (!stack->low) {
        free(stack);
        return NULL;
    }
    return stack;
}

void weft__stack_free(weft_stack *stack)
{
    free(stack->low);
    free(stack);
}

void weft__stacks_leave_faults(void)
{
}

void weft__stacks_trim(void)
{
}

int weft__stack_resume(weft_stack *stack, int code)
{
    handed = code;
    current = stack;
    LEAVE(&base_shadow, stack->low, stack->room);
    swapcontext(&base, &stack->context);
    ARRIVE(base_shadow, NULL, NULL);
    return !stack->finished;
}

int weft__stack_suspend(void)
{
    weft_stack *stack = current;

    LEAVE(&stack->shadow, base_low, base_size);
    swapcontext(&stack->context, &base);
    ARRIVE(stack->shadow, &base_low, &base_size);
    return handed;
}

int weft__stack_finish(weft_stack *stack)
{
    return stack->result;
}

bool weft__stack_begin_inside(weft_stack *stack, int *result)
{
    weft_stack *outer = current;
    ucontext_t outer_base = base; /* put back at the same address, to which parts of it point */
    void *shadow = base_shadow;
    const void *low = base_low;
    size_t size = base_size;
    bool suspended = weft__stack_resume(stack, 0);

    if (!suspended)
        *result = weft__stack_finish(stack);
    current = outer;
    base = outer_base;
    base_shadow = shadow;
    base_low = low;
    base_size = size;
    return suspended;
}

size_t weft__stack_size(const weft_stack *stack)
{
    return stack->bytes;
}

size_t weft__stack_most(const weft_stack *stack)
{
    (void)stack;
    return 0; /* frames under a sanitizer say nothing about a program's own */
}

void weft__stack_limits(const weft_stack *stack, const void **low, const void **high)
{
    *low = stack->low;
    *high = stack->low + stack->room;
}
