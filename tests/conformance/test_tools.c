/* TTST: the clock of tests and tools for them (statements 364 to 369). */
#include "case.h"

static int sleeps(void *arg)
{
    struct actor *self = arg;

    WEFT_TRY(weft_sleep(self->seconds));
    note("%s", self->name);
    return WEFT_OK;
}

/* ---- the clock ---- */

static int jumps(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_clock_jump(1.5));
    EXPECT_IS(weft_time(), 1.5);
    EXPECT_IS(weft_clock_jump(-1), WEFT_INVALID);
    EXPECT_IS(weft_clock_jump(NAN), WEFT_INVALID);
    EXPECT_IS(weft_time(), 1.5);
    return WEFT_OK;
}

static int jumps_by_itself(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1000000));
    EXPECT_IS(weft_time(), 1000000);
    return WEFT_OK;
}

static int by_hand(void *arg)
{
    struct actor early = {.name = "early", .seconds = 1}, late = {.name = "late", .seconds = 10};
    weft_task tasks[] = {weft_spawn(sleeps, &early), weft_spawn(sleeps, &late)};

    (void)arg;
    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_wait_all_blocked(0));
        note("all wait");
        WEFT_TRY(weft_clock_jump(5));
    }
    WEFT_TRY(weft_join(tasks[0]));
    return weft_join(tasks[1]);
}

static int waits_on_it(void *arg)
{
    (void)arg;
    return weft_sleep(1);
}

static int a_clock_that_stands(void *arg)
{
    const weft_run_options options = {.manual_clock = true};

    (void)arg;
    case_begin(NULL);
    EXPECT_IS(weft_run_with(&options, by_hand, NULL), 0);
    EXPECT_LOG("[0.000] all wait\n[5.000] early\n[5.000] all wait\n[10.000] late\n[10.000] all wait\n");
    case_begin(NULL);
    weft_on_report(case_said, NULL);
    EXPECT_IS(weft_run_with(&options, waits_on_it, NULL), WEFT_EXIT_DEADLOCK);
    EXPECT(strstr(case_log, "nothing is ready, the clock stands still, and 1 task waits for ever\n") != NULL);
    weft_on_report(NULL, NULL);
    return WEFT_OK;
}

static int a_minute(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_clock_jump(1), WEFT_UNSUPPORTED);
    WEFT_TRY(weft_sleep(60));
    EXPECT(weft_time() >= 60);
    return WEFT_OK;
}

static int a_fast_clock(void *arg)
{
    (void)arg;
    return weft_run_with((&(weft_run_options){.speed = 10000}), a_minute, NULL); /* 6 ms */
}

/* ---- when all wait ---- */

static int waits_until_blocked(void *arg)
{
    struct actor *self = arg;
    int err = weft_wait_all_blocked(self->seconds);

    note("%s: %s", self->name, weft_error_name(err));
    return err;
}

static int before_time_jumps(void *arg)
{
    struct actor sleeper = {.name = "the sleeper", .seconds = 1}, waiter = {.name = "all wait"};

    (void)arg;
    WEFT_TRY(weft_gather({sleeps, &sleeper}, {waits_until_blocked, &waiter}));
    EXPECT_LOG("[0.000] all wait: ok\n[1.000] the sleeper\n");
    return WEFT_OK;
}

static int yields(void *arg)
{
    struct actor *self = arg;

    for (int i = 0; i < self->count; i++)
        WEFT_TRY(weft_yield());
    note("%s has nothing to do", self->name);
    return weft_sleep(1);
}

static int the_shortest_first(void *arg)
{
    struct actor busy = {.name = "busy", .count = 20}, long_one = {.name = "long", .seconds = 2};
    struct actor short_one = {.name = "short", .seconds = 1}, same = {.name = "same", .seconds = 1};

    (void)arg;
    WEFT_TRY(weft_gather({waits_until_blocked, &long_one}, {waits_until_blocked, &short_one}, {yields, &busy},
                         {waits_until_blocked, &same}));
    EXPECT_LOG("[0.000] busy has nothing to do\n[0.000] short: ok\n[0.000] same: ok\n[0.000] long: ok\n");
    return WEFT_OK;
}

static int the_wait_is_cancelled(void *arg)
{
    struct actor waiter = {.name = "waiter", .seconds = 1};

    (void)arg;
    weft_task task = weft_spawn(waits_until_blocked, &waiter);
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_IS(weft_wait_all_blocked(NAN), WEFT_INVALID);
    WEFT_TRY(weft_wait_all_blocked(0));
    EXPECT_LOG("[0.000] waiter: cancelled\n");
    return WEFT_OK;
}

static int cushioned(void *arg)
{
    double began = weft_time();

    (void)arg;
    WEFT_TRY(weft_wait_all_blocked(0.005));
    EXPECT(passed(began, 0.005));
    return WEFT_OK;
}

static int a_cushion_of_real_time(void *arg)
{
    (void)arg;
    return weft_run(cushioned, NULL);
}

/* ---- order and checkpoints ---- */

static weft_sequencer order;

static int at_its_place(void *arg)
{
    struct actor *self = arg;

    WEFT_TRY(weft_sequencer_enter(&order, self->count));
    note("%d", self->count);
    WEFT_TRY(weft_yield());
    weft_sequencer_leave(&order);
    return WEFT_OK;
}

