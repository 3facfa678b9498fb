/* The switch itself and what a Weft program exports. See trampoline.h. */

#include "trampoline.h"
#include <wasi/api.h>

#define ASYNCIFY(name) __attribute__((import_module("asyncify"), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name), noinline))

ASYNCIFY("start_unwind") void asyncify_start_unwind(void *pair);
ASYNCIFY("stop_unwind") void asyncify_stop_unwind(void);
ASYNCIFY("start_rewind") void asyncify_start_rewind(void *pair);
ASYNCIFY("stop_rewind") void asyncify_stop_rewind(void);

__attribute__((import_module("wasi_snapshot_preview1"), import_name("poll_oneoff")))
int32_t poll_import(int32_t subscriptions, int32_t events, int32_t count, int32_t stored);

char *stack_get(void);
void stack_set(char *pointer);
void stack_set_limit(char *limit);

static char base_buffer[1024];

struct {
    uint32_t magic, version, waiting, interval;
    char *cursor, *end, *buffer;
    uint32_t rest[9];
} weft_base = {0x54464557, 1, 0, 100, base_buffer, base_buffer + sizeof base_buffer, base_buffer, {0}};

static fiber *current;
static int rewinding;
static char emergency[1024];

EXPORT("weft_stack_overflow") void weft_stack_overflow(char *attempted)
{
    static const char words[] = "stack overflow\n";
    stack_set_limit(0);
    stack_set(emergency + sizeof emergency);
    (void)attempted;
    __wasi_ciovec_t piece = {(const uint8_t *)words, sizeof words - 1};
    __wasi_size_t written;
    (void)__wasi_fd_write(2, &piece, 1, &written);
    __wasi_proc_exit(102);
}

EXPORT("weft__stack_suspend") void fiber_suspend(void)
{
    if (rewinding) {
        rewinding = 0;
        asyncify_stop_rewind();
        return;
    }
    current->pointer = stack_get();
    current->cursor = current->region;
    current->end = current->pointer;
    asyncify_start_unwind(&current->cursor);
}

static __attribute__((noinline)) void fiber_enter(fiber *self)
{
    self->entry(self->argument);
    self->state = 2;
}

EXPORT("weft__stack_resume") void fiber_resume(fiber *self)
{
    char *base = stack_get();
    current = self;
    stack_set(self->state ? self->pointer : self->region + self->size);
    stack_set_limit(self->region + RED_ZONE);
    if (self->state) {
        rewinding = 1;
        asyncify_start_rewind(&self->cursor);
    }
    self->state = 1;
    fiber_enter(self);
    if (self->state != 2) asyncify_stop_unwind();
    current = 0;
    stack_set_limit(0);
    stack_set(base);
}

void fiber_start(fiber *self, void *region, size_t size, void (*entry)(void *), void *argument)
{
    *self = (fiber){.entry = entry, .argument = argument, .size = size, .region = region};
}

EXPORT("weft__host_wait") int32_t host_poll(void *subscriptions, void *events, uint32_t *stored)
{
    return poll_import((int32_t)(intptr_t)subscriptions, (int32_t)(intptr_t)events, 1,
        (int32_t)(intptr_t)stored);
}

void base_wait(uint64_t nanoseconds)
{
    __wasi_subscription_t subscription = {.u.tag = __WASI_EVENTTYPE_CLOCK,
        .u.u.clock = {.id = __WASI_CLOCKID_MONOTONIC, .timeout = nanoseconds}};
    __wasi_event_t event;
    uint32_t stored;
    weft_base.waiting = 1;
    (void)host_poll(&subscription, &event, &stored);
    weft_base.waiting = 0;
}
