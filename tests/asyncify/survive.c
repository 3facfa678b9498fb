/* A suspended task keeps what it holds: in nested calls, through function pointers, in loops, as floats, 64-bit
 * numbers and structs. Each number is computed twice, without and with suspensions, and printed. */

#include "trampoline.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TASKS = 4, REGION = 8192 };

typedef struct mixed { int32_t small; int64_t large; double real; float single; char text[12]; } mixed;
typedef struct node { struct node *left, *right; int value; } node;

static int quiet;
static long pauses;

static void pause(void)
{
    if (quiet) return;
    pauses++;
    fiber_suspend();
}

static int64_t nested(int depth, int seed)
{
    int32_t narrow = depth * 7 + seed;
    int64_t wide = (int64_t)narrow << 33;
    double real = narrow / 4.0;
    float single = (float)seed * 0.5f;
    if (depth > 0) wide += nested(depth - 1, seed + depth);
    pause();
    return wide + narrow + (int64_t)(real * 8.0) + (int64_t)(single * 2.0f);
}

static int64_t loops(int seed)
{
    uint64_t hash = 14695981039346656037u;
    double sum = 0.25;
    for (int i = 0; i < 9; i++) {
        for (int j = i; j > 0; j /= 2) {
            if ((i + j + seed) % 3 == 0) pause();
            hash = (hash ^ (uint64_t)(i * j + seed)) * 1099511628211u;
            sum = sum * 1.5 + j;
        }
        if (i % 4 == 1) continue;
        pause();
    }
    return (int64_t)(hash >> 20) + (int64_t)sum;
}

static mixed combine(mixed a, mixed b)
{
    mixed sum = {a.small + b.small, a.large * 3 + b.large, a.real - b.real, a.single * b.single, ""};
    pause();
    memcpy(sum.text, a.text, 6);
    memcpy(sum.text + 5, b.text, 6);
    pause();
    return sum;
}

static int64_t structs(int seed)
{
    mixed a = {seed, 1ll << 40, 2.5, 1.5f, "hello"};
    mixed b = {seed * 2, -7, 0.25, 4.0f, "world"};
    mixed c = combine(a, combine(b, a));
    int64_t letters = 0;
    for (const char *at = c.text; *at; at++) letters = letters * 31 + *at;
    return c.small + c.large + (int64_t)(c.real * 100.0) + (int64_t)c.single + letters % 100003;
}

static int compare_slowly(const node *a, const node *b)
{
    pause();
    return (a->value > b->value) - (a->value < b->value);
}

static int compare_quickly(const node *a, const node *b)
{
    return (b->value > a->value) - (b->value < a->value);
}

static void insert(node **root, node *item, int (*compare)(const node *, const node *))
{
    while (*root) root = compare(item, *root) < 0 ? &(*root)->left : &(*root)->right;
    *root = item;
}

static void visit(const node *root, void (*see)(const node *, void *), void *context)
{
    if (!root) return;
    visit(root->left, see, context);
    see(root, context);
    visit(root->right, see, context);
}

static void add_digit(const node *item, void *context)
{
    int64_t *number = context;
    if (item->value % 2) pause();
    *number = *number * 10 + item->value;
}

static int64_t pointers(int seed)
{
    node items[7];
    node *up = NULL, *down = NULL;
    int64_t digits = 0;
    memset(items, 0, sizeof items);
    for (int i = 0; i < 7; i++) {
        items[i].value = (i * 5 + seed) % 9;
        insert(&up, &items[i], compare_slowly);
    }
    visit(up, add_digit, &digits);
    node copies[3] = {{0, 0, 3}, {0, 0, 8}, {0, 0, 5}};
    for (int i = 0; i < 3; i++) insert(&down, &copies[i], compare_quickly);
    visit(down, add_digit, &digits);
    return digits;
}

static int64_t switches(int seed)
{
    volatile int64_t result = seed;
    for (int i = 0; i < 6; i++) {
        switch ((i + seed) % 4) {
        case 0: result = result * 3 + 1; pause(); break;
        case 1: pause(); result += nested(2, i); break;
        case 2: result -= loops(i); /* falls through */
        default: result ^= (int64_t)i << 35;
        }
    }
    return result;
}

typedef struct work { int64_t results[6]; int seed; } work;

static void task(void *argument)
{
    work *self = argument;
    char *dynamic = __builtin_alloca((size_t)self->seed + 40u);
    memset(dynamic, self->seed, (size_t)self->seed + 40u);
    self->results[0] = nested(6, self->seed);
    self->results[1] = loops(self->seed);
    self->results[2] = structs(self->seed);
    self->results[3] = pointers(self->seed);
    self->results[4] = switches(self->seed);
    self->results[5] = dynamic[self->seed + 39] * 1000 + dynamic[0];
}

int main(void)
{
    static work plain[TASKS], woven[TASKS];
    static fiber fibers[TASKS];
    static char regions[TASKS][REGION] __attribute__((aligned(16)));
    int live = TASKS;
    for (int i = 0; i < TASKS; i++) {
        plain[i].seed = woven[i].seed = i + 1;
        quiet = 1;
        task(&plain[i]);
        quiet = 0;
        fiber_start(&fibers[i], regions[i], REGION, task, &woven[i]);
    }
    while (live) {
        for (int i = 0; i < TASKS; i++) {
            if (fibers[i].state == 2) continue;
            fiber_resume(&fibers[i]);
            live -= fibers[i].state == 2;
        }
        base_wait(0);
    }
    for (int i = 0; i < TASKS; i++) {
        for (int j = 0; j < 6; j++) printf("%lld%c", (long long)woven[i].results[j], j < 5 ? ' ' : '\n');
    }
    printf("%ld pauses, %s\n", pauses, memcmp(plain, woven, sizeof plain) ? "different" : "same");
    return 0;
}
