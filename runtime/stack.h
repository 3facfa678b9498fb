/* Seam 1: a stack that can be left and entered again. Only task.c uses it; a back-end knows nothing of tasks.
 *
 * The pair is asymmetric: the loop resumes, a task suspends, and control always comes back to the loop in between. One
 * region holds all that a stack needs: C frames grow down from its top, what the switch saves grows up from its bottom.
 * The build picks one back-end: stack_asyncify.c (wasm), stack_native.c (x86-64, aarch64), stack_ucontext.c (sanitizers). */
#ifndef WEFT_STACK_H
#define WEFT_STACK_H

#include <stdbool.h>
#include <stddef.h>

typedef struct weft_stack weft_stack;

/* A region of at least `bytes`, not yet begun; NULL without memory. `painted`: keep track of the most it uses. */
weft_stack *weft__stack_new(size_t bytes, bool painted);

/* Gives the region back. Not while it runs. What was on it is forgotten, not unwound. */
void weft__stack_free(weft_stack *stack);

/* Runs weft__stack_entry(arg) on it, or goes on where it suspended. Returns when it suspends (true) or entry has returned
 * (false). A region found overrun is told to weft__stack_overflowed before anything else runs. */
bool weft__stack_resume(weft_stack *stack, void *arg);

/* Back to the resume that runs us; returns at the next resume. */
void weft__stack_suspend(void);

/* Makes it as new, for another task. Not while it runs. */
void weft__stack_reset(weft_stack *stack);

/* What it has, and the most it has used so far (only if painted, else what its suspensions saved at most). */
size_t weft__stack_size(const weft_stack *stack);
size_t weft__stack_most(const weft_stack *stack);

/* Where its C frames may lie, for a host's report of a trap. */
void weft__stack_limits(const weft_stack *stack, const void **low, const void **high);

/* The back-end calls these, the core has them: what runs on a new stack, and the end of a program whose stack was too
 * small (`needed` at the least); the second does not return. */
void weft__stack_entry(void *arg);
_Noreturn void weft__stack_overflowed(size_t needed);

#endif
