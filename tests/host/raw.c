/* A program that keeps the contract between a program and its host by hand, without the runtime: what the host's tests
 * need and a real program never does, such as wild pointers. The first argument says what it does. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wasi/api.h>

#define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name)))

/* The loop's own import entry; libc has another one. */
WASI(poll_oneoff) int32_t raw_poll(uint32_t in, uint32_t out, uint32_t count, uint32_t result);
WASI(fd_write) int32_t raw_write(uint32_t fd, uint32_t vectors, uint32_t count, uint32_t result);
WASI(fd_read) int32_t raw_read(uint32_t fd, uint32_t vectors, uint32_t count, uint32_t result);
WASI(fd_close) int32_t raw_close(uint32_t fd);
WASI(sock_shutdown) int32_t raw_shutdown(uint32_t fd, uint32_t how);
WASI(random_get) int32_t raw_random(uint32_t buffer, uint32_t length);
WASI(clock_time_get) int32_t raw_clock(uint32_t id, uint64_t precision, uint32_t result);
WASI(args_get) int32_t raw_args(uint32_t pointers, uint32_t buffer);
WASI(path_open) int32_t raw_open(uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint64_t, uint64_t, uint32_t, uint32_t);

struct base {
    uint32_t magic, version, waiting, interval;
    uint32_t cursor, end, buffer;
    uint32_t host_flags, submitted, completed, changes;
    uint32_t task, task_name, task_file, task_line, stack_low, stack_high;
    uint32_t newest, removed;
};

static char frames[4096] __attribute__((aligned(16)));

struct base weft_base = {.magic = 0x54464557, .version = 3, .interval = 100};

struct operation {
    uint32_t next, previous, inbox;
    uint8_t verb, state, queued, background;
    int32_t descriptor, result, host_error;
    uint32_t bytes, count, text;
};

enum { SIGNAL = 4, SUBMITTED = 1 };

static struct operation asked[] = {{.verb = SIGNAL, .state = SUBMITTED, .descriptor = 2}, {.verb = SIGNAL, .state = SUBMITTED, .descriptor = 15}};

/* Hangs the first so many of them on the list. */
static void ask_for_signals(int count)
{
    for (int i = 0; i + 1 < count; i++)
        asked[i].next = (uint32_t)&asked[i + 1];
    weft_base.submitted = (uint32_t)asked;
    weft_base.removed++; /* so that a host looks at the whole list */
    weft_base.changes++;
}

/* What the runtime's loop does: a clock, and standard input if asked. Returns the number of events. */
__attribute__((noinline)) static int loop_wait(uint64_t nanoseconds, bool input)
{
    __wasi_subscription_t in[2] = {{.userdata = 1, .u.tag = __WASI_EVENTTYPE_CLOCK}};
    __wasi_event_t out[2];
    uint32_t events = 77;

    in[0].u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
    in[0].u.u.clock.timeout = nanoseconds;
    in[1].userdata = 2;
    in[1].u.tag = __WASI_EVENTTYPE_FD_READ;
    in[1].u.u.fd_read.file_descriptor = 0;
    weft_base.cursor = weft_base.buffer = (uint32_t)frames;
    weft_base.end = (uint32_t)(frames + sizeof frames);
    weft_base.waiting = 1;
    int32_t error = raw_poll((uint32_t)in, (uint32_t)out, input ? 2 : 1, (uint32_t)&events);
    weft_base.waiting = 0;
    if (error) {
        printf("poll failed: %d\n", error);
        exit(1);
    }
    return (int)events;
}

static uint64_t now(void)
{
    uint64_t result = 0;
    raw_clock(1, 0, (uint32_t)&result);
    return result;
}

static void wait_until(uint64_t due)
{
    for (uint64_t t = now(); t < due; t = now())
        loop_wait(due - t, false);
}

static int do_count(int n)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 1; i <= n; i++) {
        wait_until(now() + 2000000);
        printf("line %d\n", i);
    }
    return 0;
}

/* Ready all the time: a call of 0 ns between two steps, as often as the host wants it. */
static int do_spin(int n)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 1, since = 0; i <= n; i++) {
        printf("step %d\n", i);
        if (++since >= (int)weft_base.interval) {
            since = 0;
            loop_wait(0, false);
        }
    }
    return 0;
}

static int do_signal(void)
{
    ask_for_signals(2);
    while (!weft_base.completed)
        loop_wait(1ull << 62, false);
    printf("signal %d, flags %u\n", ((struct operation *)weft_base.completed)->result, (unsigned)weft_base.host_flags);
    return 0;
}

/* A loop that never lets go; it asks every interval, as the runtime does while tasks are ready. */
static int do_busy(void)
{
    ask_for_signals(1);
    while (!weft_base.completed)
        loop_wait(0, false);
    puts("interrupted");
    return 9;
}

