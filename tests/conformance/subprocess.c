/* SUBP: subprocesses (statements 275 to 289). The cases use commands that are there everywhere: inside of the program, as under every virtual
 * clock. tests/c/test_process.c shows the same of processes of the system. */
#include "case.h"

#include <stdlib.h>

#include "weft/process.h"

enum { SIGNAL_KILL = 9, SIGNAL_TERMINATE = 15, MORE_THAN_A_PIPE = 200000 };

static int a_program_or_a_line(void *arg)
{
    WEFT_PROCESS(missing);
    WEFT_PROCESS(exec);
    WEFT_PROCESS(shell);
    WEFT_OUTPUT(out);

    (void)arg;
    EXPECT_IS(weft_process_start(&missing, "nosuch"), WEFT_NOT_FOUND);
    WEFT_TRY(weft_process_start(&exec, "echo", .arguments = WEFT_ARGUMENTS("$NAME;", "a  b"), .out = WEFT_PIPE));
    WEFT_TRY(weft_process_communicate(&exec, NULL, 0, &out, NULL));
    EXPECT_TEXT(out.bytes, "$NAME; a  b\n");
    WEFT_TRY(weft_process_start(&shell, "nosuch", .shell = true, .err = WEFT_NULL));
    WEFT_TRY(weft_process_wait(&shell));
    EXPECT_IS(shell.exit_code, 127);
    return WEFT_OK;
}

static int wait_for_it(void *arg)
{
    weft_process *child = arg;

    WEFT_TRY(weft_process_wait(child));
    note("%d", child->exit_code);
    return WEFT_OK;
}

static int exit_codes(void *arg)
{
    WEFT_PROCESS(child);
    WEFT_PROCESS(killed);
    WEFT_PROCESS(terminated);

    (void)arg;
    EXPECT_IS(weft_process_wait(&child), WEFT_USAGE);
    WEFT_TRY(weft_process_start(&child, "sleep 1; exit 5", .shell = true));
    EXPECT_IS(child.exit_code, WEFT_NO_EXIT_CODE);
    WEFT_TRY(weft_gather({wait_for_it, &child}, {wait_for_it, &child}));
    WEFT_TRY(wait_for_it(&child));
    EXPECT_LOG("[1.000] 5\n[1.000] 5\n[1.000] 5\n");
    WEFT_TRY(weft_process_start(&killed, "sleep", .arguments = WEFT_ARGUMENTS("9")));
    WEFT_TRY(weft_process_kill(&killed));
    WEFT_TRY(weft_process_start(&terminated, "sleep", .arguments = WEFT_ARGUMENTS("9")));
    WEFT_TRY(weft_process_signal(&terminated, SIGNAL_TERMINATE));
    WEFT_TRY(weft_process_wait(&killed));
    WEFT_TRY(weft_process_wait(&terminated));
    EXPECT_IS(killed.exit_code, -SIGNAL_KILL);
    EXPECT_IS(terminated.exit_code, -SIGNAL_TERMINATE);
    return WEFT_OK;
}

static int streams_that_are_pipes(void *arg)
{
    WEFT_PROCESS(none);
    WEFT_PROCESS(merged);
    WEFT_OUTPUT(out);

    (void)arg;
    WEFT_TRY(weft_process_start(&none, "cat; echo; echo >&2", .shell = true, .in = WEFT_NULL, .out = WEFT_NULL, .err = WEFT_NULL));
    EXPECT(!weft_stream_is_open(&none.in) && !weft_stream_is_open(&none.out) && !weft_stream_is_open(&none.err));
    WEFT_TRY(weft_process_wait(&none));
    EXPECT_IS(none.exit_code, 0);
    WEFT_TRY(weft_process_start(&merged, "echo one; echo two >&2; echo three", .shell = true, .out = WEFT_PIPE, .err = WEFT_STDOUT));
    EXPECT(weft_stream_is_open(&merged.out) && !weft_stream_is_open(&merged.err));
    WEFT_TRY(weft_process_communicate(&merged, NULL, 0, &out, NULL));
    EXPECT_TEXT(out.bytes, "one\ntwo\nthree\n");
    return WEFT_OK;
}

