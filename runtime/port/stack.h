/* Seam 1: a stack that can be left and entered again. Only task.c uses it (and weft__park, which is its inline part); a
 * back-end knows nothing of tasks.
 *
 * The pair is asymmetric: the loop resumes, a task suspends, and control always comes back to the loop in between. One region holds
 * all that a stack needs: C frames grow down from its top, what the switch saves grows up from its bottom. Both calls hand a number
 * over to the other side, so that they can stand last in their callers: natively, the processor mispredicts the return of each
 * frame that a switch returns through; in wasm each is one more frame to save. The build picks one back-end: stack_asyncify.c
 * (wasm), stack_native.c (x86-64, aarch64), stack_ucontext.c (sanitizers). */
#ifndef WEFT_STACK_H
#define WEFT_STACK_H

#include <stdbool.h>
#include <stddef.h>

typedef struct weft_stack weft_stack;

/* A region of at least `bytes`, to be reset before its first use; NULL without memory. `painted`: keep track of the most it
 * uses. */
weft_stack *weft__stack_new(size_t bytes, bool painted);

/* Gives the region back. Not while it runs. What was on it is forgotten, not unwound. */
void weft__stack_free(weft_stack *stack);

/* Gives back what it keeps for the next stacks. */
void weft__stacks_trim(void);

/* Before the first stack: faults stay the program's. Then a stack that overflows ends the process without a sentence. */
void weft__stacks_leave_faults(void);

/* Makes it as new: the next resume calls fn(arg) on it. Not while it runs. */
void weft__stack_reset(weft_stack *stack, int (*fn)(void *), void *arg);

/* Enters it, or goes on where it suspended: that suspend returns `code`. Returns true when it suspends, false when it is at
 * its end; then weft__stack_finish comes next. Not from another stack. An int, so that a back-end need not convert it. */
int weft__stack_resume(weft_stack *stack, int code);

/* Enters a new one from a stack that runs, or from the loop's, which stands still meanwhile. Returns true when it suspends: then it is
 * resumed by the loop as ever; false when it has ended, and what its function returned. */
bool weft__stack_begin_inside(weft_stack *stack, int *result);

/* Back to the resume that runs us; returns the code of the next resume. */
int weft__stack_suspend(void);

/* What fn returned. A region that was overrun goes to weft__stack_overflowed, here or before. */
int weft__stack_finish(weft_stack *stack);

/* What it has, and the most it has used so far (only if painted, else what its suspensions saved at most). */
size_t weft__stack_size(const weft_stack *stack);
size_t weft__stack_most(const weft_stack *stack);

/* Where its C frames may lie, for a host's report of a trap. */
void weft__stack_limits(const weft_stack *stack, const void **low, const void **high);

/* The back-end calls this, and the core defines it: the end of a program whose stack was too small (`needed` at the least). `stack`
 * is NULL outside of tasks. What lies above it was written over up to `lost`; NULL if nothing was. */
_Noreturn void weft__stack_overflowed(const weft_stack *stack, size_t needed, const void *lost);

#endif
