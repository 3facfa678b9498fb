/* FUT: results that somebody sets, once (statements 026 to 040). */
#include "case.h"

static int pending_at_first(void *arg)
{
    weft_future future = {0};

    (void)arg;
    EXPECT(!weft_future_done(&future));
    EXPECT_IS(weft_future_result(&future), WEFT_PENDING);
    EXPECT(future.value == NULL);
    return WEFT_OK;
}

static int done_once(void *arg)
{
    weft_future set = {0}, cancelled = {0};
    int first = 1, second = 2;

    (void)arg;
    EXPECT_IS(weft_future_set(&set, &first), WEFT_OK);
    EXPECT_IS(weft_future_set(&set, &second), WEFT_CLOSED);
    EXPECT_IS(weft_future_fail(&set, 7), WEFT_CLOSED);
    EXPECT_IS(weft_future_result(&set), WEFT_OK);
    EXPECT(set.value == &first);
    EXPECT_IS(weft_future_cancel(&cancelled), WEFT_OK);
    EXPECT_IS(weft_future_set(&cancelled, &first), WEFT_CLOSED);
    EXPECT_IS(weft_future_fail(&cancelled, 7), WEFT_CLOSED);
    EXPECT_IS(weft_future_result(&cancelled), WEFT_CANCELLED);
    return WEFT_OK;
}

static int failures(void *arg)
{
    weft_future failed = {0}, fine = {0};

    (void)arg;
    EXPECT_IS(weft_future_fail_because(&failed, 7, "no route"), WEFT_OK);
    EXPECT_IS(weft_future_result(&failed), 7);
    EXPECT_TEXT(weft_future_text(&failed), "no route");
    EXPECT_IS(weft_future_wait(&failed), 7);
    EXPECT_TEXT(weft_error_text(), "no route");
    EXPECT_IS(weft_future_set(&fine, NULL), WEFT_OK);
    EXPECT_IS(weft_future_result(&fine), WEFT_OK);
    EXPECT_TEXT(weft_future_text(&fine), "");
    return WEFT_OK;
}

static int codes_that_are_no_failure(void *arg)
{
    weft_future future = {0};

    (void)arg;
    EXPECT_IS(weft_future_fail(&future, WEFT_OK), WEFT_INVALID);
    EXPECT_IS(weft_future_fail(&future, WEFT_PENDING), WEFT_INVALID);
    EXPECT_IS(weft_future_fail_because(&future, WEFT_PENDING, "not yet"), WEFT_INVALID);
    EXPECT(!weft_future_done(&future));
    return WEFT_OK;
}

static int cancel_a_future(void *arg)
{
    weft_future pending = {0}, done = {0};

    (void)arg;
    EXPECT_IS(weft_future_cancel(&pending), WEFT_OK);
    EXPECT(weft_future_done(&pending));
    EXPECT_IS(weft_future_result(&pending), WEFT_CANCELLED);
    EXPECT_IS(weft_future_cancel(&pending), WEFT_CLOSED);
    (void)weft_future_set(&done, NULL);
    EXPECT_IS(weft_future_cancel(&done), WEFT_CLOSED);
    EXPECT_IS(weft_future_result(&done), WEFT_OK);
    return WEFT_OK;
}

static int await(void *arg)
{
    struct actor *self = arg;

    self->result = weft_future_wait(self->thing);
    note("%s: %s, %s", self->name, weft_error_name(self->result), weft_error_text());
    return self->result;
}

static int cancelled_with_a_text(void *arg)
{
    weft_future future = {0};
    struct actor a = {.name = "A", .thing = &future}, b = {.name = "B", .thing = &future};
    weft_task waiter = weft_spawn(await, &a);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_future_cancel_because(&future, "not wanted"), WEFT_OK);
    EXPECT_TEXT(weft_future_text(&future), "not wanted");
    EXPECT_IS(weft_join(waiter), WEFT_CANCELLED);
    EXPECT_TEXT(weft_error_text(), "not wanted");
    EXPECT_IS(weft_join(weft_spawn(await, &b)), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] A: cancelled, not wanted\n[1.000] B: cancelled, not wanted\n");
    return WEFT_OK;
}

