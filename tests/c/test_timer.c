/* Timers, callbacks, signals, misuse (docs/old-bugs.md, 37 and 38). */
#include "check.h"

static void say(void *arg)
{
    note("%s", (const char *)arg);
}

static int equal_deadlines(void *arg)
{
    enum { MANY = 2000 };
    static weft_handle handles[MANY];
    static const char *names[3] = {"a", "b", "c"};

    (void)arg;
    for (int i = 0; i < 3; i++)
        EXPECT_IS(weft_call_later(&handles[i], 1, say, (void *)(uintptr_t)names[i]), WEFT_OK);
    for (int i = 3; i < MANY; i++)
        EXPECT_IS(weft_call_later(&handles[i], 2 + (double)(i * 7919 % MANY), say, NULL), WEFT_OK);
    for (int i = MANY; i-- > 3;) /* from the middle of the heap, in another order */
        EXPECT(weft_handle_cancel(&handles[3 + (i * 31) % (MANY - 3)]));
    EXPECT_IS(weft__timers_scheduled(), 3);
    EXPECT(!weft_handle_cancel(&handles[5]));
    WEFT_TRY(weft_sleep(3));
    EXPECT_LOG("[1.000] a\n[1.000] b\n[1.000] c\n");
    return WEFT_OK;
}

static weft_handle victim;
static bool victim_ran;

static void ran(void *arg)
{
    (void)arg;
    victim_ran = true;
}

static void cancel_victim(void *arg)
{
    (void)arg;
    EXPECT(weft_handle_cancel(&victim)); /* due already, not yet run: it stays silent */
}

static int cancelled_when_due(void *arg)
{
    weft_handle first = {.fn = NULL};

    (void)arg;
    EXPECT_IS(weft_call_later(&first, 1, cancel_victim, NULL), WEFT_OK);
    EXPECT_IS(weft_call_later(&victim, 1, ran, NULL), WEFT_OK);
    WEFT_TRY(weft_sleep(2));
    EXPECT(!victim_ran);
    return WEFT_OK;
}

static int heap_order(void *arg)
{
    enum { MANY = 3000 };
    static struct weft__timer timers[MANY];
    static struct weft__timer_kind none = {.name = "none"};
    int64_t last = 0;

    (void)arg;
    for (int i = 0; i < MANY; i++)
        weft__timer_set(&timers[i], 1000000000 + (int64_t)(weft_random() * 500) * 1000000, &none, NULL, NULL);
    for (int i = 0; i < 1000; i++)
        weft__timer_cancel(&timers[(int)(weft_random() * MANY)]);
    uint64_t last_sequence = 0;
    while (weft__timer_first()) {
        struct weft__timer *timer = weft__timer_first();
        EXPECT(timer->due > last || (timer->due == last && timer->sequence > last_sequence));
        last = timer->due;
        last_sequence = timer->sequence;
        weft__timer_cancel(timer);
    }
    return WEFT_OK;
}

static int odd_delays(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_sleep(NAN), WEFT_INVALID);
    EXPECT_IS(weft_sleep(-1), WEFT_OK);
    EXPECT_IS(weft_sleep(-INFINITY), WEFT_OK);
    EXPECT_IS((int)(weft_time() * 1000), 0);
    EXPECT_IS(weft_wait_for(weft_sleep(WEFT_FOREVER), 5), WEFT_TIMEOUT);
    EXPECT_IS(weft_wait_for(weft_sleep(1e300), 5), WEFT_TIMEOUT);
    EXPECT_IS((int)weft_time(), 10);
    return WEFT_OK;
}

static int yields_alternate(void *arg)
{
    struct actor *me = arg;

    for (int i = 0; i < 3; i++) {
        note("%s", me->name);
        WEFT_TRY(weft_yield());
    }
    return WEFT_OK;
}

static int alternation(void *arg)
{
    struct actor a = {"a", NULL, 0, 0, 0}, b = {"b", NULL, 0, 0, 0};

    (void)arg;
    WEFT_TRY(weft_gather({yields_alternate, &a}, {yields_alternate, &b}));
    EXPECT_LOG("[0.000] a\n[0.000] b\n[0.000] a\n[0.000] b\n[0.000] a\n[0.000] b\n");
    return WEFT_OK;
}

static void waits(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_sleep(1), WEFT_USAGE); /* no task runs */
    EXPECT_IS(weft_current().slot, 0);
    EXPECT_IS(weft_gather({yields_alternate, NULL}), WEFT_USAGE);
}

static int outside_a_task(void *arg)
{
    weft_handle handle = {.fn = NULL};

    (void)arg;
    EXPECT_IS(weft_call_soon(&handle, NULL, NULL), WEFT_INVALID);
    EXPECT_IS(weft_call_soon(&handle, waits, NULL), WEFT_OK);
    EXPECT_IS(weft_call_soon(&handle, waits, NULL), WEFT_USAGE); /* under way */
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_call_later(&handle, NAN, say, NULL), WEFT_INVALID);
    return WEFT_OK;
}

