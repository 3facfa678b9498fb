/* The smallest task switch: what the runtime's stack_asyncify.c does, without tasks, loop or errors.
 * The tests of the toolchain use it so that they need nothing of the runtime. */
#ifndef TRAMPOLINE_H
#define TRAMPOLINE_H

#include <stddef.h>
#include <stdint.h>

/* One region: Asyncify's data grows up from its low end, the C stack grows down from its high end. */
typedef struct fiber {
    char *cursor;   /* Asyncify's pair: where it writes next ... */
    char *end;      /* ... and where it must stop: the C stack's lowest point. */
    char *pointer;  /* the C stack pointer while it is suspended */
    void (*entry)(void *argument);
    void *argument;
    int state;      /* 0 new, 1 suspended, 2 finished */
    size_t size;
    char *region;
} fiber;

/* A function of clang that uses at most this much may not move the stack pointer at all. */
#define RED_ZONE 128

void fiber_start(fiber *self, void *region, size_t size, void (*entry)(void *), void *argument);

/* Runs it until it suspends or ends. Only the base may call it. */
void fiber_resume(fiber *self);

/* Goes back to the fiber_resume that runs us. */
void fiber_suspend(void);

/* Waits through the runtime's own call of poll_oneoff, which a host may unwind. */
void base_wait(uint64_t nanoseconds);

#endif
