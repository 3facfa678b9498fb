/* Measures: a resume and yield at a depth, and code that never suspends. Run by bench.js. */

#include "trampoline.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int depth;
static long rounds;
static volatile long total;

static __attribute__((noinline)) void leaf(int left)
{
    volatile int mark = left;
    if (left > 0) {
        leaf(left - 1);
        mark++;
    } else {
        fiber_suspend();
    }
    total += mark & 0;
}

static void task(void *argument)
{
    (void)argument;
    for (long i = 0; i < rounds; i++) leaf(depth);
}

static double switches(int count)
{
    fiber fibers[2];
    static char regions[2][4096] __attribute__((aligned(16)));
    for (int i = 0; i < 2; i++) fiber_start(&fibers[i], regions[i], sizeof regions[i], task, 0);
    double start = now();
    for (long i = 0; i < rounds; i++) {
        for (int j = 0; j < count; j++) fiber_resume(&fibers[j]);
    }
    return (now() - start) / (double)rounds / count;
}

static __attribute__((noinline)) int fibonacci(int n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

/* The same with a frame in memory, so that each call passes the stack check. */
static __attribute__((noinline)) int framed(int n)
{
    int slots[4];
    memset(slots, 0, sizeof slots);
    __asm__ volatile("" : : "r"(slots) : "memory");
    return n < 2 ? n + slots[n & 3] : framed(n - 1) + framed(n - 2);
}

/* A function that calls nobody and needs a frame: without a red zone it moves the stack pointer. */
static __attribute__((noinline)) int leaf_frame(int n)
{
    volatile char text[24];
    for (int i = 0; i < 24; i++) text[i] = (char)(n + i);
    return text[n & 15];
}

typedef struct node { struct node *left, *right; int value; } node;

static node *build(int height)
{
    if (!height) return 0;
    node *self = malloc(sizeof *self);
    *self = (node){build(height - 1), build(height - 1), height};
    return self;
}

static __attribute__((noinline)) void walk(node *self, void (*visit)(node *, void *), void *context)
{
    if (!self) return;
    walk(self->left, visit, context);
    visit(self, context);
    walk(self->right, visit, context);
}

static void add(node *self, void *context)
{
    *(long *)context += self->value;
}

static int compare(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

static void report(const char *name, double start)
{
    printf("%s %.2f\n", name, (now() - start) / 1e6);
}

int main(void)
{
    rounds = 2000000;
    for (depth = 0; depth <= 10; depth += depth ? 6 : 4) printf("switch%d %.2f\n", depth, switches(2));
    double start = now();
    total += fibonacci(35);
    report("fibonacci", start);
    start = now();
    total += framed(33);
    report("framed", start);
    start = now();
    for (int i = 0; i < 5000000; i++) total += leaf_frame(i);
    report("leaf", start);
    node *tree = build(18);
    long sum = 0;
    start = now();
    for (int i = 0; i < 20; i++) walk(tree, add, &sum);
    total += sum;
    report("tree", start);
    int *numbers = malloc(2000000 * sizeof *numbers);
    unsigned seed = 1;
    for (int i = 0; i < 2000000; i++) numbers[i] = (int)((seed = seed * 1664525u + 1013904223u) >> 1);
    start = now();
    qsort(numbers, 2000000, sizeof *numbers, compare);
    report("sort", start);
    start = now();
    char text[64];
    for (int i = 0; i < 1000000; i++) total += snprintf(text, sizeof text, "%d %s", i, "words");
    report("format", start);
    base_wait(0);
    return (int)(total & 0);
}
