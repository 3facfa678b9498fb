/* Stacks natively: a region of memory and a switch of some fifteen registers (stack_x86_64.S, stack_aarch64.S).
 *
 * Regions come from mmap with a guard below, so that an overflow is caught at once. Small ones (under 8 KiB) beyond the first few
 * thousand, and all once the system grants no more guards, come from malloc with a canary that is looked at after each step.
 *
 * A processor predicts where a return goes from the calls before it, and mispredicts each return after a switch in between: a
 * switch itself is quicker than two mispredictions. So weft__switch stands last in both functions here, and they stand last in
 * their callers. */
#define _GNU_SOURCE
#include "port/console.h"
#include "port/stack.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Native frames are larger than wasm's: less than this no task can wait on. */
enum { LEAST_BYTES = 1024, SMALL_BYTES = 8192, SMALL_GUARDED_MOST = 4096, CANARY_BYTES = 32, PAINT = 0xA5 };

/* Wider than the frames of a C library, so that none of them leaps over it. It takes addresses and no memory. The program's own
 * frames may be wider; they are compiled to touch each page (-fstack-clash-protection). */
enum { GUARD_BYTES = 65536 };

struct weft_stack {
    void *pointer;     /* of the suspended stack */
    char *low, *high;  /* what may be used */
    char *mapped;      /* NULL: low is from malloc */
    size_t mapped_bytes;
    size_t bytes;      /* as asked for */
    int (*fn)(void *);
    void *arg;
    int result;        /* what fn returned */
    weft_stack *next;  /* kept ones of the same size */
    bool painted;
};

/* Saves the registers on this stack, its pointer in *save, and goes on where `to` was saved: that call returns `value`. */
int weft__switch(void **save, void *to, int value);
/* The first instruction of a new stack: calls weft__stack_begin. */
void weft__trampoline(void);
void weft__stack_begin(void);

enum { ENDED = 0, SUSPENDED = 1 };

static weft_stack *current; /* the one that runs, or that ran last and is not at its end */
static void *base;
static size_t page, guard, small_guarded;

/* ---- the guard ---- */

static char alternate[16384];

/* The current stack's canary, if it has no guard page, and what it has. Not in its record, which may lie just below it. */
static struct {
    const unsigned char *canary;
    size_t bytes;
} unguarded;

static inline bool is_overrun(void)
{
    for (int i = 0; unguarded.canary && i < CANARY_BYTES; i++)
        if (unguarded.canary[i] != PAINT)
            return true;
    return false;
}

/* What knows the task's name may have been overwritten, too. */
static void say_less(int signal)
{
    static const char text[] = "weft: stack overflow in a task whose stack is too small for a guard page; it ran over what lies "
                               "below it\n  give it more: weft_spawn_with(..., .stack_bytes = 16384), or .stack_bytes of its group\n";
    weft__host_rescue();
    ssize_t written = write(2, text, sizeof text - 1);

    (void)signal;
    (void)written;
    _exit(102);
}

static void say_overrun(size_t needed)
{
    struct sigaction less = {.sa_handler = say_less, .sa_flags = SA_ONSTACK | SA_NODEFER};

    sigemptyset(&less.sa_mask);
    sigaction(SIGSEGV, &less, NULL);
    sigaction(SIGBUS, &less, NULL);
    sigaction(SIGABRT, &less, NULL);
    current->bytes = unguarded.bytes;
    weft__stack_overflowed(current, needed, NULL);
}

static struct {
    struct sigaction fault, bus;
} before;

static void on_fault(int signal, siginfo_t *info, void *context)
{
    char *address = info->si_addr;

    (void)context;
    if (current && current->mapped && address >= current->mapped && address < current->low)
        weft__stack_overflowed(current, (size_t)(current->high - address), NULL);
    if (is_overrun())
        say_less(signal);
    sigaction(signal, signal == SIGBUS ? &before.bus : &before.fault, NULL); /* not ours: it happens again, for the handler from before */
    weft__host_rescue();
}

static bool leaves_faults;

void weft__stacks_leave_faults(void)
{
    leaves_faults = true;
}

static void watch_the_guards(void)
{
    stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate};
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};

    page = (size_t)sysconf(_SC_PAGESIZE);
    guard = (GUARD_BYTES + page - 1) / page * page;
    if (leaves_faults)
        return;
    sigaltstack(&stack, NULL);
    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, &before.fault);
    sigaction(SIGBUS, &action, &before.bus);
}

/* ---- regions ---- */

