/* What a run of its own is needed for, in thousands of schedules: signals that come by the clock, and a runner whose runs share their
 * tasks. See schedules.h. */
#include "schedules.h"

/* ---- every schedule is a run, or several, of its own ---- */

struct play {
    const struct scene *scene;
    int (*runs)(weft_run_options options); /* makes them; returns what went wrong, 0 for nothing */
};

static struct weft__fault fault_of_allocation, fault_of_cancel;

/* In the first step of a run, which has just read its options. */
static void put_faults_in(void)
{
    weft__options.fail_allocation = fault_of_allocation;
    weft__options.cancel = fault_of_cancel;
}

static void one_run(const struct play *play, uint64_t seed, bool seeded)
{
    weft_run_outcome left = {0};
    int code = play->runs((weft_run_options){.virtual_clock = true, .seeded = seeded, .seed = seed, .outcome = &left});

    EXPECT_IS(code, 0);
    EXPECT_IS(left.tasks + left.waiters + left.bytes, 0);
    if (failed())
        printf("# %s: with the seed %llu\n", play->scene->name, (unsigned long long)seed);
}

static size_t runs_at_each_place(const struct play *play, struct weft__fault *fault, const uint64_t *count)
{
    size_t place = 1;

    for (;; place++) {
        *fault = (struct weft__fault){.at = place};
        one_run(play, place % 3, false);
        *fault = (struct weft__fault){0};
        if (*count < place || failed())
            return place - 1;
    }
}

static int play_runs(const struct play *play)
{
    static uint64_t seen[SCHEDULES];
    size_t distinct = 0, count = SCHEDULES;

    if (getenv("WEFT_TRACE")) /* a trace of all would fill the disk */
        return WEFT_OK;
    scene = play->scene;
    failed_before = weft_test_failures;
    one_at_a_time = true;
    for (size_t seed = 0; seed < count && !failed(); seed++) {
        one_run(play, seed, true);
        seen[seed] = steps;
    }
    one_at_a_time = false;
    sort(seen, count);
    for (size_t i = 0; i < count; i++)
        distinct += i == 0 || seen[i] != seen[i - 1];
    size_t suspensions = runs_at_each_place(play, &fault_of_cancel, &weft__options.cancel.count);
    size_t allocations = runs_at_each_place(play, &fault_of_allocation, &weft__options.fail_allocation.count);
    printf("# %s: %zu schedules, %zu distinct; cancelled at %zu suspensions, failed at %zu allocations\n", play->scene->name, count,
           distinct, suspensions, allocations);
    EXPECT(distinct > count / 20);
    return WEFT_OK;
}

/* ---- signals ---- */

static const int numbers[] = {WEFT_SIGUSR1, WEFT_SIGUSR2, WEFT_SIGTERM};
static int rung[3];

static void rings(void *arg)
{
    ++*(int *)arg;
}

/* The script of the signals: which of them come when. */
static bool comes(int which, double when)
{
    static const double times[3][4] = {{0.5, 1, 1, 3}, {1, 2, 2, 4}, {3, 5, 6, 6}};

    for (int i = 0; i < 4; i++)
        if (times[which][i] == when)
            return true;
    return false;
}

static void signal_set(void)
{
    memset(rung, 0, sizeof rung);
}

static void signal_act(struct player *me)
{
    int which = chance(3), err = heard(me, weft_wait_for(weft_signal_wait(numbers[which]), 1 + chance(3)));

    EXPECT(err == WEFT_OK || err == WEFT_TIMEOUT || err == WEFT_CANCELLED);
    EXPECT(err != WEFT_OK || comes(which, weft_time()));
}

static void pass_time(void)
{
    int err = weft_sleep(chance(3));

    (void)err;
}

/* While it is handled, none of them ends the run. Each that came has rung; those of one instant may ring once. */
static int play_with_signals(void *arg)
{
    weft_handle handles[3] = {0};

    (void)arg;
    put_faults_in();
    for (int i = 0; i < 3; i++)
        EXPECT_IS(weft_on_signal(&handles[i], numbers[i], rings, &rung[i]), WEFT_OK);
    play_once();
    int err = weft_shield(weft_sleep(8));
    EXPECT_IS(err, WEFT_OK);
    for (int i = 0; i < 3; i++) {
        EXPECT(rung[i] == 3 || rung[i] == 4);
        EXPECT(weft_handle_cancel(&handles[i]));
    }
    forget_cancels();
    return WEFT_OK;
}

