/* TSCO: what Trio's cancel scopes do, done with timeouts (statements 326 to 342). */
#include "case.h"

enum { BAD = 1 };

static void begin(weft_timeout *timeout, double seconds)
{
    *timeout = (weft_timeout){0};
    EXPECT_IS(weft_timeout_begin(timeout, seconds), WEFT_OK);
}

static int told_once(void *arg)
{
    weft_timeout scope;

    (void)arg;
    begin(&scope, 1);
    int err = weft_sleep(9);
    note("%s", weft_error_name(err));
    EXPECT_IS(weft_timeout_cancel(&scope), WEFT_OK); /* once is enough */
    note("%s", weft_error_name(weft_sleep(1)));
    note("%s", weft_error_name(weft_sleep(1)));
    note("left: %s", weft_error_name(weft_timeout_end(&scope, err)));
    EXPECT_LOG("[1.000] cancelled\n[2.000] ok\n[3.000] ok\n[3.000] left: timed out\n");
    return WEFT_OK;
}

static int absorbs_its_own_only(void *arg)
{
    weft_timeout outer, inner;

    (void)arg;
    begin(&outer, 1);
    begin(&inner, 9);
    int err = weft_timeout_end(&inner, weft_sleep(10));
    EXPECT_IS(err, WEFT_CANCELLED); /* the outer one's */
    EXPECT(!weft_timeout_expired(&inner));
    EXPECT_IS(weft_timeout_end(&outer, err), WEFT_TIMEOUT);
    EXPECT(weft_timeout_expired(&outer));

    begin(&inner, 9);
    EXPECT_IS(weft_timeout_cancel(&inner), WEFT_OK);
    EXPECT_IS(weft_timeout_end(&inner, WEFT_OK), WEFT_OK); /* called off, nothing caught */
    EXPECT(weft_timeout_expired(&inner));
    return WEFT_OK;
}

static int the_outermost_catches(void *arg)
{
    weft_timeout outer, inner;

    (void)arg;
    begin(&outer, 9);
    begin(&inner, 9);
    EXPECT_IS(weft_timeout_cancel(&inner), WEFT_OK);
    EXPECT_IS(weft_timeout_cancel(&outer), WEFT_OK);
    int err = weft_timeout_end(&inner, weft_sleep(1));
    EXPECT_IS(err, WEFT_CANCELLED);
    EXPECT_IS(weft_timeout_end(&outer, err), WEFT_TIMEOUT);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    return WEFT_OK;
}

static int over_before_it_began(void *arg)
{
    weft_timeout scope;

    (void)arg;
    begin(&scope, 0);
    int err = weft_yield();
    note("first wait %s", weft_error_name(err));
    EXPECT_IS(weft_timeout_end(&scope, err), WEFT_TIMEOUT);
    EXPECT_LOG("[0.000] first wait cancelled\n");
    return WEFT_OK;
}

static int enters(void *arg)
{
    return weft_timeout_begin((weft_timeout *)arg, 1) == WEFT_USAGE ? WEFT_OK : BAD;
}

static int used_once_and_in_order(void *arg)
{
    weft_timeout outer, inner;

    (void)arg;
    begin(&outer, 9);
    EXPECT_IS(weft_timeout_begin(&outer, 9), WEFT_USAGE);
    WEFT_TRY(weft_gather({enters, &outer}));
    begin(&inner, 9);
    EXPECT_IS(weft_timeout_end(&outer, WEFT_OK), WEFT_USAGE); /* the inner one is still open */
    EXPECT_IS(weft_timeout_end(&inner, WEFT_OK), WEFT_OK);
    EXPECT_IS(weft_timeout_end(&outer, WEFT_OK), WEFT_OK);
    EXPECT_IS(weft_timeout_begin(&outer, 9), WEFT_USAGE);
    return WEFT_OK;
}

static int left_without_a_wait(void *arg)
{
    weft_timeout scope;

    (void)arg;
    begin(&scope, 9);
    EXPECT_IS(weft_timeout_cancel(&scope), WEFT_OK);
    EXPECT_IS(weft_timeout_end(&scope, WEFT_OK), WEFT_OK);
    EXPECT_IS(weft_sleep(1), WEFT_OK); /* nothing comes later */
    return WEFT_OK;
}

/* ---- shields ---- */

static weft_timeout outside, shielded;

