/* LOOP: the ready list, timers, handles, sleep, stop and close (statements 211 to 227). */
#include "case.h"

static void say(void *arg)
{
    note("%s, turn %u", (const char *)arg, tick);
}

static int in_order(void *arg)
{
    weft_handle a = {0}, b = {0}, c = {0};

    (void)arg;
    WEFT_TRY(weft_call_soon(&a, say, "a"));
    WEFT_TRY(weft_call_soon(&b, say, "b"));
    WEFT_TRY(weft_call_soon(&c, say, "c"));
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[0.000] a, turn 1\n[0.000] b, turn 1\n[0.000] c, turn 1\n");
    return WEFT_OK;
}

/* ---- nobody starves ---- */

static struct {
    weft_handle again, timer;
    unsigned rounds, fired_in;
} busy;

static void again(void *arg)
{
    busy.rounds++;
    if (busy.rounds < 100000 && !busy.fired_in)
        EXPECT_IS(weft_call_soon(&busy.again, again, arg), WEFT_OK);
}

static void fires(void *arg)
{
    (void)arg;
    busy.fired_in = tick;
}

static int not_starved(void *arg)
{
    busy.rounds = busy.fired_in = 0;
    WEFT_TRY(weft_call_soon(&busy.again, again, arg));
    WEFT_TRY(weft_call_later(&busy.timer, 0, fires, arg));
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(busy.fired_in, 1);
    EXPECT_IS(busy.rounds, 2); /* one in the turn of the timer, before it; one in the next */
    return WEFT_OK;
}

static int not_starved_really(void *arg)
{
    busy.rounds = busy.fired_in = 0;
    WEFT_TRY(weft_call_soon(&busy.again, again, arg));
    WEFT_TRY(weft_call_later(&busy.timer, 0.002, fires, arg));
    WEFT_TRY(weft_sleep(0.02));
    EXPECT(busy.fired_in > 0);
    return WEFT_OK;
}

static int not_starved_on_the_real_clock(void *arg)
{
    (void)arg;
    return weft_run(not_starved_really, NULL);
}

/* ---- the order in one turn ---- */

static struct {
    weft_handle soon, timer;
    weft_event rang; /* the timer did */
    bool over;
    unsigned place, soon_in, io_in, timer_in, soon_place, io_place, timer_place;
} batch;

static void soon_round(void *arg)
{
    if (batch.over)
        return;
    batch.soon_in = tick;
    batch.soon_place = ++batch.place;
    EXPECT_IS(weft_call_soon(&batch.soon, soon_round, arg), WEFT_OK);
}

static void timer_round(void *arg)
{
    weft_event_set(&batch.rang);
    if (!batch.over)
        EXPECT_IS(weft_call_later(&batch.timer, 0, timer_round, arg), WEFT_OK);
}

static int sees_timer_ring(void *arg)
{
    (void)arg;
    while (!batch.over) {
        WEFT_TRY(weft_event_wait(&batch.rang));
        weft_event_clear(&batch.rang);
        batch.timer_in = tick;
        batch.timer_place = ++batch.place;
        batch.over = batch.io_in > 0;
    }
    return WEFT_OK;
}

static int sees_output_ready(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_wait_writable(1));
    batch.io_in = tick;
    batch.io_place = ++batch.place;
    return WEFT_OK;
}

static int soon_io_timer(void *arg)
{
    memset(&batch, 0, sizeof batch);
    weft_task task = weft_spawn(sees_output_ready, arg), other = weft_spawn(sees_timer_ring, arg);
    WEFT_TRY(weft_call_soon(&batch.soon, soon_round, arg));
    WEFT_TRY(weft_call_later(&batch.timer, 0, timer_round, arg));
    WEFT_TRY(weft_join(task));
    WEFT_TRY(weft_join(other));
    EXPECT_IS(batch.soon_in, batch.io_in);
    EXPECT_IS(batch.timer_in, batch.io_in);
    EXPECT(batch.soon_place < batch.io_place && batch.io_place < batch.timer_place);
    return WEFT_OK;
}

