/* Processes: what they bring, what is left of them, and every trouble that we can make: a cancel at each suspension, each allocation failing, each
 * call of the system failing or interrupted, no descriptor left. The same scenes play with commands inside of the program, on every host. */
#define _GNU_SOURCE
#include "check.h"

#include <stdlib.h>

#include "weft/process.h"

#if defined __linux__ && !defined EMULATED
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

enum { BIG = 300000, PLACES_MOST = 5000 };

/* ---- the system, with faults ---- */

#if defined __linux__ && !defined EMULATED

static size_t calls, fails_at; /* of the system, and the one that fails; 0: none */
static bool interrupts;        /* every other call that can be interrupted is */
static unsigned interruptions;

static bool fails(void)
{
    return ++calls == fails_at;
}

static bool interrupted(void)
{
    if (!interrupts || ++interruptions % 2 == 0)
        return false;
    errno = EINTR;
    return true;
}

int pipe2(int ends[2], int flags)
{
    return fails() ? (errno = EMFILE, -1) : (int)syscall(SYS_pipe2, ends, flags);
}

int epoll_ctl(int epoll, int what, int descriptor, struct epoll_event *event)
{
    return fails() ? (errno = ENOMEM, -1) : (int)syscall(SYS_epoll_ctl, epoll, what, descriptor, event);
}

int posix_spawn(pid_t *number, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes, char *const arguments[],
                char *const environment[])
{
    static int (*next)(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const *, char *const *);

    if (!next) {
        void *found = dlsym(RTLD_NEXT, "posix_spawn");
        memcpy(&next, &found, sizeof next);
    }
    return fails() ? EAGAIN : next(number, path, actions, attributes, arguments, environment);
}

int waitid(idtype_t of, id_t number, siginfo_t *info, int flags)
{
    return interrupted() ? -1 : (int)syscall(SYS_waitid, of, number, info, flags, NULL);
}

ssize_t read(int descriptor, void *bytes, size_t count)
{
    return interrupted() ? -1 : syscall(SYS_read, descriptor, bytes, count);
}

ssize_t write(int descriptor, const void *bytes, size_t count)
{
    return interrupted() ? -1 : syscall(SYS_write, descriptor, bytes, count);
}

int epoll_wait(int epoll, struct epoll_event *events, int most, int milliseconds)
{
    return interrupted() ? -1 : (int)syscall(SYS_epoll_pwait, epoll, events, most, milliseconds, NULL, (size_t)8);
}

