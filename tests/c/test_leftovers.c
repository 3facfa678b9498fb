/* What the runtime holds and does not own, or keeps for the program: at a task's end, at a run's end, in the next run. Under the
 * address sanitizer it also shows that nothing looks at a stack that is gone. */
#define _GNU_SOURCE /* syscall */
#include "check.h"

#if defined __linux__ && defined __x86_64__ && !defined __SANITIZE_ADDRESS__
#if !defined __has_feature
#define __has_feature(what) 0
#endif
#if !__has_feature(address_sanitizer)
#define HAS_GUARDS 1
#include <errno.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif
#endif

enum { BAD = 5, ROUNDS = 5000 };

static weft_handle handle;
static weft_future lasting;
static int called;

static void call(void *arg)
{
    (void)arg;
    called++;
}

static int run_to_the_end(weft_task_function *fn)
{
    return weft_run_with(&(weft_run_options){.virtual_clock = true}, fn, NULL);
}

static void hush(const char *line, void *arg)
{
    (void)line, (void)arg;
}

static int run_hushed(weft_task_function *fn)
{
    weft_on_report(hush, NULL);
    int code = weft_run_with(&(weft_run_options){.virtual_clock = true}, fn, NULL);
    weft_on_report(NULL, NULL);
    return code;
}

/* ---- handles ---- */

static int watches_its_own_future(void *arg)
{
    weft_future future = {0};

    (void)arg;
    WEFT_TRY(weft_future_on_done(&future, &handle, call, NULL));
    return weft_sleep(WEFT_FOREVER);
}

static int uses_the_handle(void *arg)
{
    (void)arg;
    EXPECT(!weft_handle_cancel(&handle));
    WEFT_TRY(weft_call_soon(&handle, call, NULL));
    return weft_yield();
}

static int a_future_that_is_gone(void *arg)
{
    (void)arg;
    called = 0;
    EXPECT_IS(run_hushed(watches_its_own_future), WEFT_EXIT_DEADLOCK);
    EXPECT_IS(run_to_the_end(uses_the_handle), 0);
    EXPECT_IS(called, 1);
    return WEFT_OK;
}

static int watches_a_lasting_future(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_future_on_done(&lasting, &handle, call, NULL));
    return weft_sleep(WEFT_FOREVER);
}

static int ends_it(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_future_set(&lasting, NULL));
    WEFT_TRY(weft_yield());
    return weft_yield();
}

static int of_an_earlier_run(void *arg)
{
    (void)arg;
    called = 0;
    EXPECT_IS(run_hushed(watches_a_lasting_future), WEFT_EXIT_DEADLOCK);
    EXPECT_IS(run_to_the_end(ends_it), 0);
    EXPECT_IS(called, 0);
    return WEFT_OK;
}

static weft_task watched;

static int watches_a_younger_task(void *arg)
{
    weft_handle own = {0};

    (void)arg;
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_task_on_done(watched, &own, call, NULL));
    return weft_sleep(WEFT_FOREVER);
}

static int waits_for_ever(void *arg)
{
    (void)arg;
    return weft_sleep(WEFT_FOREVER);
}

static int leaves_handles_on_stacks(void *arg)
{
    WEFT_HANDLE(interrupt);

    (void)arg;
    WEFT_TRY(weft_on_signal(&interrupt, WEFT_SIGINT, call, NULL));
    (void)weft_spawn_with(watches_a_younger_task, NULL, .stack_bytes = 70 << 20); /* too large to be kept for others */
    watched = weft_spawn(waits_for_ever, NULL);
    return weft_sleep(WEFT_FOREVER);
}

static int on_stacks_that_go(void *arg)
{
    (void)arg;
    called = 0;
    EXPECT_IS(run_hushed(leaves_handles_on_stacks), WEFT_EXIT_DEADLOCK);
    EXPECT_IS(run_hushed(leaves_handles_on_stacks), WEFT_EXIT_DEADLOCK);
    EXPECT_IS(called, 0);
    return WEFT_OK;
}

/* ---- loans ---- */

static int borrows_and_forgets(void *arg)
{
    weft_loan loan = {0};

    WEFT_TRY(weft_limiter_borrow(arg, &loan));
    return weft_yield();
}

static int borrows_two(void *arg)
{
    weft_limiter *limiter = arg, other = WEFT_LIMITER(1);
    weft_loan first = {0}, second = {0}, third = {0};

    WEFT_TRY(weft_limiter_borrow(limiter, &first));
    WEFT_TRY(weft_limiter_borrow(&other, &second));
    EXPECT_IS(weft_limiter_borrow(limiter, &third), WEFT_USAGE);
    WEFT_TRY(weft_limiter_return(limiter, &first));
    WEFT_TRY(weft_limiter_borrow(limiter, &third));
    EXPECT_IS(weft_limiter_borrow(&other, &first), WEFT_USAGE);
    WEFT_TRY(weft_limiter_return(&other, &second));
    return weft_limiter_return(limiter, &third);
}

