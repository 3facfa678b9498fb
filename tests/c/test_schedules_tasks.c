/* What waits for tasks, in thousands of schedules: group, body, start, gather, join, wait, completions, join of several, race. See
 * schedules.h. */
#include "children.h"

/* ---- group ---- */

static void group_act(struct player *me)
{
    struct child children[] = {some_child(), some_child(), some_child()};

    {
        WEFT_GROUP(group);
        for (int i = 0; i < 3; i++)
            weft_group_spawn(&group, child, &children[i]);
        if (chance(4) > 0) { /* else the scope is left without a join */
            int err = heard(me, weft_group_join(&group));
            expect_end(err);
            expect_gone(children, 3);
            expect_well(err, children, 3);
        } else if (chance(2)) {
            weft_group_cancel(&group);
        } else {
            (void)heard_in_body(me, &group, weft_yield()); /* which a failure interrupts */
        }
    }
    expect_gone(children, 3);
}

static int groups(void *arg)
{
    (void)arg;
    return PLAY("group", group_act, nothing, NULL);
}

/* ---- the body of a group ---- */

static int body(weft_group *group, struct child *children)
{
    int err = WEFT_OK;

    for (int i = 0; i < 3 && !err; i++) {
        weft_group_spawn(group, child, &children[i]);
        err = chance(2) ? weft_yield() : WEFT_OK;
    }
    if (!err && chance(4) == 0)
        weft_group_cancel(group);
    return err || chance(4) ? err : 7;
}

static void body_act(struct player *me)
{
    struct child children[] = {some_child(), some_child(), some_child()};

    WEFT_GROUP(group);
    int err = heard(me, weft_group_with(&group, body(&group, children)));
    expect_end(err);
    expect_gone(children, 3);
    EXPECT(!weft_group_failure(&group) == (err != 7));
}

static int bodies(void *arg)
{
    (void)arg;
    return PLAY("body of a group", body_act, nothing, NULL);
}

/* ---- start ---- */

/* Says that it is ready, or fails before, or ends without a word. */
static int starts(void *arg)
{
    struct child *me = arg;

    if (chance(2))
        WEFT_TRY(weft_yield());
    if (chance(4) == 0)
        return chance(2) ? 7 : WEFT_OK;
    EXPECT_IS(weft_started(me), WEFT_OK);
    EXPECT_IS(weft_started(me), WEFT_USAGE);
    return child(me);
}

static void start_act(struct player *me)
{
    struct child children[] = {some_child(), some_child()};

    WEFT_GROUP(group);
    for (int i = 0; i < 2; i++) {
        void *value = NULL;
        int err = weft_group_start(&group, starts, &children[i], &value);
        (void)heard_in_body(me, &group, err); /* else it is the group that stops */
        EXPECT(err == WEFT_USAGE || err == WEFT_CLOSED || (expect_end(err), true));
        EXPECT(err != WEFT_OK || value == &children[i]);
    }
    int err = heard(me, weft_group_join(&group));
    expect_end(err);
    expect_gone(children, 2);
}

static int groups_that_start(void *arg)
{
    (void)arg;
    return PLAY("start", start_act, nothing, NULL);
}

/* ---- gather, both forms ---- */

static void gather_act(struct player *me)
{
    struct child children[] = {some_child(), some_child(), some_child()};
    int err = weft_gather_each(child, children, 3);

    (void)heard_if_mine(me, err); /* else it was a call that was cancelled */
    expect_end(err);
    expect_well(err, children, 3);
    expect_gone(children, 3);
}

static int gathers(void *arg)
{
    (void)arg;
    return PLAY("gather", gather_act, nothing, NULL);
}

static void settled_act(struct player *me)
{
    struct child children[] = {some_child(), some_child(), some_child()};
    weft_call calls[] = {{child, &children[0]}, {child, &children[1]}, {child, &children[2]}};
    int codes[] = {99, 99, 99};
    int err = heard(me, weft_gather_settled(calls, codes, 3));

    EXPECT(err == WEFT_OK || err == WEFT_CANCELLED || err == WEFT_NO_MEMORY);
    expect_gone(children, 3);
    expect_well(err, children, 3);
    for (int i = 0; i < 3; i++) {
        expect_end(codes[i]);
        EXPECT(codes[i] == WEFT_CANCELLED || codes[i] == WEFT_NO_MEMORY || codes[i] == children[i].result);
    }
}

static int settled_gathers(void *arg)
{
    (void)arg;
    return PLAY("settled gather", settled_act, nothing, NULL);
}

/* The result of a task that was left alone, whichever tasks are cancelled meanwhile. */
static int settled(weft_task task)
{
    return weft_shield(weft_join(task));
}

/* ---- join, plain and shielded ---- */

static void join_act(struct player *me)
{
    struct child own = some_child();
    weft_task task = chance(2) ? weft_spawn(child, &own) : weft_spawn_now(child, &own);
    bool shielded = chance(2);
    int err;

    do { /* a shielded join that is cancelled leaves the task, whose child lies here */
        err = shielded ? weft_join_shielded(task) : weft_join(task);
        (void)heard_if_mine(me, err);
    } while (!weft_task_ended(task));
    EXPECT(err == WEFT_CANCELLED || err == WEFT_NO_MEMORY || err == own.result);
    expect_gone(&own, 1);
    if (!weft_task_place(task))
        return;
    int result = weft_task_result(task);
    EXPECT(result == err || (own.over && err == WEFT_CANCELLED)); /* who was cancelled as it ended has not taken its result */
    EXPECT_IS(settled(task), result);
    EXPECT_IS(weft_task_result(task), result);
}