static int descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = -3; /* the folder itself, and its two names */

    while (folder && readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static bool has_children(void)
{
    siginfo_t info;

    return syscall(SYS_waitid, P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT, NULL) == 0;
}

#endif

/* ---- the scenes ---- */

static char big[BIG + 1];
static const struct weft__fault *placed; /* the fault that this run of a scene has */

static bool struck(void)
{
    return placed && placed->count >= placed->at;
}

static int talks(void)
{
    WEFT_PROCESS(child);
    WEFT_OUTPUT(out);
    WEFT_OUTPUT(err);

    WEFT_TRY(weft_process_start(&child, "cat; echo done >&2; exit 3", .shell = true, .in = WEFT_PIPE, .out = WEFT_PIPE, .err = WEFT_PIPE));
    WEFT_TRY(weft_process_communicate(&child, "one\ntwo\n", 8, &out, &err));
    if (child.exit_code < 0 && struck()) /* the fault was the command's */
        return WEFT_OK;
    EXPECT_IS(child.exit_code, 3);
    WEFT_EXPECT_TEXT(out.bytes, "one\ntwo\n");
    WEFT_EXPECT_TEXT(err.bytes, "done\n");
    EXPECT_IS(weft_process_kill(&child), WEFT_CLOSED);
    WEFT_TRY(weft_process_wait(&child));
    return weft_process_wait_pipes(&child);
}

static int leaves_one_that_runs(void)
{
    WEFT_PROCESS(child);

    WEFT_TRY(weft_process_start(&child, "sleep", .arguments = WEFT_ARGUMENTS("1000"), .out = WEFT_PIPE, .new_session = true));
    EXPECT_IS(child.exit_code, WEFT_NO_EXIT_CODE);
    EXPECT(child.id > 0);
    return WEFT_OK;
}

static int merges(void)
{
    char line[20];
    size_t count;
    WEFT_PROCESS(child);

    WEFT_TRY(weft_process_start(&child, "echo one; echo two >&2; printf three", .shell = true, .out = WEFT_PIPE, .err = WEFT_STDOUT));
    EXPECT(!weft_stream_is_open(&child.in) && !weft_stream_is_open(&child.err));
    static const char *const lines[] = {"one\n", "two\n", "three", ""};
    for (int i = 0; i < 4; i++) {
        WEFT_TRY(weft_read_line(&child.out, line, sizeof line, &count));
        if (!struck())
            WEFT_EXPECT_TEXT(line, lines[i]);
    }
    WEFT_TRY(weft_process_wait(&child));
    if (child.exit_code < 0 && struck())
        return WEFT_OK;
    EXPECT_IS(child.exit_code, 0);
    return WEFT_OK;
}

static int does_not_read(void)
{
    WEFT_PROCESS(child);

    WEFT_TRY(weft_process_start(&child, "true", .in = WEFT_PIPE));
    WEFT_TRY(weft_process_communicate(&child, big, BIG, NULL, NULL));
    EXPECT(child.exit_code == 0 || (child.exit_code < 0 && struck()));
    return WEFT_OK;
}

static int (*const scenes[])(void) = {talks, leaves_one_that_runs, merges, does_not_read};
enum { SCENES = sizeof scenes / sizeof *scenes };

static int fails_softly(int err)
{
    EXPECT(err == WEFT_OK || err == WEFT_CANCELLED || err == WEFT_NO_MEMORY || err == WEFT_FULL || err == WEFT_HOST || err == WEFT_RESET);
    while (weft_task_cancelling(weft_current()) > 0)
        (void)weft_task_uncancel(weft_current());
    return err;
}

/* The fault strikes at each place in turn, until a run of the scene has fewer. */
static int at_each_place(struct weft__fault *fault, bool onwards)
{
    int failures = weft_test_failures;

    for (int i = 0; i < SCENES; i++) {
        for (size_t place = 1; place < PLACES_MOST; place++) {
            *fault = (struct weft__fault){.at = place, .onwards = onwards};
            placed = fault;
            int err = scenes[i]();
            bool was_last = !struck();
            placed = NULL;
            *fault = (struct weft__fault){0};
            (void)fails_softly(err);
            (void)fails_softly(weft_yield()); /* a cancel that was not delivered yet */
            EXPECT_IS(weft_tasks(NULL, 0), 1);
            if (weft_test_failures > failures) {
                printf("# scene %d, place %zu, %s\n", i, place, weft_error_name(err));
                return WEFT_OK;
            }
            if (was_last)
                break;
        }
    }
    return WEFT_OK;
}

static int every_trouble(void)
{
    for (int i = 0; i < SCENES; i++)
        WEFT_TRY(scenes[i]());
    WEFT_TRY(at_each_place(&weft__options.cancel, false));
    WEFT_TRY(at_each_place(&weft__options.fail_allocation, false));
    return at_each_place(&weft__options.fail_allocation, true);
}

static int commands_inside(void *arg)
{
    (void)arg;
    return every_trouble();
}

/* ---- commands inside ---- */

static void says(const char *line, const char *wanted, int code)
{
    WEFT_PROCESS(child);
    WEFT_OUTPUT(out);

    EXPECT_IS(weft_process_start(&child, line, .shell = true, .out = WEFT_PIPE, .err = WEFT_STDOUT,
                                 .environment = WEFT_ARGUMENTS("NAME=value", "TWO=a b")),
              WEFT_OK);
    EXPECT_IS(weft_process_communicate(&child, NULL, 0, &out, NULL), WEFT_OK);
    WEFT_EXPECT_TEXT(out.bytes, wanted);
    EXPECT_IS(child.exit_code, code);
}

static int the_shell_inside(void *arg)
{
    (void)arg;
    says("echo 'a  b'  c\\ d \"e $NAME f\"", "a  b c d e value f\n", 0);
    says("echo -n x; echo ${NAME}y$NONE", "xvaluey\n", 0);
    says("for i in $TWO 'c d'; do printf '%s,' $i \"$i\"; done", "a,a,b,b,c,d,c d,", 0);
    says("for i in 1 2; do for j in x y; do echo $i$j; done; done\necho end", "1x\n1y\n2x\n2y\nend\n", 0);
    says("true && echo yes || echo no; false && echo yes || echo no", "yes\nno\n", 0);
    says("false; echo $?; nosuch; echo $?", "1\nsh: nosuch: not found\n127\n", 0);
    says("for i in 1 2 3; do echo $i; exit 5; done; echo never", "1\n", 5);
    says("sh -c 'echo inner; exit 7'; echo $?", "inner\n7\n", 0);
    says("printf '%d-%i %c%%\\n' 12 -3 xyz; printf '\\101\\t.'", "12--3 x%\nA\t.", 0);
    says("printf '\\7ab\\1012'", "\aabA2", 0); /* at most three digits, and no other letter */
    says("echo a$ $", "a$ $\n", 0);
    says("date; date +%F_%T", "Thu Jan  1 00:00:00 UTC 1970\n1970-01-01_00:00:00\n", 0);
    says("sleep 951782400; date '+%a %d %b %Y'", "Tue 29 Feb 2000\n", 0);
    says("for i in; do echo never; done", "", 0);
    says("cat file", "cat: file: there are no files inside of the program\n", 1);
    says("sleep x", "sleep: x: no such time\n", 1);
    says("sh -c 'a | b'", "sh: this shell, inside of the program, does not know a pipeline\n", 2);
    return WEFT_OK;
}

static int lines_that_it_does_not_know(void *arg)
{
    static const char *const lines[] = {"a | b", "a &", "echo >file", "cat <file", "$(a)", "`a`", "\"`a`\"", "if true; then a; fi", "x=1", "for i in 1; do a",
                                        "for i; do a; done", "done", "'a", "\"a", "echo *", "${a:-b}", "(a)", "while true; do a; done", "cd /", "!a", "a; done"};

    (void)arg;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        WEFT_PROCESS(child);
        EXPECT_IS(weft_process_start(&child, lines[i], .shell = true), WEFT_UNSUPPORTED);
        EXPECT(strstr(weft_error_text(), "does not know "));
    }
    WEFT_PROCESS(child);
    EXPECT_IS(weft_process_start(&child, "nosuch"), WEFT_NOT_FOUND);
    EXPECT_IS(weft_process_start(&child, "echo", .folder = "/nosuch"), WEFT_NOT_FOUND);
    return WEFT_OK;
}