static int a_borrower_that_is_gone(void *arg)
{
    weft_limiter limiter = WEFT_LIMITER(2);

    (void)arg;
    WEFT_TRY(weft_join(weft_spawn_with(borrows_and_forgets, &limiter, .stack_bytes = 70 << 20)));
    WEFT_TRY(weft_join(weft_spawn(borrows_two, &limiter)));
    EXPECT_IS(limiter.borrowed, 1); /* its token stays out */
    return WEFT_OK;
}

/* ---- a handler that spawns ---- */

static int handled;
static weft_task sent;

static int sends(void *arg)
{
    (void)arg;
    return weft_sleep(0.1);
}

static int spawns_a_sender(const weft_error_report *report, void *arg)
{
    (void)report, (void)arg;
    handled++;
    sent = weft_spawn(sends, NULL);
    return WEFT_OK;
}

static int fails(void *arg)
{
    (void)arg;
    return BAD;
}

static int leaves_two_failures(void *arg)
{
    (void)arg;
    (void)weft_spawn(fails, NULL);
    (void)weft_spawn(fails, NULL);
    return weft_sleep(1);
}

static int a_handler_that_spawns(void *arg)
{
    (void)arg;
    handled = 0;
    weft_on_error(spawns_a_sender, NULL);
    EXPECT_IS(run_to_the_end(leaves_two_failures), 0);
    weft_on_error(NULL, NULL);
    EXPECT_IS(handled, 2);
    EXPECT_IS(sent.slot, 0); /* the run is over: it could not run any more */
    return WEFT_OK;
}

/* ---- a failure that no shield hears of ---- */

static weft_variable owner = {.fallback = "nobody"};
enum { LATE_MOST = 6 };
static int turns_late, heard_as_the_task;
static bool stops;

static int fails_behind_a_shield(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_variable_set(&owner, "the task"));
    int err = weft_sleep(turns_late < LATE_MOST ? 1 : WEFT_FOREVER); /* the last one is cancelled when main has ended */
    (void)err;
    return BAD;
}

static int joins_behind_a_shield(void *arg)
{
    return weft_join_shielded(*(weft_task *)arg);
}

static int hears(const weft_error_report *report, void *arg)
{
    (void)arg;
    handled += report->code == BAD;
    heard_as_the_task += strcmp(weft_variable_get(&owner), "the task") == 0;
    return WEFT_OK;
}

static int ends_about_then(void *arg)
{
    (void)arg;
    weft_task task = weft_spawn(fails_behind_a_shield, NULL), joiner = weft_spawn(joins_behind_a_shield, &task);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    (void)weft_task_cancel(joiner);
    EXPECT_IS(weft_join(joiner), WEFT_CANCELLED);
    WEFT_TRY(weft_sleep(1));
    for (int turn = 0; turn < turns_late; turn++)
        WEFT_TRY(weft_yield());
    if (!stops)
        return WEFT_OK;
    weft_stop(); /* what was to run in the next turn does not */
    return weft_sleep(1);
}

/* Told once, with nothing left, in whichever turn about that failure the run ends. */
static int told_in_the_last_turn(void *arg)
{
    (void)arg;
    weft_on_error(hears, NULL);
    for (int i = 0; i <= 2 * LATE_MOST; i++) {
        weft_run_outcome left = {0};
        stops = i > LATE_MOST;
        turns_late = stops ? i - LATE_MOST - 1 : i;
        handled = 0;
        EXPECT_IS(weft_run_with(&((weft_run_options){.virtual_clock = true, .outcome = &left}), ends_about_then, NULL) != 0, stops);
        EXPECT_IS(handled, 1);
        EXPECT_IS((int)(left.tasks + left.timers + left.waiters + left.bytes), 0);
    }
    weft_on_error(NULL, NULL);
    EXPECT(heard_as_the_task > 0); /* in the turn after it, with what the task had set */
    return WEFT_OK;
}

/* ---- variables ---- */

static weft_variable user = {.fallback = "nobody"}, request = {.fallback = "none"}, never_set = {.fallback = "default"};

static int serves(void *arg)
{
    EXPECT(weft_variable_get(&request) == arg);
    WEFT_TRY(weft_yield());
    EXPECT(weft_variable_get(&request) == arg);
    return WEFT_OK;
}