static int do_echo(void)
{
    char text[16];

    for (;;) {
        loop_wait(1ull << 62, true);
        ssize_t n = read(0, text, sizeof text);
        if (n < 0) continue;
        if (n == 0) return 0;
        printf("[%.*s]", (int)n, text);
        fflush(stdout);
    }
}

static volatile int zero;

__attribute__((noinline)) static int divide(int n)
{
    return n / zero;
}

__attribute__((noinline)) static int dive(int n)
{
    volatile char room[1024];
    room[n & 1023] = (char)n;
    return dive(n + 1) + room[n & 1023];
}

static int do_task_trap(bool deep)
{
    static char name[] = "worker", file[] = "shop.c";

    weft_base.task = 3;
    weft_base.task_name = (uint32_t)name;
    weft_base.task_file = (uint32_t)file;
    weft_base.task_line = 12;
    if (deep) {
        uint32_t here = (uint32_t)__builtin_frame_address(0);
        weft_base.stack_low = here - 2048;
        weft_base.stack_high = here + 1024;
        return dive(1);
    }
    return divide(7);
}

/* Lists that no program of ours has: "out" of the memory, in a "circle", a "verb" that there is not, a "length" that leads out. */
static int do_damaged(char how)
{
    struct operation *first = &asked[0];

    ask_for_signals(2);
    if (how == 'o')
        first->next = 0xfffffff0;
    else if (how == 'c')
        asked[1].next = (uint32_t)first;
    else if (how == 'v')
        first->verb = 99;
    else if (how == 'l')
        *first = (struct operation){.verb = 3, .state = SUBMITTED, .bytes = 0xffffff00, .count = 4096};
    loop_wait(1ull << 62, false);
    puts("answered");
    return 0;
}

enum { READABLE = 1, READ = 3, RESOLVE = 6, CONNECT, LISTEN, ACCEPT };

/* One operation alone, to its end. The host must have begun it once, whatever lay there before. */
static int32_t perform(struct operation operation)
{
    asked[0] = operation;
    asked[0].state = SUBMITTED;
    weft_base.submitted = weft_base.newest = (uint32_t)asked;
    weft_base.completed = 0;
    weft_base.changes++;
    while (!weft_base.completed)
        loop_wait(1ull << 62, false);
    weft_base.submitted = weft_base.newest = weft_base.completed = 0;
    weft_base.changes++;
    return asked[0].result;
}

static void say(const char *what, int32_t error);