struct job {
    const char *line, *input;
    weft_output *out, *err;
};

static int talk(void *arg)
{
    struct job *job = arg;
    WEFT_PROCESS(child);

    WEFT_TRY(weft_process_start(&child, job->line, .shell = true, .in = WEFT_PIPE, .out = WEFT_PIPE, .err = WEFT_PIPE));
    return weft_process_communicate(&child, job->input, strlen(job->input), job->out, job->err);
}

static int communicates(void *arg)
{
    WEFT_OUTPUT(slow);
    WEFT_OUTPUT(fast);
    WEFT_OUTPUT(err);
    struct job jobs[] = {{"sleep 2; cat; echo e >&2", "one", &slow, &err}, {"cat", "two", &fast, NULL}};

    (void)arg;
    WEFT_TRY(weft_gather_each(talk, jobs, 2));
    EXPECT_TEXT(slow.bytes, "one");
    EXPECT_TEXT(fast.bytes, "two");
    EXPECT_TEXT(err.bytes, "e\n");
    EXPECT(passed(0, 2) && !passed(0, 2.5));
    return WEFT_OK;
}

static int broken_input(void *arg)
{
    char *much = calloc(1, MORE_THAN_A_PIPE);
    WEFT_PROCESS(child);
    WEFT_PROCESS(by_hand);

    (void)arg;
    WEFT_TRY(weft_process_start(&child, "true", .in = WEFT_PIPE));
    EXPECT_IS(weft_process_communicate(&child, much, MORE_THAN_A_PIPE, NULL, NULL), WEFT_OK);
    WEFT_TRY(weft_process_start(&by_hand, "true", .in = WEFT_PIPE));
    WEFT_TRY(weft_process_wait(&by_hand));
    EXPECT_IS(weft_write(&by_hand.in, much, MORE_THAN_A_PIPE), WEFT_RESET);
    free(much);
    return WEFT_OK;
}

static int lines_as_they_come(void *arg)
{
    char line[20];
    size_t length;
    WEFT_PROCESS(child);
    WEFT_PROCESS(over);

    (void)arg;
    WEFT_TRY(weft_process_start(&child, "echo one; sleep 1; printf two", .shell = true, .out = WEFT_PIPE));
    do {
        WEFT_TRY(weft_read_line(&child.out, line, sizeof line, &length));
        note("%zu %s", length, length == 4 ? "a line" : line);
    } while (length > 0);
    EXPECT_LOG("[0.000] 4 a line\n[1.000] 3 two\n[1.000] 0 \n");
    WEFT_TRY(weft_process_start(&over, "echo", .arguments = WEFT_ARGUMENTS("kept"), .out = WEFT_PIPE));
    WEFT_TRY(weft_process_wait(&over));
    WEFT_TRY(weft_read_line(&over.out, line, sizeof line, NULL));
    EXPECT_TEXT(line, "kept\n");
    return WEFT_OK;
}

static int a_timeout_ends_the_wait(void *arg)
{
    WEFT_PROCESS(child);

    (void)arg;
    WEFT_TRY(weft_process_start(&child, "sleep", .arguments = WEFT_ARGUMENTS("9")));
    EXPECT_IS(weft_wait_for(weft_process_wait(&child), 1), WEFT_TIMEOUT);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(child.exit_code, WEFT_NO_EXIT_CODE);
    WEFT_TRY(weft_process_terminate(&child));
    WEFT_TRY(weft_process_wait(&child));
    EXPECT_IS(child.exit_code, -SIGNAL_TERMINATE);
    return WEFT_OK;
}

static int what_came_is_kept(void *arg)
{
    WEFT_PROCESS(child);
    WEFT_OUTPUT(out);

    (void)arg;
    WEFT_TRY(weft_process_start(&child, "echo one; sleep 2; echo two", .shell = true, .out = WEFT_PIPE));
    EXPECT_IS(weft_wait_for(weft_process_communicate(&child, NULL, 0, &out, NULL), 1), WEFT_TIMEOUT);
    note("the first one: %.3s", out.bytes);
    WEFT_TRY(weft_process_communicate(&child, NULL, 0, &out, NULL));
    note("the second one: %.3s %.3s", out.bytes, out.bytes + 4);
    EXPECT_LOG("[1.000] the first one: one\n[2.000] the second one: one two\n");
    return WEFT_OK;
}