/* ---- processes of the system ---- */

#if defined __linux__ && !defined EMULATED

static int no_trouble(void)
{
    for (int i = 0; i < SCENES; i++)
        WEFT_TRY(scenes[i]());
    return WEFT_OK;
}

static int each_call_fails(void)
{
    int failures = weft_test_failures;

    for (int i = 0; i < SCENES; i++) {
        for (size_t place = 1; place < PLACES_MOST; place++) {
            int before = descriptors();
            calls = 0;
            fails_at = place;
            int err = scenes[i]();
            bool struck = calls >= place;
            fails_at = 0;
            (void)fails_softly(err);
            EXPECT_IS(descriptors(), before);
            EXPECT(!has_children());
            EXPECT((err != WEFT_OK) == struck);
            if (weft_test_failures > failures)
                printf("# scene %d, call %zu, %s\n", i, place, weft_error_name(err));
            if (!struck || weft_test_failures > failures)
                break;
        }
    }
    return WEFT_OK;
}

/* Fewer descriptors from one start to the next: all that a start opens fails once. */
static int each_descriptor_fails(void)
{
    struct rlimit before;
    int fails = 0;

    WEFT_TRY(no_trouble()); /* what a run opens once is open */
    int open = descriptors();
    getrlimit(RLIMIT_NOFILE, &before);
    for (int more = 0; more < 12; more++) {
        struct rlimit fewer = {.rlim_cur = (rlim_t)(open + more), .rlim_max = before.rlim_max};
        setrlimit(RLIMIT_NOFILE, &fewer);
        int err = talks();
        setrlimit(RLIMIT_NOFILE, &before);
        EXPECT(err == WEFT_OK || err == WEFT_FULL);
        fails += err != WEFT_OK;
        EXPECT_IS(descriptors(), open);
        EXPECT(!has_children());
    }
    EXPECT(fails >= 5 && fails <= 7); /* six ends of pipes and the process; a hole among ours takes one */

    return WEFT_OK;
}

