/* The host of WASI preview 1: one poll_oneoff for time and descriptors together. Our JavaScript host answers the same imports, and
 * may take the program apart while the loop waits here: see struct weft_base. */
#include "port/host.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>
#include <wasi/api.h>

/* The loop's own way into poll_oneoff. libc has another, for its sleeping functions: only this one may unwind the base. */
__attribute__((import_module("wasi_snapshot_preview1"), import_name("poll_oneoff"))) int32_t
weft__poll_oneoff(const void *subscriptions, void *events, int32_t count, void *came);

enum { BASE_BUFFER_BYTES = 4096, INTERVAL = 100, VERSION = 1, HOST_HAS_SIGNALS = 1 };

/* What a JavaScript host reads and writes in memory, found by the exported global. All words of 32 bits. */
struct weft_base {
    uint32_t magic;      /* "WEFT" */
    uint32_t version;
    uint32_t waiting;    /* 1 while the loop is in its poll_oneoff: only then may the base be unwound */
    uint32_t interval;   /* steps between two looks at the host; the host may write it */
    char *cursor, *end;  /* Asyncify's two words for the base */
    char *buffer;        /* where the base is saved */
    uint32_t host_flags; /* written by the host before the start */
    uint32_t signals;    /* bit n: signal n came; written by the host, cleared here */
    uint32_t watched;    /* bit n: signal n is waited for */
    struct weft__running running;
};

static char buffer[BASE_BUFFER_BYTES] __attribute__((aligned(16)));

__attribute__((used, visibility("default"))) struct weft_base weft_base = {
    .magic = 0x54464557, .version = VERSION, .interval = INTERVAL, .buffer = buffer};

/* ---- start, stop, options ---- */

/* The environment as WASI gives it: libc's getenv would bring malloc along. */
static uint8_t **environment;
static size_t variables, environment_bytes;

static void read_environment(void)
{
    __wasi_size_t count, bytes;

    variables = 0;
    if (__wasi_environ_sizes_get(&count, &bytes) || count == 0 || count > SIZE_MAX / 8)
        return;
    environment_bytes = count * sizeof *environment + bytes;
    environment = weft__host_allocate(environment_bytes);
    if (environment && __wasi_environ_get(environment, (uint8_t *)(environment + count)) == 0)
        variables = count;
}

void weft__host_start(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    weft_base.watched = 0;
    read_environment();
}

void weft__host_stop(void)
{
    fflush(stdout);
    if (environment)
        weft__host_release(environment, environment_bytes);
    environment = NULL;
    variables = 0;
}

const char *weft__host_option(const char *name)
{
    for (size_t i = 0; i < variables; i++) {
        const char *variable = (const char *)environment[i], *wanted = name;
        for (; *wanted && *wanted == *variable; wanted++)
            variable++;
        if (!*wanted && *variable == '=')
            return variable + 1;
    }
    return NULL;
}

/* ---- time ---- */

int64_t weft__host_now(void)
{
    __wasi_timestamp_t now = 0;

    (void)__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1000, &now);
    return (int64_t)now;
}

uint32_t weft__host_interval(void)
{
    return weft_base.interval ? weft_base.interval : 1;
}

static __wasi_subscription_t clock_subscription(int64_t nanoseconds)
{
    __wasi_subscription_t subscription = {.userdata = UINT64_MAX};

    subscription.u.tag = __WASI_EVENTTYPE_CLOCK;
    subscription.u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
    subscription.u.u.clock.timeout = (uint64_t)nanoseconds;
    subscription.u.u.clock.precision = 1000;
    return subscription;
}

void weft__host_block(int64_t nanoseconds)
{
    int64_t end = weft__host_now() + nanoseconds;

    for (int64_t left = nanoseconds; left > 0; left = end - weft__host_now()) {
        __wasi_subscription_t subscription = clock_subscription(left);
        __wasi_event_t event;
        __wasi_size_t came;
        __wasi_errno_t err = __wasi_poll_oneoff(&subscription, &event, 1, &came);
        if (err && err != __WASI_ERRNO_INTR)
            return;
    }
}