static int joins(void *arg)
{
    (void)arg;
    return PLAY("join", join_act, nothing, NULL);
}

/* ---- waits for some of several tasks that all players share ---- */

static struct child shared[PARTIES];
static weft_task tasks[PARTIES];

static void shared_set(void)
{
    children_set();
    for (int i = 0; i < PARTIES; i++) {
        shared[i] = some_child();
        shared[i].yields *= 2;
        shared[i].seconds = chance(2);
        tasks[i] = weft_spawn(child, &shared[i]);
    }
}

static int count_ended(void)
{
    int count = 0;

    for (int i = 0; i < PARTIES; i++)
        count += weft_task_ended(tasks[i]);
    return count;
}

static bool one_failed(void)
{
    for (int i = 0; i < PARTIES; i++)
        if (weft_task_ended(tasks[i]) && weft_task_result(tasks[i]) == 7)
            return true;
    return false;
}

static void wait_act(struct player *me)
{
    enum weft_wait_until until = (enum weft_wait_until)chance(3);
    double seconds = chance(2) ? WEFT_FOREVER : chance(3), began = weft_time();
    int err = heard(me, weft_wait(tasks, PARTIES, until, seconds));

    EXPECT(err == WEFT_OK || err == WEFT_CANCELLED || err == WEFT_NO_MEMORY);
    EXPECT(weft_time() - began <= seconds);
    if (err != WEFT_OK || weft_time() - began >= seconds)
        return;
    EXPECT(count_ended() > 0);
    EXPECT(until != WEFT_ALL_COMPLETED || count_ended() == PARTIES);
    EXPECT(until != WEFT_FIRST_FAILED || one_failed() || count_ended() == PARTIES);
}

/* No wait is left on a task that lives on, and the task that waits has cancelled none of them. */
static void shared_end(void)
{
    for (int i = 0; i < PARTIES; i++) {
        int err = settled(tasks[i]);
        EXPECT(!one_at_a_time || err == shared[i].result);
    }
    children_end();
}

static int waits(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"wait", shared_set, wait_act, nothing, NULL, nothing, shared_end});
}

static void completions_act(struct player *me)
{
    weft_completion next = WEFT_COMPLETION(tasks, PARTIES);
    int seen = 0, last = -1, err;

    while ((err = heard(me, weft_next_completed(&next))) != WEFT_CLOSED && err != WEFT_NO_MEMORY) {
        EXPECT(err == WEFT_OK || err == WEFT_CANCELLED);
        if (err)
            continue; /* goes on where it was */
        const struct child *ended = weft_task_arg(next.task);
        EXPECT(weft_task_ended(next.task) && ended >= shared && ended < shared + PARTIES);
        EXPECT(!ended->begun || ended->place > last);
        last = ended->begun ? ended->place : last;
        seen++;
    }
    EXPECT_IS(seen, err == WEFT_CLOSED ? PARTIES : 0);
}

static int completions(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"completions", shared_set, completions_act, nothing, NULL, nothing, shared_end});
}

/* ---- join of several ---- */

static void join_all_act(struct player *me)
{
    struct child children[] = {some_child(), some_child(), some_child()};
    weft_task own[3];
    int codes[] = {99, 99, 99};

    for (int i = 0; i < 3; i++)
        own[i] = weft_spawn(child, &children[i]);
    int err = weft_join_all(own, codes, 3);
    if (err == WEFT_NO_MEMORY) { /* one could not be spawned, and nobody was joined */
        for (int i = 0; i < 3; i++)
            (void)settled(own[i]);
        (void)heard(me, weft_yield());
    } else {
        (void)heard_if_mine(me, err);
        for (int i = 0; i < 3; i++) {
            EXPECT(codes[i] == WEFT_CANCELLED || codes[i] == children[i].result);
            EXPECT_IS(weft_task_result(own[i]), codes[i]);
        }
    }
    expect_end(err);
    expect_gone(children, 3);
}

static int joins_of_several(void *arg)
{
    (void)arg;
    return PLAY("join of several", join_all_act, nothing, NULL);
}

/* ---- race ---- */

static void race_act(struct player *me)
{
    struct child children[] = {some_child(), some_child(), some_child()};
    weft_call calls[] = {{child, &children[0]}, {child, &children[1]}, {child, &children[2]}};
    double delays[] = {0, 1, WEFT_FOREVER};
    int codes[3];
    size_t winner = 99;
    int err = weft_race(calls, 3, delays[chance(3)], codes, &winner);

    (void)heard_if_mine(me, err);
    expect_end(err);
    expect_gone(children, 3);
    EXPECT_IS(winner < 3, err == WEFT_OK);
    EXPECT(winner == 3 || codes[winner] == WEFT_OK);
    for (int i = 0; i < 3; i++)
        EXPECT(codes[i] == WEFT_CANCELLED || codes[i] == (children[i].begun ? children[i].result : WEFT_PENDING));
}

static int races(void *arg)
{
    (void)arg;
    return PLAY("race", race_act, nothing, NULL);
}

WEFT_TESTS(CASE(groups, "group"), CASE(bodies, "body of a group"), CASE(groups_that_start, "start"), CASE(gathers, "gather"),
           CASE(settled_gathers, "settled gather"), CASE(joins, "join"), CASE(waits, "wait"), CASE(completions, "completions"),
           CASE(joins_of_several, "join of several"), CASE(races, "race"))
