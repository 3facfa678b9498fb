/* TASK: spawning, awaiting, eager start (statements 001 to 025). */
#include "case.h"

static unsigned begun_at; /* the turn in which `work` began last */

/* Says when it begins; sleeps if it is told to; says when it ends, and how. */
static int work(void *arg)
{
    struct actor *self = arg;

    begun_at = tick;
    note("%s begins", self->name);
    if (self->seconds > 0)
        WEFT_TRY(weft_sleep(self->seconds));
    note("%s ends", self->name);
    return self->result;
}

static int spawning_is_lazy(void *arg)
{
    struct actor a = {.name = "A"};
    unsigned spawned_at = tick;
    weft_task task = weft_spawn(work, &a);

    (void)arg;
    note("spawned");
    WEFT_TRY(weft_join(task));
    EXPECT_IS(begun_at, spawned_at + 1);
    EXPECT_LOG("[0.000] spawned\n[0.000] A begins\n[0.000] A ends\n");
    return WEFT_OK;
}

static int in_spawn_order(void *arg)
{
    struct actor actors[] = {{.name = "0"}, {.name = "1"}, {.name = "2"}, {.name = "3"}};
    weft_task tasks[4];

    (void)arg;
    for (int i = 0; i < 4; i++)
        tasks[i] = weft_spawn(work, &actors[i]);
    for (int i = 0; i < 4; i++)
        WEFT_TRY(weft_join(tasks[i]));
    EXPECT_LOG("[0.000] 0 begins\n[0.000] 0 ends\n[0.000] 1 begins\n[0.000] 1 ends\n"
               "[0.000] 2 begins\n[0.000] 2 ends\n[0.000] 3 begins\n[0.000] 3 ends\n");
    return WEFT_OK;
}

static int a_call_is_not_begun_by_being_made(void *arg)
{
    struct actor a = {.name = "A"};
    weft_call call = {work, &a};

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("");
    EXPECT_IS(weft_tasks(NULL, 0), 1);
    WEFT_TRY(weft_gather_all(&call, 1));
    EXPECT_LOG("[1.000] A begins\n[1.000] A ends\n");
    return WEFT_OK;
}

static int chain(int links)
{
    EXPECT_IS(weft_tasks(NULL, 0), 1);
    return links > 0 ? chain(links - 1) : 42;
}

static int a_call_runs_in_the_calling_task(void *arg)
{
    unsigned before = tick;

    (void)arg;
    EXPECT_IS(chain(100), 42);
    EXPECT_IS(tick, before);
    return WEFT_OK;
}

static int what_is_finished_does_not_yield(void *arg)
{
    struct actor quick = {.name = "quick"}, sibling = {.name = "sibling"};
    weft_event event = {0};
    weft_future future = {0};
    weft_task task = weft_spawn(work, &quick);

    (void)arg;
    WEFT_TRY(weft_yield());
    weft_event_set(&event);
    (void)weft_future_set(&future, NULL);
    weft_task other = weft_spawn(work, &sibling);
    unsigned before = tick;
    WEFT_TRY(weft_join(task));
    WEFT_TRY(weft_event_wait(&event));
    WEFT_TRY(weft_future_wait(&future));
    EXPECT_IS(tick, before);
    EXPECT(!weft_task_ended(other));
    return weft_join(other);
}

static unsigned ended_at;

static int end_later(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    ended_at = tick;
    return WEFT_OK;
}

static int a_join_takes_one_turn(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_join(weft_spawn(end_later, NULL)));
    EXPECT_IS(tick, ended_at + 1);
    return WEFT_OK;
}

static int gathered(weft_task task)
{
    (void)task;
    return weft_gather({end_later, NULL}, {end_later, NULL});
}

static int waited_for(weft_task task)
{
    return weft_wait(&task, 1, WEFT_ALL_COMPLETED, WEFT_FOREVER);
}

static int completed(weft_task task)
{
    weft_completion next = WEFT_COMPLETION(&task, 1);

    return weft_next_completed(&next);
}

static int shielded(weft_task task)
{
    return weft_join_shielded(task);
}

static weft_future settled;

static int settle_later(void *arg)
{
    WEFT_TRY(end_later(arg));
    return weft_future_set(&settled, NULL);
}