/* ---- timers ---- */

static int by_deadline(void *arg)
{
    weft_handle timers[6] = {0};

    (void)arg;
    WEFT_TRY(weft_call_later(&timers[0], 0.2, say, "third"));
    WEFT_TRY(weft_call_later(&timers[1], 0.1, say, "first"));
    WEFT_TRY(weft_call_later(&timers[2], 0.1, say, "second"));
    WEFT_TRY(weft_call_at(&timers[3], 0.3, say, "fourth"));
    WEFT_TRY(weft_call_at(&timers[4], 0.3, say, "fifth"));
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[0.100] first, turn 1\n[0.100] second, turn 1\n[0.200] third, turn 2\n[0.300] fourth, turn 3\n"
               "[0.300] fifth, turn 3\n");
    return WEFT_OK;
}

static int after_what_is_soon(void *arg)
{
    weft_handle timers[4] = {0}, soon = {0};

    (void)arg;
    WEFT_TRY(weft_call_later(&timers[0], 0, say, "later"));
    WEFT_TRY(weft_call_at(&timers[1], weft_time(), say, "at now"));
    WEFT_TRY(weft_call_later(&timers[2], -1, say, "a while ago"));
    WEFT_TRY(weft_call_later(&timers[3], -2, say, "long ago"));
    WEFT_TRY(weft_call_soon(&soon, say, "soon"));
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[0.000] soon, turn 1\n[0.000] long ago, turn 1\n[0.000] a while ago, turn 1\n[0.000] later, turn 1\n"
               "[0.000] at now, turn 1\n");
    return WEFT_OK;
}

static int tiny_sleeps(void *arg)
{
    double began = weft_time();

    (void)arg;
    for (int i = 0; i < 5; i++) {
        double before = weft_time();
        WEFT_TRY(weft_sleep(0.0001));
        EXPECT(passed(before, 0.0001));
    }
    EXPECT(passed(began, 0.0005));
    EXPECT(tick <= 20);
    return WEFT_OK;
}

static int never_early(void *arg)
{
    (void)arg;
    case_begin(NULL);
    return weft_run(tiny_sleeps, NULL);
}

static int cancelled_handles(void *arg)
{
    weft_handle soon = {0}, later = {0}, due = {0};

    (void)arg;
    WEFT_TRY(weft_call_soon(&soon, say, "soon"));
    WEFT_TRY(weft_call_later(&later, 0.5, say, "later"));
    EXPECT_IS(weft_call_soon(&soon, say, "again"), WEFT_USAGE); /* it is under way */
    EXPECT(weft_handle_cancel(&soon));
    EXPECT(!weft_handle_cancel(&soon));
    EXPECT(weft_handle_cancel(&later));
    EXPECT(!weft_handle_cancel(&later));
    WEFT_TRY(weft_call_soon(&soon, say, "a new one"));
    WEFT_TRY(weft_sleep(1));
    EXPECT(!weft_handle_cancel(&soon)); /* it ran */
    EXPECT(!weft_handle_cancel(&due));  /* it never began */
    EXPECT_LOG("[0.000] a new one, turn 1\n");
    return WEFT_OK;
}

static size_t most_timers, timers_now;

static void counts_timers(size_t ready, size_t scheduled, void *arg)
{
    (void)ready, (void)arg;
    timers_now = scheduled;
    if (scheduled > most_timers)
        most_timers = scheduled;
}

static int cancelled_timers(void *arg)
{
    static weft_handle timers[500];

    (void)arg;
    weft_on_turn(counts_timers, NULL);
    most_timers = 0;
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 500; i++)
            WEFT_TRY(weft_call_later(&timers[i], 100 + i, say, "never"));
        for (int i = 0; i < 500; i++)
            EXPECT(weft_handle_cancel(&timers[i]));
        WEFT_TRY(weft_yield());
        EXPECT_IS(timers_now, 0);
    }
    EXPECT_IS(most_timers, 0);
    return WEFT_OK;
}