static int behind_a_shield(void *arg)
{
    (void)arg;
    begin(&outside, 1);
    begin(&shielded, 4);
    EXPECT_IS(weft_timeout_shield(&shielded, true), WEFT_OK);
    note("inside %s", weft_error_name(weft_wait_for(weft_sleep(9), 2))); /* one inside is not hidden */
    int err = weft_sleep(9);
    note("own %s", weft_error_name(err)); /* nor its own */
    err = weft_timeout_end(&shielded, err);
    note("outside %s", weft_error_name(weft_sleep(1)));
    return weft_timeout_end(&outside, err);
}

static int opens_the_shield(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(7));
    return weft_timeout_shield(&shielded, false);
}

static int until_the_shield_opens(void *arg)
{
    (void)arg;
    begin(&outside, 1);
    begin(&shielded, WEFT_FOREVER);
    EXPECT_IS(weft_timeout_shield(&shielded, true), WEFT_OK);
    int err = weft_sleep(9);
    note("opened: %s", weft_error_name(err));
    err = weft_timeout_end(&shielded, err);
    return weft_timeout_end(&outside, err) == WEFT_TIMEOUT ? WEFT_OK : BAD;
}

static int shields(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_gather({until_the_shield_opens, NULL}, {opens_the_shield, NULL}));
    EXPECT_LOG("[7.000] opened: cancelled\n");
    case_log[0] = '\0';
    EXPECT_IS(weft_join(weft_spawn(behind_a_shield, NULL)), WEFT_TIMEOUT);
    EXPECT_LOG("[9.000] inside timed out\n[11.000] own cancelled\n[11.000] outside cancelled\n");
    return WEFT_OK;
}

/* ---- deadlines ---- */

static int deadlines_move(void *arg)
{
    weft_timeout scope;

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    begin(&scope, 2); /* counts from here */
    EXPECT(weft_timeout_when(&scope) == 3);
    EXPECT_IS(weft_timeout_reschedule(&scope, WEFT_FOREVER), WEFT_OK);
    WEFT_TRY(weft_sleep(4));
    EXPECT_IS(weft_timeout_reschedule(&scope, 6), WEFT_OK);
    EXPECT_IS(weft_timeout_reschedule(&scope, 1), WEFT_OK); /* past */
    int err = weft_yield();
    note("%s", weft_error_name(err));
    EXPECT_IS(weft_timeout_end(&scope, err), WEFT_TIMEOUT);
    EXPECT_LOG("[5.000] cancelled\n");
    return WEFT_OK;
}

static int fails(void)
{
    WEFT_TRY(weft_sleep(0.5));
    return weft_raise(BAD, "failed");
}

static int sleeps_behind_a_shield(void)
{
    weft_timeout scope;

    begin(&scope, 1);
    EXPECT_IS(weft_timeout_shield(&scope, true), WEFT_OK);
    return weft_timeout_end(&scope, weft_sleep(9));
}

static int moves_on_and_fails(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_move_on_after(weft_sleep(9), 1), WEFT_OK);
    note("moved on");
    EXPECT_IS(weft_move_on_after(fails(), 1), BAD);
    EXPECT_IS(weft_wait_for(weft_sleep(9), 1), WEFT_TIMEOUT);
    EXPECT_IS(weft_wait_for(fails(), 1), BAD); /* not absorbed */
    EXPECT_IS(weft_move_on_after(weft_yield(), NAN), WEFT_INVALID);
    EXPECT_IS(weft_wait_for(weft_yield(), NAN), WEFT_INVALID);
    weft_timeout scope = {0};
    EXPECT_IS(weft_timeout_begin_at(&scope, -5), WEFT_OK); /* past */
    EXPECT_IS(weft_timeout_end(&scope, weft_yield()), WEFT_TIMEOUT);
    EXPECT_IS(sleeps_behind_a_shield(), WEFT_TIMEOUT);
    EXPECT_LOG("[1.000] moved on\n");
    return WEFT_OK;
}

static int negative_is_now(void *arg)
{
    (void)arg;
    note("move_on_after(-1): %s", weft_error_name(weft_move_on_after(weft_sleep(9), -1)));
    note("wait_for(-1): %s", weft_error_name(weft_wait_for(weft_sleep(9), -1)));
    EXPECT_LOG("[0.000] move_on_after(-1): ok\n[0.000] wait_for(-1): timed out\n");
    return WEFT_OK;
}

/* ---- completed, then cancelled ---- */

static weft_event event;
static weft_lock lock;

static int waits_for_event(void *arg)
{
    (void)arg;
    int err = weft_event_wait(&event);
    note("event: %s", err ? weft_error_name(err) : "got");
    return err;
}

static int waits_for_lock(void *arg)
{
    (void)arg;
    int err = weft_lock_acquire(&lock);
    note("lock: %s", err ? weft_error_name(err) : "got");
    return err ? err : weft_lock_release(&lock);
}

