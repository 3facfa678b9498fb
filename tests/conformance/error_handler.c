/* EXCH: the handler for errors that nobody looks at (statements 241 to 246). */
#include "case.h"

static weft_variable request = {.fallback = "none"};

static const char *kind_of(const weft_error_report *error)
{
    static const char *const words[] = {"", "unseen", "shutdown", "destroyed", "callback", "reported"};

    return words[error->kind];
}

static int handler(const weft_error_report *error, void *arg)
{
    note("%s: %s%s%s%s (code %d) from %s", kind_of(error), error->name, *error->name ? ": " : "", error->text,
         *error->text ? "" : "no text", error->code, error->place->function);
    return arg ? *(int *)arg : WEFT_OK;
}

/* Makes a run of its own with this handler. */
static int run_with(weft_error_handler *fn, void *arg, weft_task_function *body)
{
    case_begin(NULL);
    weft_on_error(fn, arg);
    int code = weft_run_with((&(weft_run_options){.virtual_clock = true}), body, NULL);
    weft_on_error(NULL, NULL);
    return code;
}

static int fails(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    return weft_raise(7, "no route");
}

static void failing_callback(void *arg)
{
    weft_report_error(3, "bad %s", (const char *)arg);
}

static int goes_on(void *arg)
{
    weft_handle handle = {0};

    (void)arg;
    WEFT_TRY(weft_call_soon(&handle, failing_callback, "news"));
    (void)weft_spawn(fails, NULL);
    WEFT_TRY(weft_sleep(2));
    note("main goes on");
    return WEFT_OK;
}

static int errors_are_handed_over(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with(handler, NULL, goes_on), 0);
    EXPECT_LOG("[0.000] callback: bad news (code 3) from failing_callback\n"
               "[2.000] main goes on\n"
               "[2.000] unseen: Task-2: no route (code 7) from fails\n");
    return WEFT_OK;
}

static int in_a_group(void *arg)
{
    (void)arg;
    {
        WEFT_GROUP(group);
        weft_group_spawn(&group, fails, NULL);
        EXPECT_IS(weft_shield(weft_sleep(2)), WEFT_OK); /* left without a join, and without a WEFT_TRY */
    }
    note("the group is gone");
    return WEFT_OK;
}

static int those_of_a_group_at_its_end(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with(handler, NULL, in_a_group), 0);
    EXPECT_LOG("[2.000] unseen: Task-2: no route (code 7) from fails\n"
               "[2.000] the group is gone\n");
    return WEFT_OK;
}

static int looked_at(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_join(weft_spawn(fails, NULL)), 7);
    weft_task task = weft_spawn(fails, NULL);
    WEFT_TRY(weft_sleep(2));
    EXPECT_IS(weft_task_result(task), 7);
    return WEFT_OK;
}

static int who_looks_is_not_told(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with(handler, NULL, looked_at), 0);
    EXPECT_LOG("");
    return WEFT_OK;
}

static int one_error(void *arg)
{
    weft_report_error(3, "bad news");
    return arg ? WEFT_USAGE : WEFT_OK;
}

static int custom_and_default(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with(handler, NULL, one_error), 0);
    EXPECT_LOG("[0.000] reported: main: bad news (code 3) from one_error\n");
    weft_on_report(case_said, NULL);
    EXPECT_IS(weft_run_with((&(weft_run_options){.virtual_clock = true}), one_error, NULL), 0);
    weft_on_report(NULL, NULL);
    EXPECT(strstr(case_log, "weft: an error in a task: main: bad news (code 3), at ") != NULL);
    return WEFT_OK;
}

static int one_error_with_a_hook(void *arg)
{
    weft_on_report(case_said, NULL);
    int err = one_error(arg);
    weft_on_report(NULL, NULL);
    note("main goes on");
    return err;
}

static int a_handler_that_fails(void *arg)
{
    int code = 9;

    (void)arg;
    EXPECT_IS(run_with(handler, &code, one_error_with_a_hook), 0);
    EXPECT(strstr(case_log, "weft: the error handler failed with code 9 (failed); it was given this:\n") != NULL);
    EXPECT(strstr(case_log, "weft: an error in a task: main: bad news (code 3), at ") != NULL);
    EXPECT(strstr(case_log, "[0.000] main goes on\n") != NULL);
    return WEFT_OK;
}

static int sleeps(void *arg)
{
    (void)arg;
    int err = weft_sleep(10);
    note("main: %s", weft_error_name(err));
    return err;
}