struct slow_answer {
    double seconds;
    const char *answer;
};

static int answers(void *arg)
{
    struct slow_answer *call = arg;

    WEFT_TRY(weft_sleep(call->seconds));
    call->answer = "done";
    return WEFT_OK;
}

static int sleeps(void *arg)
{
    struct slow_answer call = {.seconds = 1};
    unsigned before = tick;

    (void)arg;
    weft_on_turn(case_count_turn, NULL);
    WEFT_TRY(weft_sleep(0));
    EXPECT_IS(tick, before + 1);
    WEFT_TRY(weft_sleep(-5));
    EXPECT_IS(tick, before + 2);
    weft_on_turn(counts_timers, NULL);
    most_timers = 0;
    WEFT_TRY(weft_sleep(0));
    WEFT_TRY(weft_sleep(-1));
    EXPECT_IS(most_timers, 0);
    EXPECT_IS(weft_sleep(NAN), WEFT_INVALID);
    WEFT_TRY(answers(&call));
    EXPECT_TEXT(call.answer, "done");
    return WEFT_OK;
}

/* ---- stop, close ---- */

static weft_runner runner;
static weft_handle handles[4];

static void stops(void *arg)
{
    say(arg);
    weft_stop();
    EXPECT_IS(weft_call_soon(&handles[3], say, "4"), WEFT_OK);
}

static int stop_keeps_the_batch(void *arg)
{
    static const weft_run_options options = {.virtual_clock = true};

    (void)arg;
    case_begin(NULL);
    runner = (weft_runner){.options = &options};
    EXPECT_IS(weft_call_soon(&handles[0], say, "0"), WEFT_USAGE); /* no loop yet */
    EXPECT_IS(weft_runner_run(&runner, answers, &(struct slow_answer){.seconds = 0}), 0);
    WEFT_TRY(weft_call_soon(&handles[0], say, "1"));
    WEFT_TRY(weft_call_soon(&handles[1], stops, "2"));
    WEFT_TRY(weft_call_soon(&handles[2], say, "3"));
    tick = 0;
    EXPECT_IS(weft_runner_run(&runner, NULL, NULL), 0);
    note("stopped");
    weft_stop(); /* beforehand: one turn */
    EXPECT_IS(weft_runner_run(&runner, NULL, NULL), 0);
    EXPECT_IS(weft_runner_close(&runner), 0);
    EXPECT_LOG("[0.000] 1, turn 1\n[0.000] 2, turn 1\n[0.000] 3, turn 1\n[0.000] stopped\n[0.000] 4, turn 2\n");
    return WEFT_OK;
}

static int returns(void *arg)
{
    return *(int *)arg;
}

static int stops_itself(void *arg)
{
    weft_stop();
    WEFT_TRY(weft_sleep(1));
    note("main went on");
    return *(int *)arg;
}

static int until_complete(void *arg)
{
    int code = 7;

    (void)arg;
    case_begin(NULL);
    weft_on_report(case_said, NULL);
    EXPECT_IS(weft_run(returns, &code), 7);
    case_log[0] = '\0';
    runner = (weft_runner){.options = &(weft_run_options){.virtual_clock = true}};
    EXPECT_IS(weft_runner_run(&runner, stops_itself, &code), WEFT_EXIT_FAILED);
    EXPECT_IS(weft_runner_run(&runner, answers, &(struct slow_answer){.seconds = 2}), 0);
    EXPECT_IS(weft_runner_close(&runner), 0);
    weft_on_report(NULL, NULL);
    EXPECT(strstr(case_log, "[0.000] weft: the loop was stopped before main had ended\n[1.000] main went on\n"
                            "[2.000] weft: main ended with code 7 (failed), ") == case_log);
    return WEFT_OK;
}

static int runs_inside(void *arg)
{
    EXPECT_IS(weft_run(returns, arg), WEFT_EXIT_FAILED);
    EXPECT_IS(weft_runner_run(&runner, returns, arg), WEFT_EXIT_FAILED);
    return WEFT_OK;
}