/* Operations and descriptors that no program of ours uses. The host has a network of the test's, where every connection succeeds. */
static int do_net(void)
{
    static char names[128], far[] = "tcp:10.0.0.1:80", text[16];
    uint32_t end = (uint32_t)__builtin_wasm_memory_size(0) * 65536, result = 0;
    struct operation good = {.verb = CONNECT, .text = (uint32_t)far, .bytes = (uint32_t)names, .count = sizeof names}, bad = good;

    setvbuf(stdout, NULL, _IOLBF, 0);
    memset((char *)end - 64, 'x', 64);
    bad.text = 0, say("no text", perform(bad));
    bad.text = end + 4, say("text outside", perform(bad));
    bad.text = end - 64, say("text without an end", perform(bad));
    const char *const others[] = {"", "tcp:", "tcp:nowhere:80", "tcp:127.0.0.1:99999", "tcp:127.0.0.1:", "unix:", "ftp:127.0.0.1:1", "tcp:\xff:1"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        bad.text = (uint32_t)others[i], say("no address", perform(bad));
    static const char datagrams[] = "udp:127.0.0.1:1"; /* the network has none */
    bad.text = (uint32_t)datagrams, say("no datagrams", perform(bad));
    bad = good, bad.bytes = end - 4, say("names outside", perform(bad));
    bad = good, bad.count = 0xffffffffu, say("names without a bound", perform(bad));
    bad = good, bad.count = 0, bad.bytes = end;
    int32_t nameless = perform(bad);
    printf("no room for names: %s\n", nameless > 2 ? "connected" : "failed");
    for (int fd = -1; fd < 8; fd += fd == 2 ? 5 : 1)
        say("accept", perform((struct operation){.verb = ACCEPT, .descriptor = fd, .bytes = (uint32_t)names, .count = 8}));
    say("accept at a connection", perform((struct operation){.verb = ACCEPT, .descriptor = nameless, .bytes = (uint32_t)names, .count = 8}));
    say("readable nothing", perform((struct operation){.verb = READABLE, .descriptor = 4711}));
    say("read of a connection", perform((struct operation){.verb = READ, .descriptor = nameless, .bytes = (uint32_t)text, .count = 4}));
    int32_t fd = perform(good);
    printf("connected: %s, %s\n", names, names + strlen(names) + 1);
    uint32_t vector[4] = {(uint32_t)text, 4, end - 1, 2};
    say("write", raw_write((uint32_t)fd, (uint32_t)vector, 1, (uint32_t)&result));
    say("read", raw_read((uint32_t)fd, (uint32_t)vector, 1, (uint32_t)&result));
    say("nothing there", raw_read((uint32_t)fd, (uint32_t)vector, 1, (uint32_t)&result));
    say("vector outside", raw_read((uint32_t)fd, (uint32_t)&vector[2], 1, (uint32_t)&result));
    say("vectors outside", raw_read((uint32_t)fd, end - 4, 1, (uint32_t)&result));
    say("no vectors", raw_read((uint32_t)fd, (uint32_t)vector, 0, (uint32_t)&result));
    say("result outside", raw_write((uint32_t)fd, (uint32_t)vector, 1, end));
    say("end of both", raw_shutdown((uint32_t)fd, 3));
    say("end", raw_shutdown((uint32_t)fd, 2));
    say("end of output", raw_shutdown(1, 2));
    say("end of nothing", raw_shutdown(4711, 2));
    say("close", raw_close((uint32_t)fd));
    say("close again", raw_close((uint32_t)fd));
    say("write to what is closed", raw_write((uint32_t)fd, (uint32_t)vector, 1, (uint32_t)&result));
    say("close nothing", raw_close(4711));
    say("close input", raw_close(0));
    say("close input again", raw_close(0));
    return 0;
}

static void say(const char *what, int32_t error)
{
    printf("%s %d\n", what, error);
}

/* Pointers and lengths that no program should pass. */
static int do_wild(void)
{
    static uint32_t vector[4], result;
    static uint32_t args[8];
    static __wasi_subscription_t in[2];
    static __wasi_event_t out[2];
    uint32_t end = (uint32_t)__builtin_wasm_memory_size(0) * 65536;

    setvbuf(stdout, NULL, _IOLBF, 0);
    say("vectors beyond the end", raw_write(1, end - 4, 1, (uint32_t)&result));
    say("negative vectors", raw_write(1, 0xfffffff8u, 2, (uint32_t)&result));
    say("huge count", raw_write(1, (uint32_t)vector, 0x20000001u, (uint32_t)&result));
    vector[0] = end - 1, vector[1] = 2;
    say("bytes beyond the end", raw_write(1, (uint32_t)vector, 1, (uint32_t)&result));
    vector[0] = 16, vector[1] = 0xffffffffu;
    say("length of 4 GiB", raw_write(1, (uint32_t)vector, 1, (uint32_t)&result));
    vector[0] = end, vector[1] = 0;
    say("nothing at the end", raw_write(1, (uint32_t)vector, 1, (uint32_t)&result));
    vector[0] = (uint32_t)"lost", vector[1] = 4;
    say("result outside", raw_write(1, (uint32_t)vector, 1, end));
    say("vectors misaligned", raw_write(1, (uint32_t)vector + 2, 1, (uint32_t)&result));
    say("a sum over 2^32", raw_write(1, 0xfffffff0u, 3, (uint32_t)&result));
    say("result misaligned", raw_write(1, (uint32_t)vector, 1, (uint32_t)&result + 1));
    say("descriptor 3", raw_write(3, (uint32_t)vector, 1, (uint32_t)&result));
    say("descriptor -1", raw_write(0xffffffffu, (uint32_t)vector, 1, (uint32_t)&result));
    say("write to input", raw_write(0, (uint32_t)vector, 1, (uint32_t)&result));
    say("read from output", raw_read(1, (uint32_t)vector, 1, (uint32_t)&result));
    say("random of 1 GiB", raw_random(0, 1u << 30));
    say("random of 4 GiB", raw_random(0, 0xffffffffu));
    say("random at the end", raw_random(end, 0));
    say("clock 9", raw_clock(9, 0, (uint32_t)args));
    say("clock to nowhere", raw_clock(1, 0, end - 4));
    say("arguments to nowhere", raw_args(end - 2, (uint32_t)args));
    say("no subscriptions", raw_poll((uint32_t)in, (uint32_t)out, 0, (uint32_t)&result));
    say("2^28 subscriptions", raw_poll((uint32_t)in, (uint32_t)out, 1u << 28, (uint32_t)&result));
    say("subscriptions outside", raw_poll(end - 48, (uint32_t)out, 2, (uint32_t)&result));
    say("events outside", raw_poll((uint32_t)in, end - 16, 1, (uint32_t)&result));
    in[0].u.tag = 9;
    say("unknown subscription", raw_poll((uint32_t)in, (uint32_t)out, 1, (uint32_t)&result));
    in[0].u.tag = __WASI_EVENTTYPE_CLOCK;
    in[0].u.u.clock.id = 7;
    say("bad clock", raw_poll((uint32_t)in, (uint32_t)out, 1, (uint32_t)&result));
    printf("event error %d of %u\n", out[0].error, (unsigned)result);
    in[0].u.u.clock.id = 1;
    in[0].u.u.clock.timeout = ~0ull;
    in[1].u.tag = __WASI_EVENTTYPE_FD_READ;
    in[1].u.u.fd_read.file_descriptor = 44;
    say("bad descriptor among good", raw_poll((uint32_t)in, (uint32_t)out, 2, (uint32_t)&result));
    printf("event error %d of %u\n", out[0].error, (unsigned)result);
    say("path_open", raw_open(3, 0, 0, 0, 0, 0, 0, 0, 0));
    return 0;
}

/* One byte at a time, the letters in turn. */
static int do_drip(int n)
{
    for (int i = 0; i < n; i++) {
        char letter = (char)('a' + i % 26);
        uint32_t vector[2] = {(uint32_t)&letter, 1}, written;
        if (raw_write(1, (uint32_t)vector, 1, (uint32_t)&written)) return 1;
    }
    return 0;
}

/* The same byte twice and a length within the other: what a write may do and a read should not. */
static int do_overlap(void)
{
    static char text[8] = "abcdefg";
    uint32_t vectors[6] = {(uint32_t)text, 4, (uint32_t)(text + 2), 4, (uint32_t)text, 0}, count = 0;

    if (raw_write(1, (uint32_t)vectors, 3, (uint32_t)&count) || count != 8) return 1;
    if (raw_read(0, (uint32_t)vectors, 2, (uint32_t)&count) || count != 8) return 2;
    printf("|%.6s", text);
    return 0;
}

/* A wait for standard input in the middle of a task, where the loop cannot be left. */
static int do_stare(void)
{
    static __wasi_subscription_t in = {.u.tag = __WASI_EVENTTYPE_FD_READ};
    static __wasi_event_t out;
    uint32_t events = 0;

    printf("%d\n", raw_poll((uint32_t)&in, (uint32_t)&out, 1, (uint32_t)&events));
    return 0;
}

static int do_bytes(void)
{
    static const char text[] = "\xff\xc3(\xed\xa0\x80\xf0\x9f";
    fwrite(text, 1, sizeof text - 1, stdout);
    return 0;
}

static int do_nap(void)
{
    uint64_t before = now();
    usleep(20000);
    printf("slept %s\n", now() - before >= 20000000 ? "enough" : "too little");
    return 0;
}

static int do_grow(void)
{
    for (int i = 0; i < 64; i++) {
        char *volatile block = malloc(1 << 20);
        if (!block) return 4;
        memset(block, i, 1 << 20);
        loop_wait(1000, false);
    }
    return 0;
}

static int do_print(int kilobytes)
{
    static char line[1024];
    memset(line, 'x', sizeof line);
    for (int i = 0; i < kilobytes; i++)
        fwrite(line, 1, sizeof line, stdout);
    return 0;
}

static int do_show(int argc, char **argv)
{
    extern char **environ;

    for (int i = 1; i < argc; i++)
        printf("%s\n", argv[i]);
    for (char **e = environ; e && *e; e++)
        printf("%s\n", *e);
    return 0;
}

static bool is(const char *what, const char *name)
{
    return strcmp(what, name) == 0;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "show";
    int n = argc > 2 ? atoi(argv[2]) : 0;

    if (is(what, "show")) return do_show(argc, argv);
    if (is(what, "exit")) exit(n);
    if (is(what, "count")) return do_count(n);
    if (is(what, "spin")) return do_spin(n);
    if (is(what, "signal")) return do_signal();
    if (is(what, "damaged")) return do_damaged(argv[2][0]);
    if (is(what, "net")) return do_net();
    if (is(what, "busy")) return do_busy();
    if (is(what, "echo")) return do_echo();
    if (is(what, "trap")) return do_task_trap(false);
    if (is(what, "dive")) return do_task_trap(true);
    if (is(what, "wild")) return do_wild();
    if (is(what, "drip")) return do_drip(n);
    if (is(what, "overlap")) return do_overlap();
    if (is(what, "stare")) return do_stare();
    if (is(what, "bytes")) return do_bytes();
    if (is(what, "nap")) return do_nap();
    if (is(what, "grow")) return do_grow();
    if (is(what, "print")) return do_print(n);
    if (is(what, "abort")) abort();
    if (is(what, "forever")) for (;;) __asm__ volatile("");
    if (is(what, "trace")) return (int)write(3, "record", 6) == 6 ? 0 : 1;
    return 64;
}
