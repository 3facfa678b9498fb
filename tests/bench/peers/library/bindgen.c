/* What Rust's wasm-bindgen does for an `async fn` that is exported, by hand: its future lies on the heap, a queue of tasks is run by a
 * microtask, and a promise that it awaits gets two closures. bindgen.js is the glue. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define IMPORT(name) __attribute__((import_module("glue"), import_name(#name)))
#define EXPORT(name) __attribute__((export_name(#name)))

struct task {
    struct task *next;
    int stage, value;
    uint32_t resolve, reject, promise, yes, no; /* places in the glue's table of objects */
};

IMPORT(promise) uint32_t make_promise(struct task *task);
IMPORT(microtask) void microtask(void);
IMPORT(call) void call(uint32_t function, int value);
IMPORT(drop) void drop(uint32_t object);
IMPORT(ask) uint32_t ask(int value);
IMPORT(closure) uint32_t closure(struct task *task);
IMPORT(then) uint32_t then(uint32_t promise, uint32_t yes, uint32_t no);

static struct task *first, *last;
static bool scheduled;

static void push(struct task *task)
{
    task->next = NULL;
    *(last ? &last->next : &first) = task;
    last = task;
    if (!scheduled)
        microtask();
    scheduled = true;
}

static void step(struct task *task)
{
    if (task->stage == 0) {
        task->stage = 1;
        task->promise = ask(task->value);
        task->yes = closure(task);
        task->no = closure(task);
        drop(then(task->promise, task->yes, task->no));
        return;
    }
    if (task->stage == 1) {
        drop(task->yes);
        drop(task->no);
        drop(task->promise);
    }
    call(task->resolve, task->value + 1);
    drop(task->resolve);
    drop(task->reject);
    free(task);
}

EXPORT(run) void run(void)
{
    struct task *now = first;

    first = last = NULL;
    scheduled = false;
    for (struct task *task; (task = now);) {
        now = task->next;
        step(task);
    }
}

EXPORT(promised) void promised(struct task *task, uint32_t resolve, uint32_t reject)
{
    task->resolve = resolve;
    task->reject = reject;
    push(task);
}

EXPORT(settled) void settled(struct task *task, int value)
{
    task->value = value;
    push(task);
}

static uint32_t begin(int value, int stage)
{
    struct task *task = malloc(sizeof *task);

    *task = (struct task){.stage = stage, .value = value};
    return make_promise(task);
}

EXPORT(next) uint32_t next(int value)
{
    return begin(value, 2);
}

EXPORT(hold) uint32_t hold(int value)
{
    return begin(value, 0);
}