static int a_whole_group(void *arg)
{
    WEFT_PROCESS(group);
    WEFT_PROCESS(alone);

    (void)arg;
    WEFT_TRY(weft_process_start(&group, "sleep 9; sleep 9", .shell = true, .new_session = true));
    WEFT_TRY(weft_process_kill_group(&group));
    WEFT_TRY(weft_process_wait(&group));
    EXPECT_IS(group.exit_code, -SIGNAL_KILL);
    WEFT_TRY(weft_process_start(&alone, "true"));
    EXPECT_IS(weft_process_kill_group(&alone), WEFT_USAGE);
    return WEFT_OK;
}

static int signals_come_too_late(void *arg)
{
    WEFT_PROCESS(child);

    (void)arg;
    EXPECT_IS(weft_process_kill(&child), WEFT_CLOSED);
    WEFT_TRY(weft_process_start(&child, "true"));
    WEFT_TRY(weft_process_wait(&child));
    EXPECT_IS(weft_process_kill(&child), WEFT_CLOSED);
    EXPECT_IS(weft_process_terminate(&child), WEFT_CLOSED);
    EXPECT_IS(weft_process_signal(&child, SIGNAL_TERMINATE), WEFT_CLOSED);
    EXPECT_IS(child.exit_code, 0);
    return WEFT_OK;
}

/* Nobody has read what it has written, and so its pipe is there. */
static int an_end_and_the_ends_of_pipes(void *arg)
{
    char line[20];
    WEFT_PROCESS(child);

    (void)arg;
    WEFT_TRY(weft_process_start(&child, "echo kept; sleep 1", .shell = true, .out = WEFT_PIPE));
    WEFT_TRY(weft_process_wait(&child));
    note("its end: %d, the pipe's: %s", child.exit_code, weft_at_eof(&child.out) ? "yes" : "not seen");
    WEFT_TRY(weft_process_wait_pipes(&child));
    WEFT_TRY(weft_read_line(&child.out, line, sizeof line, NULL));
    note("%.4s, the pipe's end: %s", line, weft_at_eof(&child.out) ? "yes" : "not seen");
    EXPECT_LOG("[1.000] its end: 0, the pipe's: not seen\n[1.000] kept, the pipe's end: yes\n");
    return WEFT_OK;
}

static int fill_and_wait(void *arg)
{
    weft_process *child = arg;

    return weft_process_wait(child);
}

static int a_full_pipe(void *arg)
{
    char line[4096];
    size_t count;
    WEFT_PROCESS(child);

    (void)arg;
    WEFT_TRY(weft_process_start(&child, "cat", .in = WEFT_PIPE, .out = WEFT_PIPE));
    memset(line, 'x', sizeof line);
    int err = WEFT_OK;
    while (!err) /* nobody reads what cat writes, and so it does not read any more, either */
        err = weft_wait_for(weft_write(&child.in, line, sizeof line), 1);
    EXPECT_IS(err, WEFT_TIMEOUT);
    EXPECT_IS(weft_wait_for(fill_and_wait(&child), 5), WEFT_TIMEOUT);
    WEFT_TRY(weft_read(&child.out, line, sizeof line, &count));
    EXPECT_IS(child.exit_code, WEFT_NO_EXIT_CODE);
    return WEFT_OK;
}

static int start_one(void *arg)
{
    WEFT_PROCESS(child);

    (void)arg;
    WEFT_TRY(weft_process_start(&child, "sleep", .arguments = WEFT_ARGUMENTS("9"), .in = WEFT_PIPE, .out = WEFT_PIPE));
    return weft_process_wait(&child);
}