static int no_loop_in_a_loop(void *arg)
{
    int code = 0;

    (void)arg;
    case_begin(NULL);
    weft_on_report(case_said, NULL);
    runner = (weft_runner){.options = NULL};
    EXPECT_IS(weft_run_with((&(weft_run_options){.virtual_clock = true}), runs_inside, &code), 0);
    EXPECT_LOG("[0.000] weft: weft_run was called inside a run; call returns itself, or spawn it\n"
               "[0.000] weft: a runner was used while another is open\n");
    weft_on_report(NULL, NULL);
    return WEFT_OK;
}

static int closes_inside(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_runner_close(&runner), WEFT_EXIT_FAILED);
    return WEFT_OK;
}

static int closed(void *arg)
{
    weft_handle handle = {0};
    int code = 0;

    (void)arg;
    case_begin(NULL);
    weft_on_report(case_said, NULL);
    runner = (weft_runner){.options = NULL};
    EXPECT_IS(weft_runner_run(&runner, closes_inside, NULL), 0);
    EXPECT_IS(weft_runner_close(&runner), 0);
    EXPECT_IS(weft_runner_close(&runner), 0);
    EXPECT_IS(weft_runner_run(&runner, returns, &code), WEFT_EXIT_FAILED);
    EXPECT_IS(weft_call_soon(&handle, say, "never"), WEFT_USAGE);
    EXPECT_IS(weft_call_later(&handle, 1, say, "never"), WEFT_USAGE);
    EXPECT_IS(weft_spawn(returns, &code).slot, 0);
    EXPECT_LOG("[0.000] weft: a runner was closed inside a run\n[0.000] weft: a runner was used after it was closed\n");
    weft_on_report(NULL, NULL);
    return WEFT_OK;
}

/* ---- the world ---- */

static int no_threads(void *arg)
{
    weft_handle handle = {0};

    (void)arg;
    WEFT_TRY(weft_on_signal(&handle, WEFT_SIGINT, say, "INT"));
    WEFT_TRY(weft_sleep(2));
    EXPECT(weft_handle_cancel(&handle));
    return WEFT_OK;
}

static int from_outside(void *arg)
{
    (void)arg;
    case_begin(NULL);
    EXPECT_IS(weft_run_with((&(weft_run_options){.virtual_clock = true, .signals = "INT@1"}), no_threads, NULL), 0);
    EXPECT_LOG("[1.000] INT, turn 3\n");
    case_show(NULL);
    return WEFT_OK;
}

static int waits_for_output(void *arg)
{
    struct actor *self = arg;
    int err = weft_wait_writable(1);

    note("%s: %s", self->name, weft_error_name(err));
    return err;
}

static int two_wait_for_one(void *arg)
{
    struct actor a = {.name = "a"}, b = {.name = "b"};
    weft_task first = weft_spawn(waits_for_output, &a), second = weft_spawn(waits_for_output, &b);

    (void)arg;
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    EXPECT_IS(weft_join(first), WEFT_CANCELLED);
    WEFT_TRY(weft_join(second));
    first = weft_spawn(waits_for_output, &a), second = weft_spawn(waits_for_output, &b);
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_task_cancel(second), WEFT_OK); /* the newer one leaves, and the older one stays */
    WEFT_TRY(weft_join(first));
    EXPECT_IS(weft_join(second), WEFT_CANCELLED);
    EXPECT_LOG("[0.000] a: cancelled\n[0.000] b: ok\n[0.000] b: cancelled\n[0.000] a: ok\n");
    return WEFT_OK;
}

static void counts(size_t ready, size_t scheduled, void *arg)
{
    (void)arg;
    note("ready %zu, scheduled %zu", ready, scheduled);
}

static int naps(void *arg)
{
    WEFT_TRY(weft_sleep(*(double *)arg));
    note("task %g done", *(double *)arg);
    return WEFT_OK;
}

