/* For tests/processes.test.js: every kind of talk with processes of the machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "weft/process.h"

enum { MUCH = 300000, STACK = 100000 };

static int echoes(char *much)
{
    WEFT_PROCESS(child);
    WEFT_OUTPUT(out);

    WEFT_TRY(weft_process_start(&child, "cat; exit 7", .shell = true, .in = WEFT_PIPE, .out = WEFT_PIPE));
    WEFT_TRY(weft_process_communicate(&child, much, MUCH, &out, NULL));
    printf("%d %d\n", out.count == MUCH && memcmp(out.bytes, much, MUCH) == 0, child.exit_code);
    WEFT_PROCESS(deaf);
    WEFT_TRY(weft_process_start(&deaf, "true", .in = WEFT_PIPE));
    WEFT_TRY(weft_process_communicate(&deaf, much, MUCH, NULL, NULL));
    printf("%d\n", deaf.exit_code);
    return WEFT_OK;
}

static int groups(void)
{
    char line[9];
    WEFT_PROCESS(child);

    WEFT_TRY(weft_process_start(&child, "sleep 1000 & echo up; sleep 1000", .shell = true, .out = WEFT_PIPE, .new_session = true));
    WEFT_TRY(weft_read_line(&child.out, line, sizeof line, NULL));
    WEFT_TRY(weft_process_kill_group(&child));
    WEFT_TRY(weft_process_wait_pipes(&child));
    printf("%.2s %d, then %s\n", line, child.exit_code, weft_error_name(weft_process_kill(&child)));
    return WEFT_OK;
}

static int surroundings(void)
{
    WEFT_PROCESS(child);
    WEFT_PROCESS(missing);
    WEFT_OUTPUT(out);

    WEFT_TRY(weft_process_start(&child, "echo one; echo two >&2; echo $A; pwd", .shell = true, .environment = WEFT_ARGUMENTS("A=1"), .folder = "/",
                                .out = WEFT_PIPE, .err = WEFT_STDOUT));
    WEFT_TRY(weft_process_communicate(&child, NULL, 0, &out, NULL));
    printf("%s", out.bytes);
    printf("%s\n", weft_error_name(weft_process_start(&missing, "no-such-program")));
    printf("%s\n", weft_error_name(weft_process_start(&missing, "/dev/null")));
    printf("%s\n", weft_error_name(weft_process_start(&missing, "true", .folder = "/no/such/folder")));
    return WEFT_OK;
}

static int ends(void)
{
    WEFT_PROCESS(left);
    WEFT_PROCESS(called_off);

    WEFT_TRY(weft_process_start(&left, "sleep", .arguments = WEFT_ARGUMENTS("4242"), .in = WEFT_PIPE));
    int err = weft_wait_for(weft_process_start(&called_off, "sleep", .arguments = WEFT_ARGUMENTS("4242")), 0);
    printf("%s\n", weft_error_name(err));
    return WEFT_OK;
}

static int work(void *arg)
{
    char *much = arg;

    memset(much, 'x', MUCH);
    WEFT_TRY(echoes(much));
    WEFT_TRY(groups());
    WEFT_TRY(surroundings());
    return ends();
}

static int amain(void *arg)
{
    (void)arg;
    char *much = malloc(MUCH);
    int err = much ? weft_join(weft_spawn_with(work, much, .stack_bytes = STACK)) : WEFT_NO_MEMORY;
    free(much);
    return err;
}

int main(void)
{
    return weft_run(amain, NULL);
}