static int serve(int rounds)
{
    for (int i = 0; i < rounds; i++) {
        WEFT_TRY(weft_variable_set(&request, &user));
        WEFT_TRY(weft_variable_set(&user, (void *)(uintptr_t)i));
        weft_task first = weft_spawn(serves, &user); /* it runs while the next request is accepted */
        WEFT_TRY(weft_variable_set(&request, &request));
        weft_task second = weft_spawn(serves, &request);
        WEFT_TRY(weft_join(first));
        WEFT_TRY(weft_join(second));
        EXPECT(weft_variable_get(&user) == (void *)(uintptr_t)i);
        EXPECT(weft_variable_get(&request) == &request);
    }
    return WEFT_OK;
}

static int variables_for_ever(void *arg)
{
    (void)arg;
    WEFT_TRY(serve(1000)); /* until as many tasks are kept as ever will be */
    size_t before = weft__memory_bytes();
    WEFT_TRY(serve(ROUNDS));
    EXPECT_IS(weft__memory_bytes(), before);
    WEFT_EXPECT_TEXT((const char *)weft_variable_get(&never_set), "default");
    return WEFT_OK;
}

/* ---- what a terminal would obey ---- */

static char said[400];

static void keep_line(const char *line, void *arg)
{
    (void)arg;
    snprintf(said + strlen(said), sizeof said - strlen(said), "%s\n", line);
}

static int names_are_shown(void *arg)
{
    (void)arg;
    weft_on_report(keep_line, NULL);
    weft_error_default(&(weft_error_report){.kind = WEFT_ERROR_CALLBACK, .code = BAD, .message = "an error",
                                            .name = "\x1b[2J\nweft: fake\r", .text = "\xc2\x9b" "31m \xe2\x80\xaetxt \x7f \xc3\xa4\xe2\x82\xac",
                                            .place = weft_task_place(weft_current())});
    weft_on_report(NULL, NULL);
    said[strcspn(said, "(")] = '\0';
    WEFT_EXPECT_TEXT(said, "weft: an error: \\x1b[2J\\x0aweft: fake\\x0d: \\xc2\\x9b31m \\xe2\\x80\\xaetxt \\x7f \xc3\xa4\xe2\x82\xac ");
    return WEFT_OK;
}

/* ---- stacks that the system gives no guard ---- */

#ifdef HAS_GUARDS

static bool no_guards;

int mprotect(void *from, size_t bytes, int what)
{
    return no_guards ? (errno = ENOMEM, -1) : (int)syscall(SYS_mprotect, from, bytes, what);
}

static int uses_its_stack(void *arg)
{
    volatile char room[40000];

    (void)arg;
    for (size_t i = 0; i < sizeof room; i += 1000)
        room[i] = (char)i;
    WEFT_TRY(weft_sleep(1));
    return room[39000] == (char)39000 ? WEFT_OK : BAD;
}

static int spawns_without_guards(void *arg)
{
    weft_task tasks[3];

    (void)arg;
    no_guards = true;
    for (int i = 0; i < 3; i++)
        tasks[i] = weft_spawn_with(uses_its_stack, NULL, .stack_bytes = 77777);
    for (int i = 0; i < 3; i++)
        EXPECT_IS(weft_join(tasks[i]), WEFT_OK);
    no_guards = false;
    return WEFT_OK;
}

static int without_guards(void *arg)
{
    (void)arg;
    for (int run = 0; run < 6; run++) {
#ifdef __GLIBC__
        static size_t held;
        EXPECT(run < 5 || mallinfo2().uordblks <= held); /* once libc has its buffers, nothing of it is left */
        held = mallinfo2().uordblks;
#endif
        EXPECT_IS(run_to_the_end(spawns_without_guards), 0);
    }
    return WEFT_OK;
}

#define OF_GUARDS {.body = without_guards, .alone = true, .name = "a stack that gets no guard is a stack all the same"},
#else
#define OF_GUARDS
#endif

#define ALONE(function, says) {.body = function, .name = says, .alone = true}

WEFT_TESTS(OF_GUARDS ALONE(a_future_that_is_gone, "a handle that watched a future on a stack that is gone is free in the next run"),
           ALONE(of_an_earlier_run, "a handle of an earlier run does not hear of a future that is set in the next"),
           ALONE(on_stacks_that_go, "handles on stacks, of signals and of younger tasks, when a run ends by itself"),
           CASE(a_borrower_that_is_gone, "a limiter does not look at what a task left behind that is gone"),
           ALONE(a_handler_that_spawns, "an error handler that spawns, at the end of the run, is told no more"),
           ALONE(told_in_the_last_turn, "a failure that no shield hears of, in the last turns of a run, is told once"),
           CASE(variables_for_ever, "variables may be set, and tasks spawned with them, for ever"),
           CASE(names_are_shown, "a name or text that a terminal would obey is shown"))