static int interrupts_pass(void *arg)
{
    (void)arg;
    case_begin(NULL);
    weft_on_error(handler, NULL);
    weft_on_report(case_said, NULL);
    EXPECT_IS(weft_run_with((&(weft_run_options){.virtual_clock = true, .signals = "INT@1"}), sleeps, NULL),
              WEFT_EXIT_INTERRUPTED);
    case_begin(NULL);
    return WEFT_OK;
}

static int tells_context(const weft_error_report *error, void *arg)
{
    (void)arg;
    note("%s sees %s", kind_of(error), (const char *)weft_variable_get(&request));
    return WEFT_OK;
}

static int fails_in_its_context(void *arg)
{
    WEFT_TRY(weft_variable_set(&request, arg));
    return 7;
}

static void fails_in_a_callback(void *arg)
{
    (void)weft_variable_set(&request, arg);
    weft_report_error(3, "bad news");
}

static int two_contexts(void *arg)
{
    weft_handle handle = {0};

    (void)arg;
    (void)weft_spawn(fails_in_its_context, "the task's");
    WEFT_TRY(weft_call_soon(&handle, fails_in_a_callback, "the callback's"));
    return weft_sleep(1);
}

static int in_the_context_that_failed(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with(tells_context, NULL, two_contexts), 0);
    EXPECT_LOG("[0.000] callback sees the callback's\n[1.000] unseen sees the task's\n");
    return WEFT_OK;
}

static int tells_message(const weft_error_report *error, void *arg)
{
    (void)arg;
    note("%s: %s", error->message, *error->name ? error->name : "a callback");
    return WEFT_OK;
}

static int fails_when_cancelled(void *arg)
{
    (void)arg;
    int err = weft_sleep(99);
    return err ? 8 : err;
}

static int waits_shielded(void *arg)
{
    return weft_join_shielded(*(weft_task *)arg);
}

static int waits_for_ever(void *arg)
{
    weft_event never = {0};

    (void)arg;
    WEFT_TRY(weft_shield(weft_event_wait(&never)));
    return WEFT_OK;
}

static int every_kind(void *arg)
{
    weft_handle handle = {0};
    weft_task shielded = weft_spawn_with(fails, NULL, .name = "shielded");
    weft_task waiter = weft_spawn(waits_shielded, &shielded);

    (void)arg;
    WEFT_TRY(weft_call_soon(&handle, failing_callback, "news"));
    (void)weft_spawn_with(fails_when_cancelled, NULL, .name = "leftover");
    (void)weft_spawn_with(fails, NULL, .name = "unseen");
    WEFT_TRY(weft_sleep(0.5));
    (void)weft_task_cancel(waiter);
    (void)weft_spawn_with(waits_for_ever, NULL, .name = "pending");
    return weft_sleep(1);
}

static int messages(void *arg)
{
    (void)arg;
    case_begin(NULL);
    weft_on_error(tells_message, NULL);
    weft_on_report(case_said, NULL);
    EXPECT_IS(weft_run_with((&(weft_run_options){.virtual_clock = true, .signals = "INT@2"}), every_kind, NULL),
              WEFT_EXIT_INTERRUPTED);
    weft_on_error(NULL, NULL);
    weft_on_report(NULL, NULL);
    EXPECT_LOG("[0.000] an error in a callback: a callback\n"
               "[1.000] a task failed after a shielded join of it was cancelled: shielded\n"
               "[2.000] weft: ended by the signal INT\n"
               "[2.000] a task failed while the run was ending: leftover\n"
               "[2.000] the error of a task was never looked at: unseen\n"
               "[2.000] a task was destroyed while it waited: pending\n");
    return WEFT_OK;
}

WEFT_TESTS(KEPT_ALONE(errors_are_handed_over, "241", "callbacks and tasks hand their errors over, and the loop goes on"),
           KEPT_ALONE(those_of_a_group_at_its_end, "241", "a task's failure is reported when it is released"),
           KEPT_ALONE(who_looks_is_not_told, "241", "a failure that somebody looked at is not reported"),
           KEPT_ALONE(custom_and_default, "242", "a handler replaces the default, none restores it"),
           KEPT_ALONE(a_handler_that_fails, "243", "the default tells of a handler that fails and of what it was given"),
           KEPT_ALONE(interrupts_pass, "244", "an interrupt is not given to the handler"),
           KEPT_ALONE(in_the_context_that_failed, "245", "the handler sees the context of the task or callback that failed"),
           KEPT_ALONE(messages, "246", "the words say what happened"))