static int each_call_is_interrupted(void)
{
    interrupts = true;
    int err = no_trouble();
    interrupts = false;
    EXPECT(interruptions > 10);
    return err;
}

static int much_at_once(void)
{
    WEFT_PROCESS(child);
    WEFT_OUTPUT(out);

    memset(big, 'x', BIG);
    WEFT_TRY(weft_process_start(&child, "cat", .in = WEFT_PIPE, .out = WEFT_PIPE));
    WEFT_TRY(weft_process_communicate(&child, big, BIG, &out, NULL));
    EXPECT_IS(out.count, (size_t)BIG);
    WEFT_EXPECT(strcmp(out.bytes, big) == 0);
    return WEFT_OK;
}

/* More than may be kept: what came first is there, and nothing is lost when more may be kept later. */
static int more_than_the_limit(void)
{
    WEFT_PROCESS(child);
    WEFT_OUTPUT(out);

    out.limit = 4;
    WEFT_TRY(weft_process_start(&child, "printf 0123456789", .shell = true, .out = WEFT_PIPE));
    EXPECT_IS(weft_process_communicate(&child, NULL, 0, &out, NULL), WEFT_LIMIT);
    WEFT_EXPECT_TEXT(out.bytes, "0123");
    out.limit = 10;
    WEFT_TRY(weft_process_communicate(&child, NULL, 0, &out, NULL));
    WEFT_EXPECT_TEXT(out.bytes, "0123456789");
    return WEFT_OK;
}

/* A child sees its three streams and nothing else of ours, not even what is not close-on-exec. */
static int sees_nothing_of_ours(void)
{
    int mine = dup(0);
    WEFT_PROCESS(other);
    WEFT_PROCESS(child);
    WEFT_OUTPUT(out);

    WEFT_TRY(weft_process_start(&other, "cat", .in = WEFT_PIPE, .out = WEFT_PIPE));
    WEFT_TRY(weft_process_start(&child, "ls", .arguments = WEFT_ARGUMENTS("/proc/self/fd"), .in = WEFT_PIPE, .out = WEFT_PIPE, .err = WEFT_STDOUT));
    WEFT_TRY(weft_process_communicate(&child, NULL, 0, &out, NULL));
    WEFT_EXPECT_TEXT(out.bytes, "0\n1\n2\n3\n"); /* the last is the folder that ls reads */
    close(mine);
    return weft_process_communicate(&other, NULL, 0, NULL, NULL);
}

/* Each has its place, however many there are. */
static int has_many_variables(void)
{
    enum { MANY = 300 };
    static char names[MANY][16];
    static const char *variables[MANY + 1];
    WEFT_PROCESS(child);
    WEFT_OUTPUT(out);
    int lines = 0;

    for (int i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "NAME%d=%d", i, i);
        variables[i] = names[i];
    }
    WEFT_TRY(weft_process_start(&child, "env", .environment = variables, .out = WEFT_PIPE));
    WEFT_TRY(weft_process_communicate(&child, NULL, 0, &out, NULL));
    for (const char *at = out.bytes; *at; at++)
        lines += *at == '\n';
    EXPECT_IS(lines, MANY);
    EXPECT(strstr(out.bytes, "NAME299=299\n") != NULL);
    return WEFT_OK;
}

/* Of the C library's memory nothing stays, either. */
static int leaves_no_memory(void)
{
#ifdef __GLIBC__
    size_t before = 0;

    for (int i = 0; i < 12; i++) {
        WEFT_PROCESS(child);
        WEFT_TRY(weft_process_start(&child, "true"));
        WEFT_TRY(weft_process_wait(&child));
        if (i == 1)
            before = mallinfo2().uordblks;
    }
    EXPECT(mallinfo2().uordblks <= before);
#endif
    return WEFT_OK;
}

/* The group outlives its first process, and its number stays its own until the scope is left. */
static int a_group_is_killed_as_one(void)
{
    char line[8];
    WEFT_PROCESS(child);

    WEFT_TRY(weft_process_start(&child, "sleep 1000 & echo up", .shell = true, .out = WEFT_PIPE, .new_session = true));
    WEFT_TRY(weft_read_line(&child.out, line, sizeof line, NULL));
    WEFT_TRY(weft_process_wait(&child));
    EXPECT_IS(child.exit_code, 0);
    EXPECT_IS(weft_process_kill(&child), WEFT_CLOSED);
    WEFT_TRY(weft_process_kill_group(&child));
    return weft_process_wait_pipes(&child); /* what held the pipe is gone */
}