static int stale_names(void *arg)
{
    struct actor a = {"a", NULL, 0, 0, 0};
    weft_task task, none = {0}, forged = {77, 3};

    (void)arg;
    {
        WEFT_GROUP(group);
        task = weft_group_spawn(&group, yields_alternate, &a);
        WEFT_TRY(weft_group_join(&group));
    } /* which forgets its tasks */
    EXPECT_IS(weft_join(task), WEFT_STALE);
    weft_task next = weft_spawn(yields_alternate, &a); /* the slot is used again, the name is not */
    EXPECT_IS(next.slot, task.slot);
    EXPECT_IS(weft_task_cancel(task), WEFT_STALE);
    EXPECT_IS(weft_task_result(task), WEFT_STALE);
    EXPECT_IS(weft_join(forged), WEFT_STALE);
    EXPECT_IS(weft_join(none), WEFT_NO_MEMORY);
    EXPECT_IS(weft_join(weft_current()), WEFT_USAGE);
    EXPECT(weft_task_arg(task) == NULL);
    EXPECT_IS(weft_spawn(NULL, NULL).slot, 0);
    return weft_join(next);
}

static int names(void *arg)
{
    struct actor a = {"a", NULL, 0, 0, 0};
    weft_task task = weft_spawn(yields_alternate, &a), named = weft_spawn_with(yields_alternate, &a, .name = "a name that is far too long");

    (void)arg;
    EXPECT(strcmp(weft_task_name(weft_current()), "main") == 0);
    EXPECT(strcmp(weft_task_name(task), "Task-2") == 0);
    EXPECT(strcmp(weft_task_name(named), "a name that is far too ") == 0);
    EXPECT_IS(weft_task_set_name(task, "short"), WEFT_OK);
    EXPECT(strcmp(weft_task_name(task), "short") == 0);
    weft_task all[8];
    EXPECT_IS(weft_tasks(all, 8), 3);
    EXPECT_IS(all[1].slot, task.slot);
    WEFT_TRY(weft_join(task));
    return weft_join(named);
}

static int on_done(void *arg)
{
    struct actor a = {"a", NULL, 0, 0, 0};
    weft_handle handle = {.fn = NULL}, gone = {.fn = NULL};
    weft_task task = weft_spawn(yields_alternate, &a);

    (void)arg;
    EXPECT_IS(weft_task_on_done(task, &handle, say, (void *)(uintptr_t) "ended"), WEFT_OK);
    EXPECT_IS(weft_task_on_done(task, &gone, say, (void *)(uintptr_t) "never"), WEFT_OK);
    EXPECT(weft_handle_cancel(&gone));
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[0.000] a\n[0.000] a\n[0.000] a\n[0.000] ended\n");
    return WEFT_OK;
}

static int deadlock(void *arg)
{
    (void)arg;
    return weft_sleep(WEFT_FOREVER);
}

static int fails(void *arg)
{
    (void)arg;
    return weft_raise(42, "on purpose");
}

static int times_out(void *arg)
{
    (void)arg;
    return WEFT_TIMEOUT;
}

static int cancelled(void *arg)
{
    (void)arg;
    return WEFT_CANCELLED;
}

static int too_large(void *arg)
{
    (void)arg;
    return 500;
}

static int blocks(void *arg)
{
    (void)arg;
    weft_block(2.5); /* the virtual clock is charged, nobody else runs */
    EXPECT_IS((int)(weft_time() * 10), 25);
    return WEFT_OK;
}

static int inside_a_run(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_run(blocks, NULL), WEFT_EXIT_FAILED);
    return WEFT_OK;
}

WEFT_TESTS(CASE(equal_deadlines, "equal deadlines in the order they were set, cancelled ones silent"),
           CASE(cancelled_when_due, "cancelled when due: silent (tokio#3229)"),
           CASE(heap_order, "the heap keeps (due, registration) under random removal"),
           CASE(odd_delays, "NaN is refused, negative is now, huge is never early"),
           CASE(alternation, "yields alternate strictly"),
           CASE(outside_a_task, "waiting in a callback is refused"),
           CASE(stale_names, "stale, forged and no names are refused"),
           CASE(names, "names: main, Task-n, given, cut"),
           CASE(on_done, "done callbacks"),
           CASE_EXITS(deadlock, "sleeping for ever is a deadlock", WEFT_EXIT_DEADLOCK),
           CASE_EXITS(fails, "main's own code is the exit code", 42),
           CASE_EXITS(times_out, "main's runtime error", WEFT_EXIT_FAILED),
           CASE_EXITS(cancelled, "main ends cancelled", WEFT_EXIT_CANCELLED),
           CASE_EXITS(too_large, "codes above 99 become 99", 99),
           CASE(blocks, "blocking charges the virtual clock"),
           CASE(inside_a_run, "a run inside a run is refused"))
