/* DEBG: debug mode and introspection (statements 247 to 253). */
#include "case.h"

/* Makes a run of its own whose sentences go to the log. */
static int run_with(weft_run_options options, weft_task_function *body)
{
    case_begin(NULL);
    weft_on_report(case_said, NULL);
    options.virtual_clock = true;
    int code = weft_run_with(&options, body, NULL);
    weft_on_report(NULL, NULL);
    return code;
}

static bool said(const char *words)
{
    return strstr(case_log, words) != NULL;
}

static int tells_mode(void *arg)
{
    (void)arg;
    note("debug mode is %s", weft_debug() ? "on" : "off");
    return WEFT_OK;
}

static int modes(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with((weft_run_options){.debug = WEFT_DEBUG_ON}, tells_mode), 0);
    EXPECT_LOG("[0.000] weft: debug: the run begins, on the virtual clock\n"
               "[0.000] debug mode is on\n"
               "[0.000] weft: debug: the run ends at 0.000 s with exit code 0\n");
    EXPECT_IS(run_with((weft_run_options){.debug = WEFT_DEBUG_OFF}, tells_mode), 0); /* whatever the environment says */
    EXPECT_LOG("[0.000] debug mode is off\n");
    return WEFT_OK;
}

static int works(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    weft_block(0.2);
    return weft_sleep(1);
}

static void works_in_a_callback(void *arg)
{
    weft_block(*(double *)arg);
}

static int slow_steps(void *arg)
{
    weft_handle handle = {0};
    double seconds = 0.3;

    (void)arg;
    weft_task task = weft_spawn_with(works, NULL, .name = "worker");
    WEFT_TRY(weft_call_soon(&handle, works_in_a_callback, &seconds));
    return weft_join(task);
}

static int slow(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with((weft_run_options){.debug = WEFT_DEBUG_ON}, slow_steps), 0);
    EXPECT(said("weft: debug: worker took 0.200 s without waiting, and nothing else could run: from "));
    EXPECT(said(" in works to its wait at "));
    EXPECT(said(" in works; spawned at "));
    EXPECT(said("weft: debug: a callback took 0.300 s, and nothing else could run; it was asked for at "));
    EXPECT(said(" in slow_steps\n"));
    EXPECT_IS(run_with((weft_run_options){.debug = WEFT_DEBUG_ON, .slow = 0.25}, slow_steps), 0);
    EXPECT(!said("worker took"));
    EXPECT(said("a callback took"));
    EXPECT_IS(run_with((weft_run_options){.debug = WEFT_DEBUG_OFF}, slow_steps), 0);
    EXPECT_LOG("");
    return WEFT_OK;
}

static int computes(void *arg)
{
    volatile double sum = 0;

    (void)arg;
    for (int i = 0; i < 20000000; i++)
        sum = sum + i;
    return WEFT_OK;
}

static int real_time_counts(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with((weft_run_options){.debug = WEFT_DEBUG_ON, .slow = 0.001}, computes), 0);
    EXPECT(said("weft: debug: main took "));
    EXPECT(said(" to its end; spawned at "));
    return WEFT_OK;
}

static int calls_nothing(void *arg)
{
    (void)arg;
    int err = weft_sleep(-1); /* a call is made and over, or it is not made; the compiler warns when its code is not looked at */
    note("the call returned %d", err);
    return WEFT_OK;
}

static int no_callback(void *arg)
{
    weft_handle handle = {0};

    (void)arg;
    EXPECT_IS(weft_call_soon(&handle, NULL, NULL), WEFT_INVALID);
    EXPECT_IS(weft_call_later(&handle, 1, NULL, NULL), WEFT_INVALID);
    note("call_soon without a function: %s", weft_error_name(WEFT_INVALID));
    return WEFT_OK;
}

static weft_lock shared_lock;

static int holds(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&shared_lock));
    WEFT_UNLOCK_AT_EXIT(&shared_lock);
    return weft_sleep(3);
}

static int wants(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(0.5));
    WEFT_TRY(weft_lock_acquire(&shared_lock));
    return weft_lock_release(&shared_lock);
}