static int set_then_cancel(void *arg)
{
    (void)arg;
    event = (weft_event){0};
    lock = (weft_lock){0};
    WEFT_TRY(weft_lock_acquire(&lock));
    weft_task first = weft_spawn(waits_for_event, NULL), second = weft_spawn(waits_for_lock, NULL);
    WEFT_TRY(weft_sleep(1));
    weft_event_set(&event);
    (void)weft_task_cancel(first);
    (void)weft_lock_release(&lock);
    (void)weft_task_cancel(second);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[1.000] event: cancelled\n[1.000] lock: got\n");
    return WEFT_OK;
}

typedef WEFT_QUEUE(int, 2) two_items;

static int gets(void *arg)
{
    int item;

    return weft_get((two_items *)arg, &item);
}

static int all_or_nothing(void *arg)
{
    two_items queue = {0};
    int item = 7;

    (void)arg;
    weft_task task = weft_spawn(gets, &queue);
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task); /* before: it takes nothing */
    WEFT_TRY(weft_put(&queue, &item));
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_IS(weft_queue_count(&queue), 1);
    WEFT_TRY(weft_get(&queue, &item));
    task = weft_spawn(gets, &queue);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_put(&queue, &item));
    (void)weft_task_cancel(task); /* after: it has its item */
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_queue_count(&queue), 0);
    return WEFT_OK;
}

/* ---- scopes and groups ---- */

static int sleeper(void *arg)
{
    int err = weft_sleep(9);

    note("%s %s", (const char *)arg, weft_error_name(err));
    return err;
}

static int grandparent(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, sleeper, "inner");
    return weft_group_join(&group);
}

static int family(void)
{
    WEFT_GROUP(group);
    weft_group_spawn(&group, grandparent, NULL);
    weft_group_spawn(&group, sleeper, "outer");
    return weft_group_join(&group);
}

static int reaches_every_task(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_wait_for(family(), 1), WEFT_TIMEOUT);
    EXPECT_LOG("[1.000] outer cancelled\n[1.000] inner cancelled\n");
    return WEFT_OK;
}

static int fails_when_stopped(void *arg)
{
    (void)arg;
    return weft_sleep(9) ? weft_raise(BAD, "failed") : WEFT_OK;
}

static int mixed_family(void)
{
    weft_task failed = {0};

    WEFT_GROUP(group);
    weft_group_spawn(&group, sleeper, "A");
    weft_group_spawn(&group, fails_when_stopped, NULL);
    int err = weft_group_join(&group);
    while (weft_group_next_failed(&group, &failed))
        note("left: %s", weft_task_error_text(failed));
    return err;
}

static int cancelled_ones_are_left_out(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_move_on_after(mixed_family(), 1), BAD);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    EXPECT_LOG("[1.000] A cancelled\n[1.000] left: failed\n");
    return WEFT_OK;
}

static int note_deadline(const char *where)
{
    note("%s %g", where, weft_deadline());
    return WEFT_OK;
}

static int cancelled_deadline(void)
{
    (void)weft_task_cancel(weft_current());
    return note_deadline("cancelled:");
}

static int the_next_deadline(void *arg)
{
    weft_timeout outer, inner;

    (void)arg;
    WEFT_TRY(note_deadline("none:"));
    begin(&outer, 2);
    begin(&inner, 5);
    WEFT_TRY(note_deadline("both:"));
    WEFT_TRY(weft_timeout_shield(&inner, true));
    WEFT_TRY(note_deadline("shielded:"));
    WEFT_TRY(weft_timeout_end(&inner, WEFT_OK));
    WEFT_TRY(weft_timeout_cancel(&outer));
    WEFT_TRY(note_deadline("struck:"));
    WEFT_TRY(weft_timeout_end(&outer, WEFT_OK));
    WEFT_TRY(cancelled_deadline());
    (void)weft_task_uncancel(weft_current());
    EXPECT_LOG("[0.000] none: inf\n[0.000] both: 2\n[0.000] shielded: 5\n[0.000] struck: -inf\n[0.000] cancelled: -inf\n");
    return WEFT_OK;
}

/* ---- checkpoints ---- */

static int says(void *arg)
{
    note("%s", (const char *)arg);
    return WEFT_OK;
}