static bool map(weft_stack *stack)
{
    size_t room = (stack->bytes + page - 1) / page * page;
    char *mapped = mmap(NULL, room + guard, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (mapped == MAP_FAILED)
        return false;
    if (mprotect(mapped, guard, PROT_NONE) != 0) {
        munmap(mapped, room + guard);
        return false;
    }
    stack->mapped = mapped;
    stack->mapped_bytes = room + guard;
    stack->low = mapped + guard; /* next to the guard: what rounding added lies above and is not used */
    stack->high = (char *)((uintptr_t)(stack->low + stack->bytes) & ~(uintptr_t)15);
    return true;
}

static bool allocate(weft_stack *stack)
{
    char *memory = malloc(stack->bytes + CANARY_BYTES + 16);

    if (!memory)
        return false;
    stack->low = memory;
    stack->high = (char *)((uintptr_t)(memory + CANARY_BYTES + stack->bytes) & ~(uintptr_t)15);
    memset(memory, PAINT, CANARY_BYTES);
    return true;
}

static weft_stack *make(size_t bytes)
{
    weft_stack *stack = calloc(1, sizeof *stack);

    if (!stack)
        return NULL;
    stack->bytes = bytes;
    bool small = bytes < SMALL_BYTES, guarded = !small || small_guarded < SMALL_GUARDED_MOST;
    if (!(guarded && map(stack)) && !allocate(stack)) {
        free(stack);
        return NULL;
    }
    small_guarded += small && stack->mapped;
    return stack;
}

static void unmake(weft_stack *stack)
{
    if (stack->mapped) {
        small_guarded -= stack->bytes < SMALL_BYTES;
        munmap(stack->mapped, stack->mapped_bytes);
    } else
        free(stack->low);
    free(stack);
}

/* ---- what is kept for the next ones: a new one costs the system up to three calls and some page faults ---- */

enum { KEPT_SIZES = 4, KEPT_BYTES_MOST = 64 << 20 };

static struct {
    size_t bytes; /* of each */
    weft_stack *first;
} kept[KEPT_SIZES];
static size_t kept_bytes;

static weft_stack *take_kept(size_t bytes)
{
    for (int i = 0; i < KEPT_SIZES; i++)
        if (kept[i].first && kept[i].bytes == bytes) {
            weft_stack *stack = kept[i].first;
            kept[i].first = stack->next;
            kept_bytes -= bytes;
            return stack;
        }
    return NULL;
}

static bool keep(weft_stack *stack)
{
    if (stack->bytes > KEPT_BYTES_MOST - kept_bytes)
        return false;
    for (int i = 0; i < KEPT_SIZES; i++)
        if (!kept[i].first || kept[i].bytes == stack->bytes) {
            kept[i].bytes = stack->bytes;
            stack->next = kept[i].first;
            kept[i].first = stack;
            kept_bytes += stack->bytes;
            return true;
        }
    return false;
}

weft_stack *weft__stack_new(size_t bytes, bool painted)
{
    if (!page)
        watch_the_guards();
    if (bytes < LEAST_BYTES)
        bytes = LEAST_BYTES;
    weft_stack *stack = take_kept(bytes);
    if (!stack && !(stack = make(bytes)))
        return NULL;
    stack->painted = painted;
    if (painted)
        memset(stack->low, PAINT, (size_t)(stack->high - stack->low));
    return stack;
}

void weft__stack_free(weft_stack *stack)
{
    if (current == stack) { /* left where it was suspended */
        current = NULL;
        unguarded.canary = NULL;
    }
    if (!keep(stack))
        unmake(stack);
}

void weft__stacks_trim(void)
{
    for (int i = 0; i < KEPT_SIZES; i++)
        for (weft_stack *stack; (stack = kept[i].first);) {
            kept[i].first = stack->next;
            unmake(stack);
        }
    kept_bytes = 0;
}

/* ---- switching ---- */

/* The words that the first switch pops: zeros for the registers, the trampoline as where to return to. */
void weft__stack_prepare(void **pointer, char *high);

void weft__stack_reset(weft_stack *stack, int (*fn)(void *), void *arg)
{
    stack->fn = fn;
    stack->arg = arg;
    weft__stack_prepare(&stack->pointer, stack->high);
}

void weft__stack_begin(void)
{
    weft_stack *stack = current;

    stack->result = stack->fn(stack->arg);
    weft__switch(&stack->pointer, base, ENDED);
    abort(); /* a stack at its end is not resumed */
}

int weft__stack_resume(weft_stack *stack, int code)
{
    current = stack;
    unguarded.canary = stack->mapped ? NULL : (unsigned char *)stack->low;
    unguarded.bytes = stack->bytes;
    return weft__switch(&base, stack->pointer, code);
}

int weft__stack_suspend(void)
{
    /* one that ran over its end is not written to any more: what is to be reported is reported from the loop's stack, in finish */
    return weft__switch(&current->pointer, base, unguarded.canary && is_overrun() ? ENDED : SUSPENDED);
}

int weft__stack_finish(weft_stack *stack)
{
    if (unguarded.canary && is_overrun())
        say_overrun(unguarded.bytes + CANARY_BYTES);
    current = NULL;
    unguarded.canary = NULL;
    return stack->result;
}

bool weft__stack_begin_inside(weft_stack *stack, int *result)
{
    weft_stack *outer = current;
    void *outer_base = base;
    const unsigned char *canary = unguarded.canary;
    size_t bytes = unguarded.bytes;
    bool suspended = weft__stack_resume(stack, 0);

    if (!suspended)
        *result = weft__stack_finish(stack);
    current = outer;
    base = outer_base;
    unguarded.canary = canary;
    unguarded.bytes = bytes;
    return suspended;
}

size_t weft__stack_size(const weft_stack *stack)
{
    return stack->bytes;
}

size_t weft__stack_most(const weft_stack *stack)
{
    const char *at = stack->low;

    if (!stack->painted)
        return (size_t)(stack->high - (char *)stack->pointer);
    while (at < stack->high && *(const unsigned char *)at == PAINT)
        at++;
    return (size_t)(stack->high - at);
}

void weft__stack_limits(const weft_stack *stack, const void **low, const void **high)
{
    *low = stack->low;
    *high = stack->high;
}