static int shielded_future(weft_task task)
{
    settled = (weft_future){0};
    weft_task setter = weft_spawn(settle_later, NULL);
    int err = weft_future_wait_shielded(&settled);

    (void)task;
    return err ? err : weft_join(setter);
}

static int grouped(weft_task task)
{
    (void)task;
    WEFT_GROUP(group);
    weft_group_spawn(&group, end_later, NULL);
    return weft_group_join(&group);
}

static int aggregators_take_two_turns(void *arg)
{
    int (*const waits[])(weft_task) = {gathered, waited_for, completed, shielded, shielded_future, grouped};

    (void)arg;
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        weft_task task = weft_spawn(end_later, NULL);
        WEFT_TRY(waits[i](task));
        EXPECT_IS(tick, ended_at + 2);
    }
    return WEFT_OK;
}

static int fail(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    return weft_raise(7, "no route to %s", "host");
}

static int await_failure(void *arg)
{
    struct actor *self = arg;

    EXPECT_IS(weft_join(*(weft_task *)self->thing), 7);
    EXPECT_TEXT(weft_error_text(), "no route to host");
    return WEFT_OK;
}

static int every_awaiter_gets_the_outcome(void *arg)
{
    weft_task failing = weft_spawn(fail, NULL);
    struct actor a = {.thing = &failing}, b = {.thing = &failing}, fine = {.name = "fine", .result = WEFT_OK};

    (void)arg;
    WEFT_TRY(weft_gather({await_failure, &a}, {await_failure, &b}));
    EXPECT_IS(weft_join(weft_spawn(work, &fine)), WEFT_OK);
    return WEFT_OK;
}

static weft_future future;
static unsigned resumed_at[3];

static int await_future(void *arg)
{
    struct actor *self = arg;

    WEFT_TRY(weft_future_wait(&future));
    note("%s goes on", self->name);
    resumed_at[self->count] = tick;
    return WEFT_OK;
}

static int waiters_resume_in_order(void *arg)
{
    struct actor actors[] = {{.name = "A", .count = 0}, {.name = "B", .count = 1}, {.name = "C", .count = 2}};
    weft_task tasks[3];

    (void)arg;
    future = (weft_future){0};
    for (int i = 0; i < 3; i++)
        tasks[i] = weft_spawn(await_future, &actors[i]);
    WEFT_TRY(weft_sleep(1));
    (void)weft_future_set(&future, NULL);
    for (int i = 0; i < 3; i++)
        WEFT_TRY(weft_join(tasks[i]));
    EXPECT_LOG("[1.000] A goes on\n[1.000] B goes on\n[1.000] C goes on\n");
    EXPECT(resumed_at[0] == resumed_at[1] && resumed_at[1] == resumed_at[2]);
    return WEFT_OK;
}

static bool same(weft_task a, weft_task b)
{
    return a.slot == b.slot && a.generation == b.generation;
}

static bool is_listed(weft_task task)
{
    weft_task tasks[16];
    size_t count = weft_tasks(tasks, 16);

    for (size_t i = 0; i < count; i++)
        if (same(tasks[i], task))
            return true;
    return false;
}

static int who_am_i(void *arg)
{
    *(weft_task *)arg = weft_current();
    EXPECT(is_listed(weft_current()));
    return weft_sleep(1);
}

static void nobody_runs(void *arg)
{
    weft_task none = weft_current();

    EXPECT_IS(none.slot, 0);
    *(bool *)arg = true;
}

static int current_and_all_tasks(void *arg)
{
    weft_task seen = {0}, task = weft_spawn(who_am_i, &seen);
    weft_handle handle = {0};
    bool ran = false;

    (void)arg;
    EXPECT(is_listed(task) && is_listed(weft_current()));
    EXPECT_IS(weft_tasks(NULL, 0), 2);
    WEFT_TRY(weft_call_soon(&handle, nobody_runs, &ran));
    WEFT_TRY(weft_yield());
    EXPECT(ran && same(seen, task));
    WEFT_TRY(weft_sleep(2));
    EXPECT(!is_listed(task));
    EXPECT_IS(weft_tasks(NULL, 0), 1);
    return weft_join(task);
}

