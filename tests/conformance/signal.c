/* SIGN: signals (statements 317 to 321). Everywhere they are injected at their time (WEFT_SIGNALS); natively the system's own come, too, and the
 * order is the same. */
#define _GNU_SOURCE
#include "case.h"

#ifndef __wasi__
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

static int run_with(const char *signals, weft_task_function *body, void *arg)
{
    case_begin(NULL);
    weft_on_report(case_said, NULL);
    int code = weft_run_with((&(weft_run_options){.virtual_clock = true, .signals = signals}), body, arg);
    weft_on_report(NULL, NULL);
    return code;
}

static void handler(void *arg)
{
    note("%s, %s", (const char *)arg, weft_task_same(weft_current(), (weft_task){0}) ? "in no task" : "in a task");
}

static int was_ready(void *arg)
{
    note("%s", (const char *)arg);
    return WEFT_OK;
}

/* Lets the signal come at 1 while a task is ready. */
static int comes_while_ready(void *arg)
{
    WEFT_HANDLE(handle);
    WEFT_TRY(weft_on_signal(&handle, WEFT_SIGUSR1, handler, arg));
    (void)weft_spawn(was_ready, "a task that was ready before");
    WEFT_TRY(weft_clock_jump(1));
    note("the signal's time has come");
    for (unsigned began = tick; tick < began + 3;) {
        WEFT_TRY(weft_yield());
        note("turn %u", tick - began);
    }
    return WEFT_OK;
}

static int a_callback_of_the_loop(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with("USR1@1", comes_while_ready, "the handler"), 0);
    EXPECT_LOG("[1.000] the signal's time has come\n"
               "[1.000] a task that was ready before\n"
               "[1.000] turn 1\n"
               "[1.000] turn 2\n"
               "[1.000] the handler, in no task\n" /* the loop hears of it in turn 1, as asyncio's does */
               "[1.000] turn 3\n");
    return WEFT_OK;
}

static int waits_for_its_event(void *arg)
{
    WEFT_TRY(weft_event_wait(arg));
    note("woken");
    return WEFT_OK;
}

static void sets(void *arg)
{
    note("the handler");
    weft_event_set(arg);
}

static int waits_idle(void *arg)
{
    weft_event event = {0};
    WEFT_HANDLE(handle);

    (void)arg;
    WEFT_TRY(weft_on_signal(&handle, WEFT_SIGTERM, sets, &event));
    return waits_for_its_event(&event);
}

static int wakes_the_wait(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with("TERM@7", waits_idle, NULL), 0);
    EXPECT_LOG("[7.000] the handler\n[7.000] woken\n");
    return WEFT_OK;
}

/* ---- one more, none ---- */

static int adds_and_removes(void *arg)
{
    WEFT_HANDLE(first);
    WEFT_HANDLE(second);

    (void)arg;
    WEFT_TRY(weft_on_signal(&first, WEFT_SIGINT, handler, "first"));
    WEFT_TRY(weft_on_signal(&second, WEFT_SIGINT, handler, "second"));
    WEFT_TRY(weft_sleep(1));
    note("removed: %d %d", weft_handle_cancel(&first), weft_handle_cancel(&second));
    note("removed once more: %d", weft_handle_cancel(&second));
    return WEFT_OK;
}

static int both_run(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with("INT@0.5", adds_and_removes, NULL), 0);
    EXPECT_LOG("[0.500] first, in no task\n[0.500] second, in no task\n[1.000] removed: 1 1\n[1.000] removed once more: 0\n");
    return case_show(NULL);
}