/* The leak check at the end of the case says whether something is left. */
static int a_start_that_is_cancelled(void *arg)
{
    WEFT_GROUP(group);
    WEFT_PROCESS(missing);

    (void)arg;
    for (int yields = 0; yields < 4; yields++) {
        weft_task task = weft_spawn(start_one, NULL);
        for (int i = 0; i < yields; i++)
            WEFT_TRY(weft_yield());
        WEFT_TRY(weft_task_cancel(task));
        EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    }
    EXPECT_IS(weft_process_start(&missing, "nosuch", .in = WEFT_PIPE, .out = WEFT_PIPE), WEFT_NOT_FOUND);
    EXPECT(!weft_stream_is_open(&missing.in) && !weft_stream_is_open(&missing.out));
    EXPECT(!passed(0, 1));
    return weft_group_join(&group);
}

static int leaving_the_scope(void *arg)
{
    (void)arg;
    {
        WEFT_PROCESS(running);
        WEFT_PROCESS(finished);
        WEFT_TRY(weft_process_start(&running, "sleep", .arguments = WEFT_ARGUMENTS("9")));
        WEFT_TRY(weft_process_start(&finished, "true"));
        WEFT_TRY(weft_process_wait(&finished));
        EXPECT_IS(weft_tasks(NULL, 0), 2); /* the command that runs is a task here */
    }
    EXPECT_IS(weft_tasks(NULL, 0), 1);
    EXPECT(!passed(0, 1));
    return WEFT_OK;
}

static int surroundings(void *arg)
{
    WEFT_PROCESS(child);
    WEFT_PROCESS(elsewhere);
    WEFT_PROCESS(fed);
    WEFT_OUTPUT(out);

    (void)arg;
    WEFT_TRY(weft_process_start(&child, "echo $ONE $TWO", .shell = true, .out = WEFT_PIPE, .environment = WEFT_ARGUMENTS("ONE=1", "TWO=2"), .folder = "/",
                                .new_session = true));
    WEFT_TRY(weft_process_communicate(&child, NULL, 0, &out, NULL));
    EXPECT_TEXT(out.bytes, "1 2\n");
    EXPECT_IS(weft_process_start(&elsewhere, "true", .folder = "/no/such/folder"), WEFT_NOT_FOUND);
    weft_output_clear(&out);
    WEFT_TRY(weft_process_start(&fed, "cat", .in = WEFT_PIPE, .out = WEFT_PIPE));
    WEFT_TRY(weft_process_communicate(&fed, "a\0b", 3, &out, NULL)); /* it ends: nobody else holds the pipe */
    EXPECT(out.count == 3 && memcmp(out.bytes, "a\0b", 3) == 0);
    return WEFT_OK;
}

WEFT_TESTS(KEPT(a_program_or_a_line, "275", "a program that is missing fails the start, a line's command gives 127"),
           KEPT(exit_codes, "276", "any number of tasks get the exit code, or minus the number of a signal"),
           KEPT(streams_that_are_pipes, "277", "a stream for each pipe and for nothing else; standard error merged"),
           KEPT(communicates, "278", "communicate feeds, drains both and waits; gather keeps the order"),
           KEPT(broken_input, "279", "communicate does not mind a child that does not read, a write does"),
           KEPT(lines_as_they_come, "280", "lines when they are flushed, the last one without its end, then nothing"),
           KEPT(a_timeout_ends_the_wait, "281", "a timeout ends the wait, not the process"),
           KEPT(what_came_is_kept, "282", "what a communicate has read is kept, and a second one goes on"),
           KEPT(a_whole_group, "283", "a group of processes is killed as one"),
           KEPT(signals_come_too_late, "284", "a signal after the end is refused"),
           KEPT(an_end_and_the_ends_of_pipes, "285", "a wait for the end, and another one for the ends of its pipes"),
           KEPT(a_full_pipe, "286", "a full pipe that nobody reads holds the child up"),
           KEPT(a_start_that_is_cancelled, "287", "a start that is cancelled or fails leaves nothing"),
           KEPT(leaving_the_scope, "288", "leaving the scope ends one that runs"),
           KEPT(surroundings, "289", "variables, folder, session; bytes"))