static int what_does_not_wait_does_not_yield(void *arg)
{
    weft_lock free_lock = {0};

    (void)arg;
    weft_task task = weft_spawn(says, "another task ran");
    (void)weft_task_cancel(weft_current());
    note("acquire: %s", weft_error_name(weft_lock_acquire(&free_lock)));
    note("yield: %s", weft_error_name(weft_yield()));
    (void)weft_task_uncancel(weft_current());
    (void)weft_lock_release(&free_lock);
    EXPECT_LOG("[0.000] acquire: ok\n[0.000] another task ran\n[0.000] yield: cancelled\n");
    return weft_join(task);
}

static int half_checkpoints(void *arg)
{
    weft_task task = weft_spawn(says, "another task ran");
    unsigned before = tick;

    (void)arg;
    EXPECT_IS(weft_cancel_point(), WEFT_OK); /* only looks whether it is told to stop */
    EXPECT_IS(tick, before);
    (void)weft_task_cancel(weft_current());
    EXPECT_IS(weft_shield(weft_yield()), WEFT_OK); /* only lets others run */
    EXPECT_LOG("[0.000] another task ran\n");
    EXPECT_IS(weft_cancel_point(), WEFT_CANCELLED);
    (void)weft_task_uncancel(weft_current());
    return weft_join(task);
}

static int waits_with_reason(void *arg)
{
    (void)arg;
    int err = weft_shield(weft_sleep(2)); /* cannot be told */
    note("shielded: %s", weft_error_name(err));
    err = weft_sleep(1);
    note("%s: %s", weft_error_name(err), weft_error_text());
    return err;
}

static int refuses_and_remembers(void *arg)
{
    weft_task task = weft_spawn(waits_with_reason, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel_because(task, "the user left");
    EXPECT_IS(weft_join_shielded(task), WEFT_CANCELLED);
    EXPECT_LOG("[2.000] shielded: ok\n[2.000] cancelled: the user left\n");
    return WEFT_OK;
}

static size_t timers_now;

static void count_timers(size_t ready, size_t scheduled, void *arg)
{
    (void)ready, (void)arg;
    timers_now = scheduled;
}

static int many_scopes(void *arg)
{
    enum { COUNT = 5000 };
    static weft_timeout scopes[COUNT];

    (void)arg;
    for (int i = 0; i < COUNT; i++)
        begin(&scopes[i], 60);
    for (int i = 0; i < 100 * COUNT; i++)
        EXPECT_IS(weft_timeout_reschedule(&scopes[COUNT - 1], 100 + i), WEFT_OK);
    weft_on_turn(count_timers, NULL);
    WEFT_TRY(weft_yield());
    EXPECT_IS(timers_now, COUNT);
    int err = weft_sleep(61);
    for (int i = COUNT - 1; i >= 0; i--)
        err = weft_timeout_end(&scopes[i], err);
    EXPECT_IS(err, WEFT_TIMEOUT);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    return WEFT_OK;
}

WEFT_TESTS(DIFFERENT(told_once, "326", "a cancel is told once, and clean-up may wait"),
           KEPT(absorbs_its_own_only, "327", "a scope absorbs its own cancel only; called off and caught are two things"),
           KEPT(the_outermost_catches, "328", "of several, the outermost one catches"),
           KEPT(over_before_it_began, "329", "over before it began: the first wait is told"),
           KEPT(used_once_and_in_order, "330", "used once, by one task, ended in order; anything else is refused"),
           KEPT(left_without_a_wait, "331", "a struck scope that is left without a wait delivers nothing"),
           KEPT(shields, "332", "a shield hides what is outside, and delivers it when it opens"),
           KEPT(deadlines_move, "333", "deadlines move, to never and into the past"),
           KEPT(moves_on_and_fails, "334", "one moves on, one fails; a shielded one obeys its own deadline"),
           DIFFERENT(negative_is_now, "334", "a negative time is over at once"),
           DIFFERENT(set_then_cancel, "335", "a cancel after the event was set wins; a lock handed over is kept"),
           KEPT(all_or_nothing, "336", "an operation happens, or it is cancelled and has done nothing"),
           KEPT(reaches_every_task, "337", "a cancel reaches every task of the groups inside"),
           KEPT(cancelled_ones_are_left_out, "338", "who was cancelled is left out; a failure comes through"),
           KEPT(the_next_deadline, "339", "the deadline in force, up to the nearest shield"),
           DIFFERENT(what_does_not_wait_does_not_yield, "340", "what need not wait neither yields nor hears of a cancel"),
           KEPT(half_checkpoints, "340", "the two halves of a checkpoint"),
           KEPT(refuses_and_remembers, "341", "what cannot be told now is told at the next wait, with its reason"),
           KEPT(many_scopes, "342", "thousands of nested scopes, and deadlines that move a lot"))