static int asks_wrongly(void *arg)
{
    WEFT_HANDLE(handle);

    (void)arg;
    EXPECT_IS(weft_on_signal(&handle, 0, handler, ""), WEFT_INVALID);
    EXPECT_IS(weft_on_signal(&handle, -1, handler, ""), WEFT_INVALID);
    EXPECT_IS(weft_on_signal(&handle, 9, handler, ""), WEFT_INVALID); /* SIGKILL */
    EXPECT_IS(weft_on_signal(&handle, 1000, handler, ""), WEFT_INVALID);
    EXPECT_IS(weft_on_signal(&handle, WEFT_SIGINT, NULL, ""), WEFT_INVALID);
    WEFT_TRY(weft_on_signal(&handle, WEFT_SIGINT, handler, ""));
    EXPECT_IS(weft_on_signal(&handle, WEFT_SIGTERM, handler, ""), WEFT_USAGE);
    EXPECT_IS(weft_signal_wait(9), WEFT_INVALID);
    return WEFT_OK;
}

static weft_handle left_behind;

static int leaves_a_handler(void *arg)
{
    return weft_on_signal(&left_behind, WEFT_SIGTERM, handler, arg);
}

static int sleeps(void *arg)
{
    return weft_sleep(*(double *)arg);
}

static int the_end_removes(void *arg)
{
    double seconds = 2;

    (void)arg;
    left_behind = (weft_handle){0};
    EXPECT_IS(run_with(NULL, leaves_a_handler, "of the first run"), 0);
    EXPECT(!weft_handle_cancel(&left_behind));
    EXPECT_IS(run_with("TERM@1", sleeps, &seconds), WEFT_EXIT_INTERRUPTED);
    EXPECT_LOG("[1.000] weft: ended by the signal TERM\n");
    return WEFT_OK;
}

/* ---- arguments, and one that is cancelled ---- */

static void counts(void *arg)
{
    struct actor *self = arg;

    note("%s %d", self->name, ++self->count);
}

static int has_arguments(void *arg)
{
    struct actor one = {.name = "one"}, other = {.name = "the other", .count = 10};
    WEFT_HANDLE(first);
    WEFT_HANDLE(second);

    (void)arg;
    WEFT_TRY(weft_on_signal(&first, WEFT_SIGUSR1, counts, &one));
    WEFT_TRY(weft_on_signal(&second, WEFT_SIGUSR2, counts, &other));
    return weft_sleep(4);
}

static int arguments(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with("USR1@1,USR2@2,USR1@3", has_arguments, NULL), 0);
    EXPECT_LOG("[1.000] one 1\n[2.000] the other 11\n[3.000] one 2\n");
    return WEFT_OK;
}

static int takes_back(void *arg)
{
    note("the signal is there, taken back: %d", weft_handle_cancel(arg));
    return WEFT_OK;
}

static int cancelled_meanwhile(void *arg)
{
    WEFT_HANDLE(handle);
    WEFT_HANDLE(stays);
    WEFT_TRY(weft_on_signal(&handle, WEFT_SIGUSR1, handler, arg));
    WEFT_TRY(weft_on_signal(&stays, WEFT_SIGUSR1, handler, "the other"));
    (void)weft_spawn(takes_back, &handle);
    WEFT_TRY(weft_clock_jump(1));
    return weft_sleep(1);
}

static int dropped(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with("USR1@1", cancelled_meanwhile, "the handler"), 0);
    EXPECT_LOG("[1.000] the signal is there, taken back: 1\n[1.000] the other, in no task\n");
    return WEFT_OK;
}

/* ---- a graceful shutdown ---- */

static weft_task workers[2];

static int works(void *arg)
{
    int err;

    do {
        note("%s works", (const char *)arg);
        err = weft_sleep(1);
    } while (!err);
    note("%s: %s", (const char *)arg, weft_error_name(err));
    WEFT_TRY(weft_sleep(0.5));
    note("%s is clean", (const char *)arg);
    return err;
}

static void shuts_down(void *arg)
{
    note("%s", (const char *)arg);
    for (int i = 0; i < 2; i++)
        (void)weft_task_cancel(workers[i]);
}