bool weft__host_wait(int64_t nanoseconds, struct weft__watch *watches)
{
    /* static: the wait may be unwound, and these must still be there afterwards */
    static __wasi_subscription_t subscriptions[WEFT__WATCHES_MOST + 1];
    static __wasi_event_t events[WEFT__WATCHES_MOST + 1];
    static __wasi_size_t came;
    int32_t count = 0;

    if (nanoseconds <= 0 && !watches && !weft_base.host_flags) /* a plain WASI host has nothing to say */
        return true;
    if (nanoseconds != WEFT__FOR_EVER || !watches)
        subscriptions[count++] = clock_subscription(nanoseconds == WEFT__FOR_EVER ? INT64_C(1) << 62 : nanoseconds);
    for (struct weft__watch *watch = watches; watch; watch = watch->next) {
        __wasi_subscription_t subscription = {.userdata = (uint64_t)(uintptr_t)watch};
        subscription.u.tag = watch->writing ? __WASI_EVENTTYPE_FD_WRITE : __WASI_EVENTTYPE_FD_READ;
        subscription.u.u.fd_read.file_descriptor = (__wasi_fd_t)watch->descriptor;
        subscriptions[count++] = subscription;
    }
    came = 0;
    weft_base.cursor = buffer;
    weft_base.end = buffer + sizeof buffer;
    weft_base.waiting = 1;
    int32_t err = weft__poll_oneoff(subscriptions, events, count, &came);
    weft_base.waiting = 0;
    if (err == __WASI_ERRNO_INTR || err == __WASI_ERRNO_AGAIN)
        return true;
    if (err)
        return false;
    for (__wasi_size_t i = 0; i < came && i < (__wasi_size_t)count; i++) {
        if (events[i].userdata == UINT64_MAX)
            continue;
        for (struct weft__watch *watch = watches; watch; watch = watch->next)
            if ((uint64_t)(uintptr_t)watch == events[i].userdata) {
                watch->ready = true;
                watch->failed = events[i].error == __WASI_ERRNO_BADF;
            }
    }
    return true;
}

/* ---- signals ---- */

bool weft__host_has_signals(void)
{
    return weft_base.host_flags & HOST_HAS_SIGNALS;
}

void weft__host_watch_signals(uint32_t wanted)
{
    weft_base.watched = wanted;
}

int weft__host_take_signal(void)
{
    if (!weft_base.signals)
        return 0;
    int signal = __builtin_ctz(weft_base.signals);
    weft_base.signals &= weft_base.signals - 1;
    return signal;
}

/* ---- memory ---- */

/* Blocks of equal size from whole pages, given back to lists of free ones. libc's malloc would be a quarter of a small program;
 * one that uses it anyway shares the pages with it. Sizes are rounded up to 16 bytes, above 512 to an eighth of a power of two. */

enum { STEP = 16, SMALL = 512, SMALL_CLASSES = SMALL / STEP, CLASSES = SMALL_CLASSES + 8 * 22, PAGE = 65536, ROOM = 8 * PAGE };

static struct free_block { struct free_block *next; } *free_blocks[CLASSES];
static char *fresh, *fresh_end; /* what is left of the pages taken last */

/* The class that serves `bytes`, whose size becomes *bytes; CLASSES for too large. */
static unsigned class_of(size_t *bytes)
{
    if (*bytes <= SMALL) {
        unsigned class = (unsigned)(*bytes + STEP - 1) / STEP;
        *bytes = class * (size_t)STEP;
        return class > 0 ? class - 1 : 0;
    }
    if (*bytes > SIZE_MAX / 4)
        return CLASSES;
    unsigned power = 31 - (unsigned)__builtin_clzl(*bytes - 1); /* 2^power < bytes <= 2^(power+1) */
    size_t eighth = (size_t)1 << (power - 3), steps = (*bytes - ((size_t)1 << power) + eighth - 1) / eighth;
    *bytes = ((size_t)1 << power) + steps * eighth;
    return SMALL_CLASSES + (power - 9) * 8 + (unsigned)steps - 1;
}