static int one_holds_one_wants(void *arg)
{
    (void)arg;
    return weft_gather({holds, NULL}, {wants, NULL});
}

/* The wait began at 0.5 s, a step before it is too long looks at it, and the next one comes when it is. */
static int steps_between(void *arg)
{
    (void)arg;
    weft_spawn(holds, NULL);
    weft_spawn(wants, NULL);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_sleep(0.6));
    return weft_sleep(2);
}

static int long_holds(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with((weft_run_options){.debug = WEFT_DEBUG_ON}, one_holds_one_wants), 0);
    EXPECT(said("[3.000] weft: debug: Task-3 has waited 2.500 s for the lock &shared_lock at "));
    EXPECT(said(" in wants; Task-2 holds it, and waits at "));
    EXPECT(strstr(strstr(case_log, "has waited") + 1, "has waited") == NULL);
    EXPECT_IS(run_with((weft_run_options){.debug = WEFT_DEBUG_ON, .held = 3}, one_holds_one_wants), 0);
    EXPECT(!said("has waited"));
    EXPECT_IS(run_with((weft_run_options){.debug = WEFT_DEBUG_ON, .held = 1}, steps_between), 0);
    EXPECT(said("[1.600] weft: debug: Task-3 has waited 1.100 s for the lock &shared_lock at "));
    return WEFT_OK;
}

static int leaves_a_group(void *arg)
{
    (void)arg;
    WEFT_GROUP(downloads);
    weft_group_spawn(&downloads, works, NULL);
    weft_group_spawn(&downloads, works, NULL);
    return weft_sleep(0.5);
}

static int joins_a_group(void *arg)
{
    (void)arg;
    WEFT_GROUP(downloads);
    weft_group_spawn(&downloads, works, NULL);
    return weft_group_join(&downloads);
}

static int groups_left(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with((weft_run_options){.debug = WEFT_DEBUG_ON}, leaves_a_group), 0);
    EXPECT(said("weft: debug: the group downloads was left without weft_group_join while 2 of its tasks ran; they are "
                "cancelled; declared at "));
    EXPECT(said(" in leaves_a_group\n"));
    EXPECT_IS(run_with((weft_run_options){.debug = WEFT_DEBUG_ON}, joins_a_group), 0);
    EXPECT(!said("was left"));
    return WEFT_OK;
}

static int waits_for_ever(void *arg)
{
    weft_event never = {0};

    (void)arg;
    return weft_event_wait(&never);
}

static int destroyed(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with((weft_run_options){.debug = WEFT_DEBUG_ON}, waits_for_ever), WEFT_EXIT_DEADLOCK);
    EXPECT(said("weft: debug: main was destroyed while it waited at "));
    EXPECT(said(" in waits_for_ever; spawned at "));
    return WEFT_OK;
}

/* ---- places and the tree ---- */

static void calls_back(void *arg)
{
    (void)arg;
    weft_block(0.2);
}

static int places(void *arg)
{
    weft_future answer = {0};
    weft_handle handle = {0};

    (void)arg;
    weft_task task = weft_spawn(works, NULL);
    const weft_place *place = weft_task_place(task);
    EXPECT_TEXT(place->function, "places");
    EXPECT_TEXT(place->words, "works");
    EXPECT(place->line > 0);
    EXPECT_IS(weft_join(task), WEFT_OK);
    EXPECT(weft_task_place(task) == place);
    WEFT_TRY(weft_call_soon(&handle, calls_back, NULL));
    WEFT_TRY(weft_yield());
    return weft_future_wait(&answer);
}

static int remembered(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with((weft_run_options){.debug = WEFT_DEBUG_ON}, places), WEFT_EXIT_DEADLOCK);
    EXPECT(said("weft: debug: a callback took 0.200 s, and nothing else could run; it was asked for at "));
    EXPECT(said("main waits for the future &answer\n"));
    note("the task: where it was spawned; the callback: where it was asked for");
    note("the future: where it is waited for, by the name it has there: &answer");
    memmove(case_log, strstr(case_log, "the task:"), strlen(strstr(case_log, "the task:")) + 1);
    case_show(NULL);
    return WEFT_OK;
}

static int leaf(void *arg)
{
    (void)arg;
    return weft_sleep(5);
}