static int outside_a_run(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_current().slot, 0);
    EXPECT_IS(weft_tasks(NULL, 0), 0);
    EXPECT_IS(weft_sleep(1), WEFT_USAGE);
    return WEFT_OK;
}

static int rename_itself(void *arg)
{
    (void)arg;
    return weft_task_set_name(weft_current(), "renamed");
}

static int names(void *arg)
{
    weft_task a = weft_spawn(end_later, NULL), b = weft_spawn(end_later, NULL);
    weft_task c = weft_spawn_with(rename_itself, NULL, .name = "reader");
    int first = 0, second = 0;

    (void)arg;
    EXPECT_IS(sscanf(weft_task_name(a), "Task-%d", &first), 1);
    EXPECT_IS(sscanf(weft_task_name(b), "Task-%d", &second), 1);
    EXPECT_IS(second, first + 1);
    EXPECT_TEXT(weft_task_name(c), "reader");
    WEFT_TRY(weft_yield());
    EXPECT_TEXT(weft_task_name(c), "renamed");
    WEFT_TRY(weft_task_set_name(a, "first"));
    EXPECT_TEXT(weft_task_name(a), "first");
    WEFT_TRY(weft_join(a));
    return weft_join(b);
}

/* Setting an outcome is for futures, and the compiler refuses a task there. */
static int only_the_body_decides(void *arg)
{
    weft_task task = weft_spawn(end_later, NULL);

    (void)arg;
    EXPECT(_Generic(&weft_future_set, int (*)(weft_future *, void *): true, default: false));
    EXPECT_IS(weft_task_result(task), WEFT_PENDING);
    EXPECT_IS(weft_join(task), WEFT_OK);
    return WEFT_OK;
}

static int join_oneself(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_join(weft_current()), WEFT_USAGE);
    EXPECT_IS(weft_join_shielded(weft_current()), WEFT_USAGE);
    EXPECT_IS(weft_join_within(weft_current(), 1), WEFT_USAGE);
    return 7;
}

static int awaiting_oneself_is_refused(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_join(weft_spawn(join_oneself, NULL)), 7);
    EXPECT(weft_time() == 0);
    return WEFT_OK;
}

static int nothing_is_spawned(void *arg)
{
    struct actor a = {.name = "A"};
    weft_task_function *none = NULL;

    (void)arg;
    EXPECT_IS(weft_spawn(none, NULL).slot, 0);
    EXPECT_IS(weft_spawn_with(work, &a, .stack_bytes = SIZE_MAX).slot, 0);
    EXPECT_IS(weft_spawn_with(work, &a, .stack_bytes = SIZE_MAX, .start = weft_start_now).slot, 0);
    EXPECT_IS(weft_tasks(NULL, 0), 1);
    EXPECT_IS(weft_join(weft_spawn_with(work, &a, .stack_bytes = SIZE_MAX)), WEFT_NO_MEMORY);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("");
    return WEFT_OK;
}

static int a_call_is_an_expression(void *arg)
{
    struct actor a = {.name = "A"};
    weft_task task = weft_spawn(work, &a);

    (void)arg;
    WEFT_TRY(weft_wait_for(weft_join(task), 1)); /* a task is joined, and stays the task that it is */
    WEFT_TRY(weft_wait_for(work(&a), 1));        /* a call is called: no task is made, nothing is wrapped */
    note("the compiler refuses anything else");
    return WEFT_OK;
}

static int a_call_can_be_repeated(void *arg)
{
    struct actor a = {.name = "A"};
    weft_call call = {work, &a};

    (void)arg;
    WEFT_TRY(weft_gather_all(&call, 1));
    return weft_gather_all(&call, 1);
}

static int dropped(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    note("it ran on");
    return WEFT_OK;
}

static int a_dropped_task_runs_on(void *arg)
{
    (void)arg;
    (void)weft_spawn(dropped, NULL);
    WEFT_TRY(weft_sleep(2));
    EXPECT_LOG("[1.000] it ran on\n");
    return WEFT_OK;
}

static int wait_for_ever(void *arg)
{
    weft_event *event = arg;

    return weft_event_wait(event);
}

static int drop_and_wait(void *arg)
{
    weft_event never = {0};

    (void)arg;
    (void)weft_spawn(wait_for_ever, &never);
    return weft_event_wait(&never);
}

