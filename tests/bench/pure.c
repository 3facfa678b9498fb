/* Code that never suspends. The same C with Weft around it (-DWEFT) and without. Arguments: how
 * many laps; task (with Weft: the work runs in a task) or direct. Prints, for each kind of work, a
 * line with its name and the microseconds of each lap. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef WEFT
#include "weft.h"
#endif

enum { LAPS_MOST = 1000, NODES = 1 << 15, NUMBERS = 4000, DIGITS = 7, CALLS = 200000 };

#define NOINLINE __attribute__((noinline))

struct node {
    struct node *left, *right;
    long value;
};

static struct node nodes[NODES];
static long numbers[NUMBERS];
static volatile long sink;

/* ---- recursion, without and with a frame in memory ---- */

static NOINLINE long fibonacci(long n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

static void recursion(void)
{
    sink += fibonacci(26);
}

/* Counts the orders of some digits whose neighbours differ by two or more; each call has its own
 * array. */
static NOINLINE long orders(const char *before, int used)
{
    char digits[DIGITS];
    long count = 0;

    if (used == DIGITS)
        return 1;
    for (int i = 0; i < used; i++)
        digits[i] = before[i];
    for (int digit = 0; digit < DIGITS + 2; digit++) {
        int fits = 1;
        for (int i = 0; i < used; i++)
            fits &= digits[i] != digit;
        if (used > 0 && abs(digits[used - 1] - digit) < 2)
            fits = 0;
        digits[used] = (char)digit;
        if (fits)
            count += orders(digits, used + 1);
    }
    return count;
}

static void frames(void)
{
    sink += orders("", 0);
}

/* ---- a tree walk with a callback ---- */

typedef void visitor(struct node *node, void *arg);

static NOINLINE void walk(struct node *node, visitor *visit, void *arg)
{
    if (!node)
        return;
    walk(node->left, visit, arg);
    visit(node, arg);
    walk(node->right, visit, arg);
}

static void add_value(struct node *node, void *arg)
{
    long *sum = arg;

    *sum += node->value;
}

static struct node *grow(long low, long high)
{
    if (low >= high)
        return NULL;
    struct node *node = &nodes[(low + high) / 2];
    node->value = (low + high) / 2;
    node->left = grow(low, node->value);
    node->right = grow(node->value + 1, high);
    return node;
}

static void tree(void)
{
    static struct node *root;
    long sum = 0;

    if (!root)
        root = grow(0, NODES);
    walk(root, add_value, &sum);
    sink += sum;
}

/* ---- libc's sort with a comparator ---- */

static int compare(const void *a, const void *b)
{
    long x = *(const long *)a, y = *(const long *)b;

    return (x > y) - (x < y);
}

static void sort(void)
{
    unsigned long random = 12345;

    for (int i = 0; i < NUMBERS; i++) {
        random = random * 1103515245u + 12345;
        numbers[i] = (long)(random >> 8 & 0xffff);
    }
    qsort(numbers, NUMBERS, sizeof *numbers, compare);
    sink += numbers[NUMBERS / 2];
}

/* ---- calls through a pointer of the type that tasks have ---- */

static int tick(void *arg)
{
    long *count = arg;

    return ++*count & 1;
}

static int tock(void *arg)
{
    long *count = arg;

    return --*count & 1;
}

static NOINLINE long call_all(int (*const *functions)(void *), int count, void *arg)
{
    long odd = 0;

    for (int i = 0; i < count; i++)
        odd += functions[i & 1](arg);
    return odd;
}

static void pointers(void)
{
    static int (*const functions[])(void *) = {tick, tock};
    long count = 0;

    sink += call_all(functions, CALLS, &count);
}

/* ---- the laps ---- */

static const struct {
    const char *name;
    void (*work)(void);
} kinds[] = {{"recursion", recursion},
             {"frames", frames},
             {"tree", tree},
             {"sort", sort},
             {"pointers", pointers}};

enum { KINDS = sizeof kinds / sizeof *kinds };

static long laps = 100;

static double microseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int measure(void *arg)
{
    static double lap_us[LAPS_MOST];

    (void)arg;
    for (int kind = 0; kind < KINDS; kind++) {
        for (long lap = 0; lap < laps; lap++) {
            double start = microseconds();
            kinds[kind].work();
            lap_us[lap] = microseconds() - start;
        }
        printf("%s", kinds[kind].name);
        for (long lap = 0; lap < laps; lap++)
            printf(" %.1f", lap_us[lap]);
        printf("\n");
    }
    return 0;
}

int main(int argc, char **argv)
{
    laps = argc > 1 ? atol(argv[1]) : laps;
    if (laps < 1 || laps > LAPS_MOST)
        return 2;
#ifdef WEFT
    if (argc > 2 && strcmp(argv[2], "task") == 0)
        return weft_run(measure, NULL);
#endif
    return measure(NULL);
}