static int joins(void *arg)
{
    return weft_join_shielded(*(weft_task *)arg);
}

static int gathers(void *arg)
{
    (void)arg;
    return weft_gather({leaf, NULL}, {leaf, NULL});
}

static int groups(void *arg)
{
    (void)arg;
    WEFT_GROUP(crew);
    weft_group_spawn_with(&crew, leaf, NULL, .name = "member");
    return weft_wait_for(weft_group_join(&crew), 60);
}

/* Without the places, which move with the text of this file. */
static void tells_tree(const char *line, void *arg)
{
    (void)arg;
    note("%.*s", (int)(strstr(line, ", at ") ? strstr(line, ", at ") - line : (long)strlen(line)), line);
}

static int waits_for_all(void *arg)
{
    weft_task shared = weft_spawn_with(leaf, NULL, .name = "leaf");
    weft_task tasks[] = {weft_spawn_with(joins, &shared, .name = "joiner"), weft_spawn_with(gathers, NULL, .name = "gatherer"),
                         weft_spawn_with(groups, NULL, .name = "grouper"), shared};

    (void)arg;
    return weft_wait(tasks, 4, WEFT_ALL_COMPLETED, 60);
}

static int tree(void *arg)
{
    weft_task task = weft_spawn_with(waits_for_all, NULL, .name = "top"), by[4];

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    weft_on_report(tells_tree, NULL);
    weft_print_tree();
    weft_on_report(NULL, NULL);
    EXPECT_IS((long long)weft_task_awaiters(task, by, 4), 0);
    EXPECT_LOG("[1.000] main runs\n"
               "[1.000] top waits for some of tasks\n"
               "[1.000]   leaf sleeps\n"
               "[1.000]   joiner waits for the end of the task leaf\n"
               "[1.000]     leaf sleeps\n"
               "[1.000]   gatherer waits for the calls of gather\n"
               "[1.000]     Task-7 sleeps\n"
               "[1.000]     Task-8 sleeps\n"
               "[1.000]   grouper waits for the tasks of crew\n"
               "[1.000]     member sleeps\n");
    return weft_join(task);
}

static int circle(void *arg)
{
    weft_task a = {0}, b = {0}, by[1];

    (void)arg;
    a = weft_spawn_with(joins, &b, .name = "a");
    b = weft_spawn_with(joins, &a, .name = "b");
    WEFT_TRY(weft_yield());
    EXPECT_IS((long long)weft_task_awaiters(a, by, 1), 1);
    EXPECT_TEXT(weft_task_name(by[0]), "b");
    weft_on_report(tells_tree, NULL);
    weft_print_tree();
    weft_on_report(NULL, NULL);
    EXPECT_LOG("[0.000] main runs\n"
               "[0.000] a waits for the end of the task b\n"
               "[0.000]   b waits for the end of the task a\n"
               "[0.000]     a, and so on: they wait for each other\n");
    EXPECT_IS(weft_task_cancel(a), WEFT_OK);
    return WEFT_OK;
}

WEFT_TESTS(KEPT_ALONE(modes, "247", "debug mode is an option of the run, and tells of its begin and end"),
           KEPT_ALONE(slow, "248", "a slow step or callback is told of, with who, how long and from where; the threshold is settable"),
           KEPT_ALONE(real_time_counts, "249", "under the virtual clock real time counts, and pretended work"),
           DIFFERENT(calls_nothing, "250", "there is nothing to release that was never awaited"),
           DIFFERENT(no_callback, "251", "a callback that is none is refused in every mode"),
           DIFFERENT_ALONE(remembered, "252", "tasks and callbacks remember where they were asked for; a future is the program's own"),
           KEPT(tree, "253", "the tree of who waits for whom, through join, gather, groups and waits"),
           KEPT(circle, "253", "tasks that wait for each other are told of, and do not make it loop"),
           KEPT_ALONE(long_holds, "248", "a long wait for a lock is told of once, with who holds it"),
           KEPT_ALONE(groups_left, "247", "a group that is left without a join is told of"),
           KEPT_ALONE(destroyed, "247", "a task that is destroyed while it waits is told of"))