static int note_report(const weft_error_report *report, void *arg)
{
    (void)arg;
    note("%s: %s", report->name, report->message);
    EXPECT_IS(report->kind, WEFT_ERROR_DESTROYED);
    return WEFT_OK;
}

static int a_run_that_ends_with_pending_tasks_says_so(void *arg)
{
    weft_run_outcome left = {0};
    weft_run_options options = {.virtual_clock = true, .outcome = &left};

    (void)arg;
    case_begin(NULL);
    weft_on_error(note_report, NULL);
    EXPECT_IS(weft_run_with(&options, drop_and_wait, NULL), WEFT_EXIT_DEADLOCK); /* the report names both */
    weft_on_error(NULL, NULL);
    EXPECT_IS(left.tasks, 2);
    EXPECT_LOG("[0.000] main: a task was destroyed while it waited\n[0.000] Task-2: a task was destroyed while it waited\n");
    return WEFT_OK;
}

static void name_them(weft_spawn_options *options, void *arg)
{
    ++*(int *)arg;
    options->name = "made";
}

static void spawn_another(weft_spawn_options *options, void *arg)
{
    (void)options;
    ++*(int *)arg;
    (void)weft_spawn(end_later, NULL);
}

static int a_hook_sees_every_spawn(void *arg)
{
    int made = 0;
    struct actor a = {.name = "A"}, b = {.name = "B"}, c = {.name = "C"};
    WEFT_GROUP(group);

    (void)arg;
    weft_on_spawn(name_them, &made);
    weft_task task = weft_spawn(work, &a);
    EXPECT_TEXT(weft_task_name(task), "made");
    EXPECT_TEXT(weft_task_name(weft_group_spawn(&group, work, &b)), "made");
    WEFT_TRY(weft_gather({work, &c}));
    EXPECT_IS(made, 3);
    weft_on_spawn(NULL, NULL);
    weft_group_spawn(&group, work, &c);
    EXPECT_IS(made, 3);
    weft_on_spawn(spawn_another, &made);
    WEFT_TRY(weft_join(weft_spawn(end_later, NULL))); /* what the hook spawns is not its business */
    weft_on_spawn(NULL, NULL);
    EXPECT_IS(made, 4);
    WEFT_TRY(weft_join(task));
    return weft_group_join(&group);
}

static int alternate(void *arg)
{
    struct actor *self = arg;

    for (int i = 0; i < 3; i++) {
        note("%s", self->name);
        WEFT_TRY(weft_yield());
    }
    return WEFT_OK;
}

static int a_yield_goes_to_the_end(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    WEFT_TRY(weft_gather({alternate, &a}, {alternate, &b}));
    EXPECT_LOG("[0.000] A\n[0.000] B\n[0.000] A\n[0.000] B\n[0.000] A\n[0.000] B\n");
    return WEFT_OK;
}