static int runs_with_signals(weft_run_options options)
{
    options.signals = "USR1@0.5,USR1@1,USR1@1,USR1@3,USR2@1,USR2@2,USR2@2,USR2@4,TERM@3,TERM@5,TERM@6,TERM@6";
    return weft_run_with(&options, play_with_signals, NULL);
}

static int signals(void *arg)
{
    static const struct scene waiting = {"signals", signal_set, signal_act, nothing, pass_time, nothing, nothing};

    (void)arg;
    return play_runs(&(struct play){&waiting, runs_with_signals});
}

/* ---- a runner ---- */

static weft_event event;
static int stayed; /* tasks that nobody joins: the close of the runner ends them */

static void runner_set(void)
{
    event = (weft_event){0};
    stayed = 0;
}

static void runner_act(struct player *me)
{
    (void)heard(me, chance(2) ? weft_event_wait(&event) : weft_sleep(chance(3)));
}

static int stays(void *arg)
{
    int err;

    (void)arg;
    stayed++;
    err = weft_sleep(1000);
    EXPECT_IS(err, WEFT_CANCELLED);
    err = weft_sleep(1); /* its clean-up */
    EXPECT(err == WEFT_OK || !one_at_a_time);
    stayed--;
    return WEFT_CANCELLED;
}

static int begins(void *arg)
{
    (void)arg;
    put_faults_in();
    steps = UINT64_C(0xcbf29ce484222325);
    for (int i = 0; i < PLAYERS; i++)
        players[i].task = weft_spawn(play, &players[i]);
    for (int i = 0; i < 2; i++)
        weft_spawn(stays, NULL);
    trouble();
    return WEFT_OK;
}

static int goes_on(void *arg)
{
    (void)arg;
    if (chance(4) == 0)
        weft_stop(); /* this run ends without it */
    trouble();
    pass_time();
    return WEFT_OK;
}

/* All that are left may end, and do. */
static int ends(void *arg)
{
    (void)arg;
    weft_event_set(&event);
    for (int i = 0; i < PLAYERS; i++) {
        int err = weft_join_shielded(players[i].task);
        EXPECT(err == WEFT_OK || err == WEFT_CANCELLED || !one_at_a_time); /* cancelled: it never began */
    }
    return WEFT_OK;
}

static int runs_of_a_runner(weft_run_options options)
{
    weft_runner runner = {.options = &options};

    runner_set();
    for (int i = 0; i < PLAYERS; i++)
        players[i] = (struct player){.number = i};
    int first = weft_runner_run(&runner, begins, NULL);
    EXPECT_IS(first, 0);
    int second = weft_runner_run(&runner, goes_on, NULL);
    EXPECT(second == 0 || second == WEFT_EXIT_FAILED || second == WEFT_EXIT_NO_MEMORY); /* stopped; not begun */
    int third = weft_runner_run(&runner, ends, NULL);
    EXPECT(third == 0 || !one_at_a_time);
    weft_event_set(&event); /* if that one could not begin */
    int closed = weft_runner_close(&runner);
    EXPECT_IS(stayed, 0);
    EXPECT_IS(weft_runner_close(&runner), 0);
    return closed;
}

static void say_nothing(const char *line, void *arg)
{
    (void)line, (void)arg;
}

static int runners(void *arg)
{
    static const struct scene shared = {"runner", runner_set, runner_act, nothing, NULL, nothing, nothing};

    (void)arg;
    weft_on_report(say_nothing, NULL); /* "the loop was stopped before main had ended" */
    int err = play_runs(&(struct play){&shared, runs_of_a_runner});
    weft_on_report(NULL, NULL);
    return err;
}

WEFT_TESTS({.body = signals, .name = "signals", .alone = true}, {.body = runners, .name = "runner", .alone = true})
