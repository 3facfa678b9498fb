/* A task whose C stack is too small ends in weft_stack_overflow and leaves its neighbour alone. The first
 * argument says how the stack is used up. */

#include "trampoline.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The task's region is the last part of the world; all below it belongs to others. */
enum { WORLD = 65536, REGION = 4096 };

__attribute__((aligned(16))) char world[WORLD];

static void keep(void *memory)
{
    __asm__ volatile("" : : "r"(memory) : "memory");
}

static __attribute__((noinline)) int recurse(int depth)
{
    char frame[64];
    memset(frame, depth, sizeof frame);
    keep(frame);
    return depth ? recurse(depth - 1) + frame[depth % 64] : 0;
}

static __attribute__((noinline)) int large(int index)
{
    char frame[20000];
    memset(frame, index, sizeof frame);
    keep(frame);
    return frame[index];
}

static __attribute__((noinline)) int aligned(int index)
{
    _Alignas(256) char frame[8000];
    memset(frame, index, sizeof frame);
    keep(frame);
    return frame[index];
}

/* More than there is below this address: the stack pointer wraps around. */
static __attribute__((noinline)) int wrapping(int index)
{
    char frame[64 << 20];
    frame[index] = 1;
    keep(frame);
    return frame[index];
}

static __attribute__((noinline)) int dynamic(size_t size)
{
    char *memory = __builtin_alloca(size);
    memset(memory, 1, size < 20000 ? size : 1);
    keep(memory);
    return memory[size / 2];
}

/* Arrays one after the other, each smaller than the last: at the end of a scope clang puts the stack pointer back in
 * a local only, so the next array ends above the global one. */
static __attribute__((noinline)) int shrinking(int count)
{
    int sum = 0;
    for (; count > 0; count -= 37) {
        char memory[count];
        memset(memory, count, sizeof memory);
        keep(memory);
        sum += memory[count / 2];
    }
    return sum;
}

static void task(void *argument)
{
    const char *way = argument;
    int result = 0;
    if (!strcmp(way, "recurse")) result = recurse(300);
    if (!strcmp(way, "shallow")) result = recurse(20);
    if (!strcmp(way, "shrinking")) result = shrinking(600);
    if (!strcmp(way, "large")) result = large(9);
    if (!strcmp(way, "aligned")) result = aligned(9);
    if (!strcmp(way, "wrapping")) result = wrapping(9);
    if (!strcmp(way, "dynamic")) result = dynamic(19999);
    if (!strcmp(way, "huge")) result = dynamic(3000000000u);
    *(volatile int *)&result = result;
}

int main(int count, char **arguments)
{
    fiber self;
    if (count < 2) return 2;
    memset(world, 0x5a, sizeof world);
    fiber_start(&self, world + WORLD - REGION, REGION, task, arguments[1]);
    while (self.state != 2) fiber_resume(&self);
    base_wait(0);
    puts("fits");
    return 0;
}