static int counted(void *arg)
{
    weft_on_turn(counts, NULL);
    WEFT_TRY(weft_gather({naps, &(double){0.1}}, {naps, &(double){0.2}}, {naps, &(double){0.3}}));
    weft_on_turn(NULL, NULL);
    (void)arg;
    EXPECT_LOG("[0.000] ready 3, scheduled 0\n[0.000] ready 0, scheduled 3\n"
               "[0.100] ready 1, scheduled 2\n[0.100] task 0.1 done\n[0.100] ready 1, scheduled 2\n"
               "[0.100] ready 0, scheduled 2\n"
               "[0.200] ready 1, scheduled 1\n[0.200] task 0.2 done\n[0.200] ready 1, scheduled 1\n"
               "[0.200] ready 0, scheduled 1\n"
               "[0.300] ready 1, scheduled 0\n[0.300] task 0.3 done\n[0.300] ready 1, scheduled 0\n"
               "[0.300] ready 1, scheduled 0\n");
    return WEFT_OK;
}

static int waits_for_ever(void *arg)
{
    weft_event never = {0};

    (void)arg;
    return weft_event_wait(&never);
}

static int deadlock(void *arg)
{
    (void)arg;
    case_begin(NULL);
    weft_on_report(case_said, NULL);
    EXPECT_IS(weft_run_with((&(weft_run_options){.virtual_clock = true}), waits_for_ever, NULL), WEFT_EXIT_DEADLOCK);
    weft_on_report(NULL, NULL);
    EXPECT(strstr(case_log, "weft: deadlock at 0.000 s: nothing is ready, no timer runs, and 1 task waits for ever\n"
                            "[0.000]   main waits for the event &never\n") != NULL);
    return WEFT_OK;
}

static int blocks(void *arg)
{
    (void)arg;
    weft_block(1);
    note("the blocking one is through");
    return WEFT_OK;
}

static int stops_everything(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_gather({naps, &(double){0.5}}, {blocks, NULL}));
    EXPECT_LOG("[1.000] the blocking one is through\n[1.000] task 0.5 done\n");
    return WEFT_OK;
}

WEFT_TESTS(KEPT(in_order, "211", "callbacks run in the order in which they were asked for"),
           KEPT(not_starved, "212", "what a callback makes ready runs in the next turn, after due timers were looked at"),
           KEPT_ALONE(not_starved_on_the_real_clock, "212", "the same on the real clock"),
           KEPT(soon_io_timer, "213", "in one turn: what was ready, then descriptors, then due timers"),
           KEPT(by_deadline, "214", "timers run by deadline, equal ones in the order in which they were set"),
           KEPT(after_what_is_soon, "214", "call_later(0) runs after what was called soon; negative delays are due by deadline"),
           KEPT_ALONE(never_early, "215", "a timer never fires early, and tiny sleeps do not spin"),
           KEPT(cancelled_handles, "216", "a cancelled handle never runs; cancelling again is harmless"),
           KEPT(cancelled_timers, "217", "cancelled timers are gone at once"),
           KEPT(sleeps, "218", "sleep(0) is one turn and no timer; NaN is refused; a call brings its value in its argument"),
           KEPT_ALONE(stop_keeps_the_batch, "219", "weft_stop lets the turn finish; what came of it is kept for the next run"),
           KEPT_ALONE(until_complete, "220", "a run returns main's code; stopped before, it says so"),
           KEPT_ALONE(no_loop_in_a_loop, "221", "a run inside a run is refused"),
           KEPT_ALONE(closed, "222", "after the close nothing is taken; closing again is harmless, inside a run refused"),
           DIFFERENT_ALONE(from_outside, "223", "on every host, what comes from outside are signals and descriptors"),
           DIFFERENT(two_wait_for_one, "224", "tasks wait for descriptors: several may, and a cancelled one is out"),
           KEPT(counted, "225", "the counts of ready and scheduled handles, turn for turn"),
           KEPT_ALONE(deadlock, "226", "nothing can ever run again: a report, and the run ends"),
           KEPT(stops_everything, "227", "a blocking call stops everything"))