/* It has ended well, and nobody has looked: its number is still its own, and no signal goes there. */
static int has_ended_unseen(void)
{
    siginfo_t info;
    WEFT_PROCESS(child);

    WEFT_TRY(weft_process_start(&child, "true"));
    (void)waitid(P_PID, (id_t)child.id, &info, WEXITED | WNOWAIT); /* or it was taken already: then it has ended, too */
    EXPECT_IS(weft_process_terminate(&child), WEFT_CLOSED);
    WEFT_TRY(weft_process_wait(&child));
    EXPECT_IS(child.exit_code, 0);
    return WEFT_OK;
}

static int ends_by_signals(void)
{
    static const int signals[] = {SIGTERM, SIGKILL, SIGHUP};

    for (int i = 0; i < 3; i++) {
        WEFT_PROCESS(child);
        WEFT_TRY(weft_process_start(&child, "sleep", .arguments = WEFT_ARGUMENTS("1000")));
        EXPECT_IS(weft_process_kill_group(&child), WEFT_USAGE);
        EXPECT_IS(weft_process_signal(&child, 999), WEFT_INVALID);
        WEFT_TRY(weft_process_signal(&child, signals[i]));
        WEFT_TRY(weft_process_wait(&child));
        EXPECT_IS(child.exit_code, -signals[i]);
        EXPECT_IS(weft_process_terminate(&child), WEFT_CLOSED);
    }
    return WEFT_OK;
}

static int starts_with_closed_streams(void)
{
    int out = dup(1), in = dup(0);

    close(0);
    close(1);
    int err = talks();
    dup2(out, 1);
    dup2(in, 0);
    close(out);
    close(in);
    return err;
}

static int dropped(void *arg)
{
    (void)arg;
    WEFT_PROCESS(child);
    WEFT_TRY(weft_process_start(&child, "sleep", .arguments = WEFT_ARGUMENTS("1000"), .in = WEFT_PIPE));
    weft_stop(); /* no scope is left */
    return weft_process_wait(&child);
}

static int of_the_system(void)
{
    int (*const all[])(void) = {every_trouble, each_call_fails, each_descriptor_fails, each_call_is_interrupted, much_at_once, more_than_the_limit,
                                sees_nothing_of_ours, has_many_variables, leaves_no_memory, a_group_is_killed_as_one, has_ended_unseen, ends_by_signals, starts_with_closed_streams};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        int before = descriptors(), err = all[i]();
        EXPECT_IS(err, WEFT_OK);
        EXPECT_IS(descriptors(), before);
        EXPECT(!has_children());
        if (weft_test_failures)
            printf("# part %zu: %s\n", i, weft_error_text());
    }
    return WEFT_OK;
}

static int run_of_the_system(void *arg)
{
    (void)arg;
    weft__options.processes = WEFT__NET_HOST; /* in spite of the virtual clock */
    return of_the_system();
}

static int ends_with_the_run(void *arg)
{
    weft_run_outcome outcome;

    (void)arg;
    setenv("WEFT_PROCESSES", "host", 1);
    int before = descriptors();
    EXPECT_IS(weft_run_with(&(weft_run_options){.outcome = &outcome}, dropped, NULL), WEFT_EXIT_FAILED);
    unsetenv("WEFT_PROCESSES");
    EXPECT_IS(descriptors(), before);
    EXPECT(!has_children());
    EXPECT_IS(outcome.bytes, (size_t)0);
    return WEFT_OK;
}

#endif

#define INSIDE                                                                        \
    CASE(commands_inside, "commands inside of the program, with every trouble"),      \
        CASE(the_shell_inside, "the shell inside of the program"),                    \
        CASE(lines_that_it_does_not_know, "lines that it does not know, and what is not found")

#if defined __linux__ && !defined EMULATED
WEFT_TESTS(INSIDE, CASE(run_of_the_system, "processes of the system, with every trouble"),
           {.body = ends_with_the_run, .name = "a run that ends leaves no process", .alone = true})
#else
WEFT_TESTS(INSIDE)
#endif