static int serves(void *arg)
{
    WEFT_HANDLE(handle);

    WEFT_TRY(weft_on_signal(&handle, WEFT_SIGINT, shuts_down, arg));
    workers[0] = weft_spawn(works, "one");
    workers[1] = weft_spawn(works, "two");
    note("all of them: %s", weft_error_name(weft_join_all(workers, NULL, 2)));
    return WEFT_OK;
}

static int graceful_shutdown(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with("INT@2.5", serves, "shutdown"), 0);
    EXPECT_LOG("[0.000] one works\n[0.000] two works\n"
               "[1.000] one works\n[1.000] two works\n"
               "[2.000] one works\n[2.000] two works\n"
               "[2.500] shutdown\n"
               "[2.500] one: cancelled\n[2.500] two: cancelled\n"
               "[3.000] one is clean\n[3.000] two is clean\n"
               "[3.000] all of them: cancelled\n");
    return WEFT_OK;
}

/* ---- injected or real ---- */

static const char in_order[] = "it comes\n"
                               "the first handler, in no task\n"
                               "the second handler, in no task\n"
                               "the task that waited for it\n";

static int waits_for_it(void *arg)
{
    WEFT_TRY(weft_signal_wait(WEFT_SIGUSR1));
    note("%s", (const char *)arg);
    return WEFT_OK;
}

struct source {
    int (*come)(void);
};

static int all_that_hear(void *arg)
{
    const struct source *source = arg;
    WEFT_HANDLE(first);
    WEFT_HANDLE(second);

    weft_task waiter = weft_spawn(waits_for_it, "the task that waited for it");
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_on_signal(&first, WEFT_SIGUSR1, handler, "the first handler"));
    WEFT_TRY(weft_on_signal(&second, WEFT_SIGUSR1, handler, "the second handler"));
    WEFT_TRY(weft_sleep(0.5)); /* until the loop has seen it */
    note("it comes");
    WEFT_TRY(source->come());
    return weft_join(waiter);
}

/* The log without its times, which may be the real clock's. */
static const char *without_times(void)
{
    static char text[sizeof case_log];
    size_t used = 0;

    text[0] = '\0';
    for (const char *line = case_log; *line;) {
        int length = (int)strcspn(line, "\n") + 1;
        int stamp = (int)strcspn(line, " ") + 1;
        used += (size_t)snprintf(text + used, sizeof text - used, "%.*s", length - stamp, line + stamp);
        line += length;
    }
    return text;
}

static int is_injected(void)
{
    return weft_clock_jump(1);
}

static int injected(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with("USR1@1", all_that_hear, &(struct source){is_injected}), 0);
    EXPECT_TEXT(without_times(), in_order);
    return WEFT_OK;
}

/* ---- the system's ---- */

#ifndef __wasi__

/* On the real clock, a thousand times as fast. */
static int run_really(weft_task_function *body, void *arg)
{
    case_begin(NULL);
    return weft_run_with((&(weft_run_options){.speed = 1000}), body, arg);
}

static int is_sent(void)
{
    return kill(getpid(), SIGUSR1) ? WEFT_HOST : WEFT_OK;
}

static int sent(void *arg)
{
    (void)arg;
    EXPECT_IS(run_really(all_that_hear, &(struct source){is_sent}), 0);
    EXPECT_TEXT(without_times(), in_order);
    return WEFT_OK;
}

static int sends_itself_one(void *arg)
{
    WEFT_HANDLE(handle);
    WEFT_TRY(weft_on_signal(&handle, WEFT_SIGUSR1, handler, arg));
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(is_sent());
    note("the signal was sent");
    return weft_sleep(1);
}

static int not_in_its_context(void *arg)
{
    (void)arg;
    EXPECT_IS(run_really(sends_itself_one, "the handler"), 0);
    EXPECT_TEXT(without_times(), "the signal was sent\nthe handler, in no task\n");
    return WEFT_OK;
}