static unsigned called_at;

static void call(void *arg)
{
    called_at = tick;
    note("%s", (const char *)arg);
}

static int quick(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

static int callbacks_are_queued(void *arg)
{
    weft_future future = {0}, cancelled = {0};
    weft_handle a = {0}, b = {0}, c = {0}, d = {0}, e = {0};

    (void)arg;
    WEFT_TRY(weft_future_on_done(&future, &a, call, "A"));
    WEFT_TRY(weft_future_on_done(&future, &b, call, "B"));
    WEFT_TRY(weft_future_on_done(&cancelled, &c, call, "C"));
    (void)weft_future_set(&future, NULL);
    (void)weft_future_cancel(&cancelled);
    WEFT_TRY(weft_future_on_done(&future, &d, call, "D: it was done already"));
    EXPECT_LOG("");
    unsigned set_at = tick;
    weft_task task = weft_spawn(quick, NULL);
    WEFT_TRY(weft_yield());
    EXPECT_LOG("[0.000] A\n[0.000] B\n[0.000] C\n[0.000] D: it was done already\n");
    EXPECT_IS(called_at, set_at + 1);
    WEFT_TRY(weft_task_on_done(task, &e, call, "E: the task was done already"));
    EXPECT_IS(called_at, set_at + 1);
    WEFT_TRY(weft_yield());
    EXPECT_IS(called_at, set_at + 2);
    return weft_join(task);
}

struct pair {
    weft_future *future;
    weft_handle *own, *other;
};

static void take_away_the_other(void *arg)
{
    struct pair *pair = arg;

    note("called");
    EXPECT(weft_handle_cancel(pair->other)); /* though it is in the ready list by now */
    EXPECT_IS(weft_future_on_done(pair->future, pair->own, call, "again"), WEFT_OK);
}

static int callbacks_are_removed(void *arg)
{
    weft_future future = {0}, changing = {0};
    weft_handle a = {0}, b = {0}, c = {0}, d = {0}, e = {0};

    (void)arg;
    WEFT_TRY(weft_future_on_done(&future, &a, call, "twice"));
    WEFT_TRY(weft_future_on_done(&future, &b, call, "twice"));
    WEFT_TRY(weft_future_on_done(&future, &c, call, "once"));
    EXPECT_IS(weft_future_on_done(&future, &c, call, "in use"), WEFT_USAGE);
    EXPECT_IS(weft_handle_cancel(&a) + weft_handle_cancel(&b), 2);
    EXPECT_IS(weft_handle_cancel(&a) + weft_handle_cancel(&b), 0);
    (void)weft_future_set(&future, NULL);
    struct pair pair = {&changing, &d, &e};
    WEFT_TRY(weft_future_on_done(&changing, &d, take_away_the_other, &pair));
    WEFT_TRY(weft_future_on_done(&changing, &e, call, "never"));
    (void)weft_future_set(&changing, NULL);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[0.000] once\n[0.000] called\n[0.000] again\n");
    return WEFT_OK;
}

static int reports;

static int on_error(const weft_error_report *error, void *arg)
{
    (void)arg;
    reports++;
    note("%s: %s", error->message, error->text);
    return WEFT_OK;
}

static void fail_in_a_callback(void *arg)
{
    (void)arg;
    weft_report_error(3, "the callback failed");
}

static int a_failing_callback(void *arg)
{
    weft_future future = {0};
    weft_handle a = {0}, b = {0};

    (void)arg;
    reports = 0;
    weft_on_error(on_error, NULL);
    WEFT_TRY(weft_future_on_done(&future, &a, fail_in_a_callback, NULL));
    WEFT_TRY(weft_future_on_done(&future, &b, call, "the later one runs"));
    (void)weft_future_set(&future, NULL);
    WEFT_TRY(weft_yield());
    weft_on_error(NULL, NULL);
    EXPECT_IS(reports, 1);
    EXPECT_LOG("[0.000] an error in a callback: the callback failed\n"
               "[0.000] the later one runs\n"); /* at once, and before the next callback */
    EXPECT_IS(weft_future_result(&future), WEFT_OK);
    return WEFT_OK;
}

static weft_variable colour = {.fallback = "none"};

static void look(void *arg)
{
    (void)arg;
    note("%s", (const char *)weft_variable_get(&colour));
}

static int callbacks_keep_their_context(void *arg)
{
    weft_future future = {0};
    weft_handle a = {0}, b = {0};

    (void)arg;
    WEFT_TRY(weft_variable_set(&colour, "red"));
    WEFT_TRY(weft_future_on_done(&future, &a, look, NULL));
    WEFT_TRY(weft_variable_set(&colour, "blue"));
    WEFT_TRY(weft_future_on_done(&future, &b, look, NULL));
    WEFT_TRY(weft_variable_set(&colour, "green"));
    (void)weft_future_set(&future, NULL);
    WEFT_TRY(weft_yield());
    EXPECT_LOG("[0.000] red\n[0.000] blue\n");
    return WEFT_OK;
}

static int ignore_a_failure(bool look_first, bool cancel_first)
{
    WEFT_FUTURE(answer);

    (void)weft_future_fail_because(&answer, 7, "no route");
    if (look_first)
        EXPECT_IS(weft_future_result(&answer), 7);
    if (cancel_first)
        EXPECT_IS(weft_future_cancel(&answer), WEFT_CLOSED);
    return WEFT_OK;
}

static int failures_nobody_read(void *arg)
{
    weft_future fine = {0};

    (void)arg;
    reports = 0;
    weft_on_error(on_error, NULL);
    WEFT_TRY(ignore_a_failure(false, false));
    EXPECT_IS(reports, 1);
    WEFT_TRY(ignore_a_failure(true, false));
    EXPECT_IS(reports, 1);
    {
        WEFT_FUTURE(set);
        WEFT_FUTURE(cancelled);
        (void)weft_future_set(&set, &fine);
        (void)weft_future_cancel(&cancelled);
    }
    {
        WEFT_FUTURE(awaited);
        WEFT_FUTURE(source);
        WEFT_FUTURE(destination);
        weft_future_link link = {0};
        (void)weft_future_fail(&awaited, 7);
        EXPECT_IS(weft_future_wait(&awaited), 7); /* to wait for it is to look */
        WEFT_TRY(weft_future_chain(&link, &source, &destination));
        (void)weft_future_fail(&source, 7);
        EXPECT_IS(weft_future_wait(&destination), 7); /* which is where the source's failure went */
    }
    weft_on_error(NULL, NULL);
    EXPECT_IS(reports, 1);
    EXPECT_LOG("[0.000] the error of a future was never looked at: no route\n");
    return WEFT_OK;
}

static int a_cancel_is_enough(void *arg)
{
    (void)arg;
    reports = 0;
    weft_on_error(on_error, NULL);
    WEFT_TRY(ignore_a_failure(false, true));
    weft_on_error(NULL, NULL);
    EXPECT_IS(reports, 0);
    return WEFT_OK;
}

static int a_cancel_reaches_all_waiters(void *arg)
{
    weft_future future = {0};
    struct actor a = {.name = "A", .thing = &future}, b = {.name = "B", .thing = &future};
    weft_task first = weft_spawn(await, &a), second = weft_spawn(await, &b);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(first);
    EXPECT_IS(weft_future_result(&future), WEFT_CANCELLED);
    EXPECT_LOG("");
    WEFT_TRY(weft_yield()); /* both in the next turn, in the order in which they began to wait */
    EXPECT_LOG("[1.000] A: cancelled, \n[1.000] B: cancelled, \n");
    EXPECT_IS(weft_join(first), WEFT_CANCELLED);
    EXPECT_IS(weft_join(second), WEFT_CANCELLED);
    EXPECT_IS(a.result, WEFT_CANCELLED);
    EXPECT_IS(b.result, WEFT_CANCELLED);
    return WEFT_OK;
}

static int read_again_and_again(void *arg)
{
    weft_future future = {0};
    int value = 42;

    (void)arg;
    (void)weft_future_set(&future, &value);
    for (int i = 0; i < 3; i++) {
        EXPECT_IS(weft_future_result(&future), WEFT_OK);
        WEFT_TRY(weft_future_wait(&future));
        EXPECT(future.value == &value);
    }
    return WEFT_OK;
}

static int chained(void *arg)
{
    weft_future source[3] = {{0}}, destination[3] = {{0}};
    weft_future_link links[3] = {{0}};
    int value = 42;

    (void)arg;
    for (int i = 0; i < 3; i++)
        WEFT_TRY(weft_future_chain(&links[i], &source[i], &destination[i]));
    EXPECT_IS(weft_future_chain(&links[0], &source[0], &destination[0]), WEFT_USAGE);
    EXPECT_IS(weft_future_chain(&(weft_future_link){0}, &source[0], &source[0]), WEFT_USAGE);
    (void)weft_future_set(&source[0], &value);
    (void)weft_future_fail_because(&source[1], 7, "no route");
    (void)weft_future_cancel(&destination[2]);
    WEFT_TRY(weft_future_wait(&destination[0]));
    EXPECT(destination[0].value == &value);
    EXPECT_IS(weft_future_wait(&destination[1]), 7);
    EXPECT_TEXT(weft_future_text(&destination[1]), "no route");
    EXPECT_IS(weft_future_result(&source[2]), WEFT_CANCELLED);
    weft_future inner = {0}, outer = {0};
    weft_future_link link = {0};
    WEFT_TRY(weft_future_chain(&link, &inner, &outer));
    (void)weft_future_cancel(&inner);
    EXPECT_IS(weft_future_wait(&outer), WEFT_CANCELLED);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    weft_future mine = {0}, other = {0}, next = {0};
    weft_future_link again = {0};
    WEFT_TRY(weft_future_chain(&again, &mine, &other));
    (void)weft_future_set(&other, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_future_chain(&again, &mine, &next)); /* the destination had its outcome: the link is free */
    (void)weft_future_set(&mine, &value);
    WEFT_TRY(weft_future_wait(&next));
    EXPECT(next.value == &value);
    return WEFT_OK;
}

WEFT_TESTS(
    KEPT(pending_at_first, "026", "a new future is pending, and has no result"),
    KEPT(done_once, "027", "it is done once; the first outcome stays"),
    KEPT(failures, "028", "a failure is returned with its text; one that is fine has none"),
    KEPT(codes_that_are_no_failure, "029", "a code that would not read as a failure is refused"),
    KEPT(cancel_a_future, "030", "a cancel makes a pending one cancelled, and leaves a finished one alone"),
    KEPT(cancelled_with_a_text, "031", "a cancel's text reaches who waits, then and later"),
    KEPT(callbacks_are_queued, "032", "callbacks run in the next turn, in order, also when it was done already"),
    KEPT(callbacks_are_removed, "033", "callbacks are removed, also by callbacks, and each runs once"),
    KEPT(a_failing_callback, "034", "a callback's error goes to the handler; later callbacks run"),
    KEPT(callbacks_keep_their_context, "035", "a callback sees the variables of the moment when it was added"),
    KEPT(failures_nobody_read, "036", "a failure that nobody asked for is reported once"),
    KEPT(a_cancel_is_enough, "037", "a cancel of a failed future is enough to have looked"),
    KEPT(a_cancel_reaches_all_waiters, "038", "cancelling one who waits cancels the future and all who wait"),
    KEPT(read_again_and_again, "039", "the outcome can be read any number of times"),
    KEPT(chained, "040", "outcomes flow along a chain, a cancel flows back"))