static int end_at_once(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

/* More stacks than a wasm memory has room for, one after the other, while all the names are good. */
static int a_stack_is_given_back_at_the_end(void *arg)
{
    enum { COUNT = 4200, MIB = 1024 * 1024 };
    WEFT_GROUP(group);
    weft_task first = weft_group_spawn(&group, end_at_once, NULL);

    (void)arg;
    for (int i = 0; i < COUNT; i++) {
        weft_group_spawn_with(&group, end_at_once, NULL, .stack_bytes = MIB);
        WEFT_TRY(weft_yield());
    }
    EXPECT_IS(weft_task_result(first), WEFT_OK);
    return weft_group_join(&group);
}

/* ---- eager start ---- */

static int begins_inside_the_spawn(void *arg)
{
    struct actor quick = {.name = "quick"}, slow = {.name = "slow", .seconds = 1};
    unsigned before = tick;

    (void)arg;
    weft_task a = weft_spawn_now(work, &quick);
    EXPECT(weft_task_ended(a));
    weft_task b = weft_spawn_now(work, &slow);
    EXPECT(!weft_task_ended(b));
    note("main goes on");
    EXPECT_IS(tick, before);
    WEFT_TRY(weft_join(a));
    EXPECT_IS(tick, before);
    WEFT_TRY(weft_join(b));
    EXPECT_LOG("[0.000] quick begins\n[0.000] quick ends\n[0.000] slow begins\n[0.000] main goes on\n[1.000] slow ends\n");
    return WEFT_OK;
}

static int outer(void *arg)
{
    struct actor *self = arg;
    weft_task task = weft_spawn_now(work, self->thing);

    note("%s goes on", self->name);
    WEFT_TRY(weft_sleep(1));
    note("%s joins", self->name);
    return weft_join(task);
}

static int one_inside_another(void *arg)
{
    struct actor inner = {.name = "inner", .seconds = 2}, self = {.name = "outer", .thing = &inner};
    weft_task task = weft_spawn_now(outer, &self);

    (void)arg;
    note("main goes on");
    WEFT_TRY(weft_join(task));
    EXPECT_LOG("[0.000] inner begins\n[0.000] outer goes on\n[0.000] main goes on\n[1.000] outer joins\n[2.000] inner ends\n");
    return WEFT_OK;
}

static void spawn_in_a_callback(void *arg)
{
    struct actor *self = arg;

    (void)weft_spawn_now(work, self);
    note("the callback goes on");
}

static int from_a_callback(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1};
    weft_handle handle = {0};

    (void)arg;
    WEFT_TRY(weft_call_soon(&handle, spawn_in_a_callback, &a));
    WEFT_TRY(weft_sleep(2));
    EXPECT_LOG("[0.000] A begins\n[0.000] the callback goes on\n[1.000] A ends\n");
    return WEFT_OK;
}

static int block(void *arg)
{
    struct actor *self = arg;

    self->result = weft_sleep(10);
    return self->result;
}

static int cancelling_one_that_began_at_once(void *arg)
{
    struct actor quick = {.name = "quick"}, failing = {.name = "failing", .result = 7}, blocks = {.name = "blocks"};

    (void)arg;
    weft_task a = weft_spawn_now(work, &quick);
    EXPECT_IS(weft_task_cancel(a), WEFT_CLOSED);
    EXPECT_IS(weft_join(a), WEFT_OK);
    weft_task b = weft_spawn_now(block, &blocks);
    EXPECT_IS(weft_task_cancel(b), WEFT_OK);
    EXPECT_IS(weft_join(b), WEFT_CANCELLED);
    EXPECT_IS(blocks.result, WEFT_CANCELLED);
    weft_task c = weft_spawn_now(work, &failing);
    EXPECT(c.slot != 0);
    EXPECT_IS(weft_task_result(c), 7);
    EXPECT_IS(weft_join(c), 7);
    return WEFT_OK;
}

static weft_variable colour = {.fallback = "none"};

static int paint(void *arg)
{
    weft_task *spawner = arg;

    EXPECT(!same(weft_current(), *spawner));
    EXPECT(is_listed(weft_current()) && is_listed(*spawner));
    EXPECT_TEXT(weft_variable_get(&colour), "red");
    return weft_variable_set(&colour, "blue");
}

static int it_has_a_context_of_its_own(void *arg)
{
    weft_task self = weft_current();

    (void)arg;
    WEFT_TRY(weft_variable_set(&colour, "red"));
    weft_task task = weft_spawn_now(paint, &self);
    EXPECT(same(weft_current(), self));
    EXPECT(!is_listed(task));
    EXPECT_TEXT(weft_variable_get(&colour), "red");
    return weft_join(task);
}

static void at_once(weft_spawn_options *options, void *arg)
{
    (void)arg;
    if (!options->start)
        options->start = weft_start_now;
}

static int eager_by_the_loop(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"}, c = {.name = "C"};

    (void)arg;
    weft_on_spawn(at_once, NULL);
    weft_task tasks[] = {weft_spawn(work, &a), weft_spawn_with(work, &b, .start = weft_start_later)};
    weft_on_spawn(NULL, NULL);
    weft_task third = weft_spawn(work, &c);
    note("spawned");
    WEFT_TRY(weft_join(tasks[0]));
    WEFT_TRY(weft_join(tasks[1]));
    WEFT_TRY(weft_join(third));
    EXPECT_LOG("[0.000] A begins\n[0.000] A ends\n[0.000] spawned\n[0.000] B begins\n[0.000] B ends\n"
               "[0.000] C begins\n[0.000] C ends\n");
    return WEFT_OK;
}

