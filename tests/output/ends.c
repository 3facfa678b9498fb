/* Prints a line, and ends in the way that the first argument says. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "weft.h"
#ifndef __wasm__
#include <signal.h>
#endif

static volatile int zero;
static volatile unsigned char *volatile nowhere = (unsigned char *)-8;

static int dive(int depth)
{
    volatile char room[512];

    room[depth & 511] = 1;
    return dive(depth + 1) + room[0];
}

static int dives(void *arg)
{
    (void)arg;
    return dive(1);
}

/* Past every buffer: what was printed before must be out. */
static void writes_itself(const char *line, void *arg)
{
    (void)arg;
    if (write(1, line, strlen(line)) < 0 || write(1, "\n", 1) < 0)
        exit(3);
}

static int amain(void *arg)
{
    const char *how = arg;

    printf("the last line\n");
    if (strcmp(how, "return") == 0)
        return 5;
    if (strcmp(how, "exit") == 0)
        exit(4);
    if (strcmp(how, "abort") == 0)
        abort();
    if (strcmp(how, "pointer") == 0)
        *nowhere = 1;
    if (strcmp(how, "division") == 0)
        return 1 / zero;
    if (strcmp(how, "overflow") == 0)
        return weft_join(weft_spawn(dives, NULL));
    if (strcmp(how, "deadlock") == 0)
        return weft_sleep(WEFT_FOREVER);
#ifndef __wasm__
    if (strcmp(how, "terminated") == 0)
        raise(SIGTERM);
    if (strcmp(how, "hung up") == 0)
        kill(getpid(), SIGHUP);
#endif
    if (strcmp(how, "loop") == 0)
        for (;;)
            WEFT_TRY(weft_yield());
    if (strcmp(how, "errors") == 0) {
        fprintf(stderr, "an error\n");
        printf("another line\n");
        fprintf(stderr, "another error\n");
    }
    if (strcmp(how, "ours") == 0) {
        weft_on_report(writes_itself, NULL);
        weft_error_default(&(weft_error_report){.kind = WEFT_ERROR_CALLBACK, .code = 7, .message = "a callback failed", .name = "ours", .text = "", .place = WEFT_HERE("how")});
        printf("another line\n");
    }
    if (strcmp(how, "many") == 0)
        for (int i = 0; i < 20000; i++)
            printf("line %d\n", i);
    if (strcmp(how, "input") == 0) {
        char word[80] = "";
        printf("Your name? ");
        if (scanf("%79s", word) == 1)
            printf("hello, %s\n", word);
    }
    if (strcmp(how, "unbuffered") == 0) {
        printf(", and what has no end yet");
        abort();
    }
    if (strcmp(how, "wait") == 0) {
        WEFT_TRY(weft_wait_readable(0));
        printf("go on\n");
    }
    return WEFT_OK;
}

int main(int argc, char **argv)
{
    char *how = argc > 1 ? argv[1] : "return";

    if (strcmp(how, "unbuffered") == 0)
        setvbuf(stdout, NULL, _IONBF, 0);
    return weft_run(amain, how);
}

#ifndef __wasm__
/* Every write of the program and of the runtime comes here: how many were there? */
#include <sys/syscall.h>

static int writes;

ssize_t write(int descriptor, const void *bytes, size_t count)
{
    writes += descriptor == 1;
    return syscall(SYS_write, descriptor, bytes, count);
}

__attribute__((destructor)) static void say_writes(void)
{
    if (getenv("COUNT_WRITES"))
        dprintf(2, "%d writes\n", writes);
}
#endif
