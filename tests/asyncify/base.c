/* The base can be unwound in the loop's own wait and nowhere else: libc's usleep and poll call the same import, and
 * are answered at once. */

#include "trampoline.h"
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

static __attribute__((noinline)) double wait_deep(int depth, double value)
{
    double mine = value * 1.5;
    if (depth) mine += wait_deep(depth - 1, mine);
    else base_wait(1000);
    return mine + depth;
}

static void task(void *argument)
{
    int *steps = argument;
    for (; *steps < 3; ++*steps) {
        usleep(10);
        fiber_suspend();
    }
}

int main(void)
{
    static char region[4096] __attribute__((aligned(16)));
    fiber self;
    int steps = 0;
    fiber_start(&self, region, sizeof region, task, &steps);
    while (self.state != 2) {
        fiber_resume(&self);
        printf("%d %.3f\n", steps, wait_deep(4, steps));
        usleep(10);
        poll(0, 0, 1);
    }
    return 7;
}