static int one_after_the_other(void *arg)
{
    struct actor second = {.count = 1}, first = {.count = 0}, third = {.count = 2};

    (void)arg;
    order = (weft_sequencer){0};
    WEFT_TRY(weft_gather({at_its_place, &third}, {at_its_place, &second}, {at_its_place, &first}));
    EXPECT_LOG("[0.000] 0\n[0.000] 1\n[0.000] 2\n");
    EXPECT_IS(at_its_place(&first), WEFT_USAGE);
    return WEFT_OK;
}

static int a_broken_order(void *arg)
{
    struct actor second = {.count = 1}, third = {.count = 2}, first = {.count = 0};

    (void)arg;
    order = (weft_sequencer){0};
    weft_task waits = weft_spawn(at_its_place, &second), breaks = weft_spawn(at_its_place, &third);
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_task_cancel(breaks), WEFT_OK);
    EXPECT_IS(weft_join(breaks), WEFT_CANCELLED);
    EXPECT_IS(weft_join(waits), WEFT_CLOSED);
    EXPECT_IS(at_its_place(&first), WEFT_CLOSED);
    return WEFT_OK;
}

static int checkpoints(void *arg)
{
    weft_lock lock = {0};

    (void)arg;
    EXPECT_IS(WEFT_EXPECT_YIELDS(weft_yield()), WEFT_OK);
    EXPECT_IS(WEFT_EXPECT_YIELDS(weft_sleep(1)), WEFT_OK);
    EXPECT_IS(WEFT_EXPECT_NO_YIELD(weft_lock_acquire(&lock)), WEFT_OK);
    return weft_lock_release(&lock);
}

/* ---- what two tasks exchange ---- */

typedef WEFT_CHANNEL(char, 0) hand_to_hand;
typedef WEFT_CHANNEL(char, 3) with_room;

static hand_to_hand lockstep;
static with_room buffered;
static WEFT_SENDER(char) lockstep_out;
static WEFT_RECEIVER(char) lockstep_in;
static WEFT_SENDER(char) buffered_out;
static WEFT_RECEIVER(char) buffered_in;

static int sends(void *arg)
{
    for (const char *at = "abc"; *at; at++) {
        WEFT_TRY(weft_send(&lockstep_out, at));
        note("%c was taken", *at);
        WEFT_TRY(weft_send(&buffered_out, at));
    }
    (void)arg;
    note("all sent");
    weft_end_close(&lockstep_out);
    weft_end_close(&buffered_out);
    return WEFT_OK;
}

static int receives(void *arg)
{
    char one;

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    while (weft_receive(&lockstep_in, &one) == WEFT_OK)
        WEFT_TRY(weft_sleep(1));
    while (weft_receive(&buffered_in, &one) == WEFT_OK)
        note("%c", one);
    weft_end_close(&lockstep_in);
    weft_end_close(&buffered_in);
    return WEFT_OK;
}

static int pairs(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_channel_open(&lockstep, &lockstep_out, &lockstep_in));
    WEFT_TRY(weft_channel_open(&buffered, &buffered_out, &buffered_in));
    WEFT_TRY(weft_gather({sends, NULL}, {receives, NULL}));
    EXPECT_LOG("[1.000] a was taken\n[2.000] b was taken\n[3.000] c was taken\n[3.000] all sent\n[4.000] a\n[4.000] b\n[4.000] c\n");
    return WEFT_OK;
}

/* ---- the host's loop ---- */

static void cancels(void *arg)
{
    EXPECT_IS(weft_task_cancel(*(weft_task *)arg), WEFT_OK);
}

static int driven_from_outside(void *arg)
{
    struct actor sleeper = {.name = "never", .seconds = 3600}, quick = {.name = "quick", .seconds = 0.002};
    weft_handle handle = {0};
    size_t before = weft_turns();

    (void)arg;
    weft_task task = weft_spawn(sleeps, &sleeper);
    WEFT_TRY(weft_call_later(&handle, 0.01, cancels, &task)); /* the host waits less than it was going to */
    WEFT_TRY(sleeps(&quick));
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT(weft_time() >= 0.01 && weft_time() < 60);
    EXPECT(weft_turns() > before);
    EXPECT(strstr(case_log, "quick") && !strstr(case_log, "never"));
    return WEFT_OK;
}

static int in_the_hosts_loop(void *arg)
{
    (void)arg;
    case_begin(NULL);
    return weft_run(driven_from_outside, NULL);
}

WEFT_TESTS(KEPT(jumps, "364", "a jump moves the virtual clock forward, never back"),
           KEPT(jumps_by_itself, "364", "without one it moves to the next deadline at once"),
           KEPT_ALONE(a_clock_that_stands, "364", "or not at all, when it is to be moved by hand"),
           KEPT_ALONE(a_fast_clock, "364", "or the real clock runs many times as fast"),
           KEPT(before_time_jumps, "365", "who waits until all wait comes before the jump"),
           KEPT(the_shortest_first, "366", "it returns when all others wait, the shortest cushion first"),
           KEPT(the_wait_is_cancelled, "366", "and can be cancelled"),
           KEPT_ALONE(a_cushion_of_real_time, "366", "on the real clock all must have waited so long"),
           KEPT(one_after_the_other, "367", "a sequencer brings tasks into one order; a position is used once"),
           KEPT(a_broken_order, "367", "a wait that is cancelled breaks it for all"),
           KEPT(checkpoints, "366", "a call can be expected to let others run, or not to"),
           DIFFERENT(pairs, "368", "in memory, values go through channels, from hand to hand or with room between"),
           KEPT_ALONE(in_the_hosts_loop, "369", "in Node and in a page the host's loop drives the same program"))