static bool take_pages(size_t bytes)
{
    size_t pages = (bytes + PAGE - 1) / PAGE + __builtin_wasm_memory_size(0) / 8; /* ahead, so that this is rare */
    size_t before = __builtin_wasm_memory_grow(0, pages);

    if (before == SIZE_MAX) {
        pages = (bytes + PAGE - 1) / PAGE;
        before = __builtin_wasm_memory_grow(0, pages);
    }
    if (before == SIZE_MAX)
        return false;
    if (fresh_end != (char *)(before * PAGE)) /* somebody took pages in between: what was left is lost */
        fresh = (char *)(before * PAGE);
    fresh_end = (char *)(before * PAGE) + pages * PAGE;
    return true;
}

/* What the waiting calls of a task save may run past the end of its stack, which is seen only afterwards (stack_asyncify.c). Then the
 * program ends, and with a sentence if there was memory to run into. */
static void keep_room_above(const char *end)
{
    size_t have = (size_t)__builtin_wasm_memory_size(0) * PAGE;

    if (have - (size_t)end >= ROOM)
        return;
    size_t before = __builtin_wasm_memory_grow(0, ROOM / PAGE);
    if (before != SIZE_MAX && fresh_end == (char *)(before * PAGE))
        fresh_end += ROOM;
}

void weft__host_random(void *bytes, size_t count)
{
    if (__wasi_random_get(bytes, count) != 0)
        memset(bytes, 0, count);
}

void *weft__host_allocate(size_t bytes)
{
    unsigned class = class_of(&bytes);

    if (class >= CLASSES)
        return NULL;
    struct free_block *block = free_blocks[class];
    if (block) {
        free_blocks[class] = block->next;
        return block;
    }
    while ((size_t)(fresh_end - fresh) < bytes)
        if (!take_pages(bytes))
            return NULL;
    char *memory = fresh;
    fresh += bytes;
    keep_room_above(fresh);
    return memory;
}

void weft__host_release(void *memory, size_t bytes)
{
    unsigned class = class_of(&bytes);
    struct free_block *block = memory;

    block->next = free_blocks[class];
    free_blocks[class] = block;
}

/* ---- output ---- */

bool weft__host_write(int descriptor, const void *bytes, size_t count)
{
    const uint8_t *at = bytes;

    while (count > 0) {
        __wasi_ciovec_t vector = {.buf = at, .buf_len = count};
        __wasi_size_t written = 0;
        __wasi_errno_t err = __wasi_fd_write((__wasi_fd_t)descriptor, &vector, 1, &written);
        if (err == __WASI_ERRNO_INTR || err == __WASI_ERRNO_AGAIN)
            continue;
        if (err || written == 0)
            return false;
        at += written;
        count -= written;
    }
    return true;
}

int weft__host_open(const char *path)
{
    __wasi_fd_t descriptor;
    enum { FIRST_PREOPENED = 3 };

    while (*path == '/')
        path++;
    if (__wasi_path_open(FIRST_PREOPENED, 0, path, __WASI_OFLAGS_CREAT | __WASI_OFLAGS_TRUNC, __WASI_RIGHTS_FD_WRITE, 0, 0,
                         &descriptor))
        return -1;
    return (int)descriptor;
}

void weft__host_flush(void)
{
    fflush(stdout);
}

/* libc's way out for standard output and error, in place of its own: every write of stdio comes here. */
ssize_t writev(int descriptor, const struct iovec *vectors, int count)
{
    ssize_t total = 0;

    for (int i = 0; i < count; i++) {
        if (descriptor == 1 || descriptor == 2) {
            weft__output(descriptor, vectors[i].iov_base, vectors[i].iov_len);
        } else if (!weft__host_write(descriptor, vectors[i].iov_base, vectors[i].iov_len)) {
            errno = EIO;
            return -1;
        }
        total += (ssize_t)vectors[i].iov_len;
    }
    return total;
}

ssize_t write(int descriptor, const void *bytes, size_t count)
{
    return writev(descriptor, &(struct iovec){.iov_base = (void *)(uintptr_t)bytes, .iov_len = count}, 1);
}

/* For a host whose engine has just ended the program: fills in who ran. Costs nothing until it is called. */
__attribute__((export_name("weft_describe"))) void weft_describe(void)
{
    if (!weft__describe_running(&weft_base.running))
        weft_base.running = (struct weft__running){.number = 0};
    weft__last_words();
}

void weft__host_exit(int code)
{
    __wasi_proc_exit((__wasi_exitcode_t)code);
}