/* Another process, which sends SIGTERM to its parent as soon as that sleeps in a call of the system. */
static void sends_when_it_waits(pid_t parent)
{
    char path[64], text[256];

    snprintf(path, sizeof path, "/proc/%d/stat", (int)parent);
    for (;;) {
        int file = open(path, O_RDONLY);
        ssize_t count = file < 0 ? -1 : read(file, text, sizeof text - 1);
        if (count <= 0)
            _exit(1);
        close(file);
        text[count] = '\0';
        const char *name_end = strrchr(text, ')');
        if (name_end && name_end[1] && name_end[2] == 'S')
            _exit(kill(parent, SIGTERM));
    }
}

static int waits_really(void *arg)
{
    weft_event event = {0};
    pid_t parent = getpid(), *child = arg;
    WEFT_HANDLE(handle);

    WEFT_TRY(weft_on_signal(&handle, WEFT_SIGTERM, sets, &event));
    WEFT_TRY(weft_sleep(1));
    *child = fork();
    if (*child == 0)
        sends_when_it_waits(parent);
    return waits_for_its_event(&event);
}

static int wakes_the_poll(void *arg)
{
    pid_t child = -1;
    int status = -1;

    (void)arg;
    EXPECT_IS(run_really(waits_really, &child), 0);
    EXPECT_IS(waitpid(child, &status, 0), child);
    EXPECT_IS(status, 0);
    EXPECT_TEXT(without_times(), "the handler\nwoken\n");
    return WEFT_OK;
}

static bool is_default(int signal)
{
    struct sigaction now;

    return sigaction(signal, NULL, &now) == 0 && now.sa_handler == SIG_DFL;
}

static int keeps_one(void *arg)
{
    WEFT_HANDLE(handle);

    EXPECT(is_default(SIGUSR2));
    WEFT_TRY(weft_on_signal(&handle, WEFT_SIGUSR2, handler, arg));
    WEFT_TRY(weft_sleep(1));
    EXPECT(!is_default(SIGUSR2));
    EXPECT(weft_handle_cancel(&handle));
    WEFT_TRY(weft_sleep(1));
    EXPECT(is_default(SIGUSR2));
    left_behind = (weft_handle){0};
    WEFT_TRY(weft_on_signal(&left_behind, WEFT_SIGUSR2, handler, arg));
    WEFT_TRY(weft_sleep(1));
    EXPECT(!is_default(SIGUSR2));
    return WEFT_OK;
}

static int gives_back(void *arg)
{
    (void)arg;
    EXPECT_IS(run_really(keeps_one, ""), 0);
    EXPECT(is_default(SIGUSR2));
    return WEFT_OK;
}

#define OF_THE_SYSTEM                                                                                       \
    KEPT_ALONE(not_in_its_context, "317", "a signal of the system calls nothing before the loop comes to it"), \
    KEPT_ALONE(wakes_the_poll, "317", "a signal of the system ends the wait"),                              \
    KEPT_ALONE(gives_back, "318", "the system has its default back after the handler, and after the run"),  \
    KEPT_ALONE(sent, "321", "a signal of the system comes in that order, too"),

#else
#define OF_THE_SYSTEM
#endif

WEFT_TESTS(KEPT_ALONE(a_callback_of_the_loop, "317", "a handler is a callback of the loop, in its place"),
           KEPT_ALONE(wakes_the_wait, "317", "a signal ends the wait"), DIFFERENT_ALONE(both_run, "318", "a second handler runs beside the first"),
           KEPT(asks_wrongly, "318", "what is no signal is refused"),
           KEPT_ALONE(the_end_removes, "318", "the end of the run removes all handlers"),
           KEPT_ALONE(arguments, "319", "a handler has its argument"), KEPT_ALONE(dropped, "319", "one that is cancelled meanwhile does not run"),
           KEPT_ALONE(graceful_shutdown, "320", "both clean up, and their end is told once"),
           OF_THE_SYSTEM KEPT_ALONE(injected, "321", "an injected signal comes to handlers, then to tasks that wait"))