static int not_outside_a_run(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    (void)case_begin(NULL);
    EXPECT_IS(weft_spawn_now(work, &a).slot, 0); /* as every spawn there: there is no loop to wait for */
    EXPECT_LOG("");
    return WEFT_OK;
}

static int a_failure_at_once_in_a_group(void *arg)
{
    struct actor failing = {.name = "failing", .result = 7};
    WEFT_GROUP(group);

    (void)arg;
    weft_group_spawn_with(&group, work, &failing, .start = weft_start_now);
    weft_task other = weft_group_spawn(&group, end_later, NULL);
    note("the body goes on after the spawn");
    EXPECT_IS(weft_task_cancelling(other), 0);
    EXPECT_IS(weft_yield(), WEFT_CANCELLED); /* the body is stopped, too, in that turn */
    EXPECT_IS(weft_task_cancelling(other), 1);
    EXPECT_IS(weft_group_join(&group), 7);
    EXPECT_LOG("[0.000] failing begins\n[0.000] failing ends\n[0.000] the body goes on after the spawn\n");
    return WEFT_OK;
}

WEFT_TESTS(
    KEPT(spawning_is_lazy, "001", "a spawned task begins in the next turn"),
    KEPT(in_spawn_order, "002", "tasks begin in the order in which they were spawned"),
    KEPT(a_call_is_not_begun_by_being_made, "003", "a call that is only written down runs nothing"),
    KEPT(a_call_runs_in_the_calling_task, "004", "a hundred calls deep: the same task, the same turn"),
    KEPT(what_is_finished_does_not_yield, "005", "waiting for what is finished takes no turn"),
    KEPT(a_join_takes_one_turn, "006", "who joins goes on in the turn after the end"),
    KEPT(aggregators_take_two_turns, "007", "gather, wait, completions, shields and group join: two turns after the last end"),
    KEPT(every_awaiter_gets_the_outcome, "008", "each who joins gets the code and its text"),
    KEPT(waiters_resume_in_order, "009", "who waits for one future goes on in the order of waiting, in one turn"),
    KEPT(current_and_all_tasks, "010", "the running task, and all that are unfinished"),
    KEPT_ALONE(outside_a_run, "010", "outside a run there is none, and waiting is wrong use"),
    KEPT(names, "011", "names are Task-1, Task-2, or given, and may be changed"),
    KEPT(only_the_body_decides, "012", "nobody else can set a task's outcome"),
    KEPT(awaiting_oneself_is_refused, "013", "a task that joins itself is told so"),
    KEPT(nothing_is_spawned, "014", "a spawn that is refused leaves nothing behind"),
    DIFFERENT(a_call_is_an_expression, "015", "there is nothing to wrap: a call is an expression"),
    DIFFERENT(a_call_can_be_repeated, "016", "the same call twice runs twice"),
    KEPT(a_dropped_task_runs_on, "017", "a task whose name was dropped runs on"),
    KEPT_ALONE(a_run_that_ends_with_pending_tasks_says_so, "017", "a run that ends with pending tasks says so"),
    KEPT(a_hook_sees_every_spawn, "018", "a hook sees every spawn, until it is taken away"),
    KEPT(a_yield_goes_to_the_end, "019", "who yields lets all others run first"),
    KEPT(a_stack_is_given_back_at_the_end, "020", "a task's stack is free at its end, while its name lives"),
    KEPT(begins_inside_the_spawn, "021", "begun at once: runs inside the spawn until its first wait"),
    KEPT_IN_ANY_ORDER(one_inside_another, "021", "begun at once by one that was begun at once"),
    KEPT(from_a_callback, "021", "begun at once from a callback"),
    KEPT(cancelling_one_that_began_at_once, "022", "cancel after an eager end, after an eager wait; a failure at once"),
    KEPT(it_has_a_context_of_its_own, "023", "begun at once: its own variables, its own identity"),
    KEPT(eager_by_the_loop, "024", "a hook makes every start eager; a spawn may still say later"),
    KEPT_ALONE(not_outside_a_run, "024", "outside a run it is as every spawn"),
    KEPT(a_failure_at_once_in_a_group, "025", "a failure at once is taken note of in the next turn"))
