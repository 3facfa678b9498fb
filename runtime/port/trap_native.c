/* Where a program was when a signal ended it, for `weft run --host native`: the file that WEFT_TRAP names gets the task and the addresses
 * of the calls, and the command line says which lines they are. A program that anybody else links does without. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined __GLIBC__
#include <execinfo.h>
#endif

#include "port/console.h"

extern const char __executable_start[]; /* of the linker's */
extern const char etext[];

enum { MOST_CALLS = 40 };

static char file[1024];
int weft__trap_watch; /* asks for this file, when a program is linked */

static void put(int out, const char *text)
{
    (void)!write(out, text, strlen(text));
}

static void put_number(int out, uintptr_t number)
{
    char digits[2 * sizeof number + 2] = {0};
    char *at = digits + sizeof digits - 2;

    *at = '\n';
    do
        *--at = "0123456789abcdef"[number % 16];
    while (number /= 16);
    put(out, at);
}

/* An address as the program's file has it. Those of libraries are left out. */
static void put_call(int out, uintptr_t at)
{
    if (at >= (uintptr_t)__executable_start && at < (uintptr_t)etext)
        put_number(out, at - (uintptr_t)__executable_start);
}

static uintptr_t stopped_at(const ucontext_t *context)
{
#if defined __x86_64__ && defined REG_RIP
    return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined __aarch64__ && defined __linux__
    return (uintptr_t)context->uc_mcontext.pc;
#else
    (void)context;
    return 0;
#endif
}

/* One behind the other: the task and where it was spawned, or empty lines; where it stopped; the calls that led there. */
static void write_down(int out, const ucontext_t *context)
{
    uintptr_t here = stopped_at(context);
    struct weft__running running = {.name = "", .file = ""};

    (void)weft__describe_running(&running);
    put(out, running.name);
    put(out, "\n");
    put(out, running.file);
    put(out, "\n");
    put_number(out, (uintptr_t)running.line);
    put_call(out, here);
#if defined __GLIBC__
    void *calls[MOST_CALLS];
    bool below = false; /* the signal: this handler is above it */
    int count = backtrace(calls, MOST_CALLS);

    for (int i = 0; i < count; i++) {
        if (below)
            put_call(out, (uintptr_t)calls[i] - 1); /* it returns behind the call */
        below |= (uintptr_t)calls[i] == here;
    }
#endif
}

static void on_trap(int signal, siginfo_t *info, void *context)
{
    struct sigaction fallback = {.sa_handler = SIG_DFL};
    int out = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    (void)info;
    sigaction(signal, &fallback, NULL);
    if (out >= 0)
        write_down(out, context);
    weft__host_rescue();
    raise(signal); /* once this handler has returned */
}

__attribute__((constructor)) static void watch_for_traps(void)
{
    static const int traps[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    struct sigaction action = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    const char *name = getenv("WEFT_TRAP");

    if (!name || strlen(name) >= sizeof file)
        return;
    strcpy(file, name);
    unsetenv("WEFT_TRAP"); /* it is none of the program's */
#if defined __GLIBC__
    void *first;

    (void)backtrace(&first, 1); /* what it loads, it loads now */
#endif
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++)
        sigaction(traps[i], &action, NULL);
}
