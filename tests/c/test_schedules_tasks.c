/* What waits for tasks, and what stands around a wait, in thousands of schedules: group, body, start, gather, join, wait, completions,
 * join of several, race, generator, shield, scopes, timeout, callbacks, exits, retry and pace, variables, descriptors. See
 * schedules.h. */
#include "schedules.h"

/* ---- children: what the players wait for. They lie on their player's stack or in the scene ---- */

struct child {
    int yields;
    int seconds;
    int result;
    bool begun, over;
    int place; /* the how-manieth to end */
};

static int alive, ends;

static void children_set(void)
{
    alive = ends = 0;
}

static void children_end(void)
{
    EXPECT_IS(alive, 0);
}

static struct child some_child(void)
{
    return (struct child){.yields = chance(4), .result = chance(4) ? WEFT_OK : 7};
}

/* Takes a while, and may fail. It is told of its cancel, and does not tell who waits for it. */
static int child(void *arg)
{
    struct child *me = arg;
    int err = WEFT_OK;

    me->begun = true;
    alive++;
    mark(0);
    for (int i = me->yields; i > 0 && !err; i--)
        err = weft_yield();
    if (!err && me->seconds)
        err = weft_sleep(me->seconds);
    alive--;
    me->over = true;
    me->place = ends++;
    return err ? err : me->result;
}

/* Nobody goes on before each of them has ended, or will never begin. */
static void expect_gone(const struct child *children, int count)
{
    for (int i = 0; i < count; i++)
        EXPECT_IS(children[i].begun, children[i].over);
}

/* OK means that each was begun and has ended well. */
static void expect_well(int err, const struct child *children, int count)
{
    for (int i = 0; i < count && err == WEFT_OK; i++)
        EXPECT(children[i].over);
}

static void expect_end(int err)
{
    EXPECT(err == WEFT_OK || err == WEFT_CANCELLED || err == WEFT_NO_MEMORY || err == 7);
}

#define PLAY(name, act, check, poke) \
    play_all(&(struct scene){name, children_set, act, check, poke, nothing, children_end})

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
        (void)heard_if_mine(me, err); /* else it is the group that stops */
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

/* The result of a task that was left alone, whoever is told to stop meanwhile. */
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
    EXPECT(own.over && err == WEFT_CANCELLED); /* who was cancelled as it ended has not taken its result */
    EXPECT_IS(weft_task_result(task), own.result);
    EXPECT_IS(settled(task), own.result);
    EXPECT_IS(weft_task_result(task), WEFT_STALE);
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

/* No wait is left on a task that lives on, and who waits has cancelled none of them. */
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
        for (int i = 0; i < 3; i++)
            EXPECT(codes[i] == WEFT_CANCELLED || codes[i] == children[i].result);
    }
    expect_end(err);
    expect_gone(children, 3);
    for (int i = 0; i < 3; i++)
        EXPECT_IS(weft_task_result(own[i]), WEFT_STALE);
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

/* ---- generator ---- */

static int gives(weft_generator *generator, void *arg)
{
    struct child *me = arg;
    int err = WEFT_OK;

    me->begun = true;
    alive++;
    for (int i = 1; i <= 3 && !err; i++) {
        err = chance(2) ? weft_yield() : WEFT_OK;
        if (!err)
            err = weft_give(generator, &i);
    }
    int cleaned = weft_shield(weft_yield());
    alive--;
    me->over = true;
    return err ? err : cleaned ? cleaned : me->result;
}

static void generator_act(struct player *me)
{
    struct child own = {.result = chance(2) ? WEFT_OK : 7};
    int value = 0, wanted = 1, err;

    {
        WEFT_GENERATOR(generator, gives, &own);
        do {
            err = weft_next(&generator, &value);
            (void)heard_if_mine(me, err);
            if (err == WEFT_OK && !own.over)
                EXPECT_IS(value, wanted++);
        } while (err == WEFT_OK && !own.over && chance(5) > 0); /* else it is left early */
        if (own.over && err != WEFT_NO_MEMORY) { /* the end is told again and again */
            int after = heard(me, weft_next(&generator, &value));
            EXPECT(after == WEFT_CLOSED || after == 7 || after == WEFT_CANCELLED);
        }
    }
    EXPECT(err == WEFT_CLOSED || (expect_end(err), true));
    expect_gone(&own, 1);
}

static int generators(void *arg)
{
    (void)arg;
    return PLAY("generator", generator_act, nothing, NULL);
}

/* ---- shield ---- */

static int some_yields(int count)
{
    for (; count > 0; count--)
        WEFT_TRY(weft_yield());
    return WEFT_OK;
}

static void shield_act(struct player *me)
{
    double limit = 1 + chance(2);
    int err = heard(me, weft_shield(some_yields(chance(4)))), late = heard(me, weft_shield(weft_wait_for(weft_sleep(3), limit)));

    EXPECT_IS(err, WEFT_OK); /* whatever came from outside */
    EXPECT_IS(late, WEFT_TIMEOUT);
}

static int shields(void *arg)
{
    (void)arg;
    return PLAY("shield", shield_act, nothing, NULL);
}

/* ---- scopes that main cancels and shields ---- */

static weft_timeout *scopes[PLAYERS];

static int inside(struct player *me, weft_timeout *scope)
{
    int err = some_yields(chance(3));

    if (!err && chance(2))
        err = weft_move_on_after(some_yields(3), chance(2));
    if (!err)
        err = weft_sleep(chance(3));
    EXPECT(err == WEFT_OK || err == WEFT_CANCELLED);
    EXPECT(!scopes[me->number] || scopes[me->number] == scope);
    return err;
}

static void scope_act(struct player *me)
{
    weft_timeout scope = {0};

    EXPECT_IS(weft_timeout_begin(&scope, chance(2) ? WEFT_FOREVER : chance(3)), WEFT_OK);
    scopes[me->number] = &scope;
    int err = inside(me, &scope);
    scopes[me->number] = NULL;
    err = heard(me, weft_timeout_end(&scope, err));
    EXPECT(err == WEFT_OK || err == WEFT_TIMEOUT || err == WEFT_CANCELLED);
    EXPECT(err != WEFT_TIMEOUT || weft_timeout_expired(&scope));
    EXPECT_IS(weft_timeout_cancel(&scope), WEFT_USAGE);
    EXPECT_IS(weft__self()->shields, 0);
}

static void scope_poke(void)
{
    weft_timeout *scope = scopes[chance(PLAYERS)];

    if (!scope)
        return;
    int err = chance(3) == 0 ? weft_timeout_cancel(scope) : weft_timeout_shield(scope, chance(2));
    EXPECT_IS(err, WEFT_OK);
}

static void scope_set(void)
{
    children_set();
    memset(scopes, 0, sizeof scopes);
}

/* A shield that nobody opens lasts until its scope ends, and each scope here ends by itself. */
static int scopes_of_many(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"scope", scope_set, scope_act, nothing, scope_poke, nothing, children_end});
}

/* ---- timeouts ---- */

static bool begun;

static int inner_limit(double seconds, double limit)
{
    begun = true;
    return weft_wait_for(weft_sleep(seconds), limit);
}

/* Times are few, so that ends and limits fall on one instant. */
static void timeout_act(struct player *me)
{
    double began = weft_time(), seconds = chance(3), inner = chance(3), outer = chance(3);

    begun = false;
    int err = heard(me, weft_wait_for(inner_limit(seconds, inner), outer));

    EXPECT(err == WEFT_OK || err == WEFT_TIMEOUT || err == WEFT_CANCELLED);
    EXPECT(weft_time() - began <= (outer < inner ? outer : inner));
    EXPECT(err != WEFT_OK || seconds <= inner);
    EXPECT(outer > 0 || !begun || err == WEFT_CANCELLED);
}

static void timeout_poke(void)
{
    int err = weft_sleep(chance(2));

    (void)err;
}

static int timeouts(void *arg)
{
    (void)arg;
    return PLAY("timeout", timeout_act, nothing, timeout_poke);
}

/* ---- callbacks: each runs once or was called off, never both ---- */

enum { IDLE, ASKED, RAN, DROPPED };

struct bell {
    weft_handle handle;
    int state;
};

static void rings(void *arg)
{
    struct bell *bell = arg;

    EXPECT_IS(bell->state, ASKED);
    bell->state = RAN;
    mark(1);
}

static int ask(struct bell *bell, weft_future *future, weft_task task)
{
    switch (chance(4)) {
    case 0: return weft_call_soon(&bell->handle, rings, bell);
    case 1: return weft_call_later(&bell->handle, chance(3), rings, bell);
    case 2: return weft_future_on_done(future, &bell->handle, rings, bell);
    default: return weft_task_on_done(task, &bell->handle, rings, bell);
    }
}

static void callbacks_act(struct player *me)
{
    struct bell bells[4] = {{.state = IDLE}};
    struct child own = {.yields = chance(4)};
    weft_future future = {0};
    weft_task task = weft_spawn(child, &own);

    for (int i = 0; i < 4; i++) {
        int err = ask(&bells[i], &future, task);
        EXPECT(err == WEFT_OK || err == WEFT_STALE); /* of a task that could not be spawned */
        bells[i].state = err ? IDLE : ASKED;
        EXPECT(err || weft_call_soon(&bells[i].handle, rings, &bells[i]) == WEFT_USAGE);
    }
    dawdle(me);
    (void)weft_future_set(&future, NULL);
    dawdle(me);
    for (int i = 0; i < 4; i++)
        if (chance(2) && weft_handle_cancel(&bells[i].handle)) {
            EXPECT_IS(bells[i].state, ASKED);
            bells[i].state = DROPPED;
        }
    while (!weft_task_ended(task))
        (void)heard(me, weft_yield());
    (void)heard_if_mine(me, weft_join(task));
    for (int i = 0; i < 4; i++) {
        while (bells[i].state == ASKED)
            (void)heard(me, weft_sleep(1));
        EXPECT(!weft_handle_cancel(&bells[i].handle));
    }
}

static int callbacks(void *arg)
{
    (void)arg;
    return PLAY("callbacks", callbacks_act, nothing, NULL);
}

/* ---- exits: each is made once, the last first ---- */

struct leaving {
    struct player *player;
    int number;
    int *made; /* how many were */
};

static int leaves(void *arg)
{
    const struct leaving *me = arg;

    EXPECT_IS(me->number, 2 - *me->made);
    ++*me->made;
    return heard(me->player, weft_yield());
}

static void exits_act(struct player *me)
{
    int made = 0;
    struct leaving leaving[] = {{me, 0, &made}, {me, 1, &made}, {me, 2, &made}};
    weft_exit_call calls[] = {{.fn = leaves, .arg = &leaving[0]}, {.fn = leaves, .arg = &leaving[1]}, {.fn = leaves, .arg = &leaving[2]}};

    {
        WEFT_EXITS(exits);
        for (int i = 0; i < 3; i++)
            weft_exits_push(&exits, &calls[i]);
        if (chance(2)) { /* else the scope makes them, behind a shield */
            int told = me->told, err = weft_exits_end(&exits, chance(2) ? WEFT_OK : 7);
            EXPECT(err == WEFT_OK || err == 7 || (err == WEFT_CANCELLED && me->told > told));
        }
    }
    EXPECT_IS(made, 3);
}

static int exits(void *arg)
{
    (void)arg;
    return PLAY("exits", exits_act, nothing, NULL);
}

/* ---- retry and pace ---- */

static weft_pace pace;
static double last_passed;

static void pace_set(void)
{
    children_set();
    pace = (weft_pace)WEFT_PACE(2);
    last_passed = -1;
}

static int tries(void *arg)
{
    struct child *me = arg;

    me->place++;
    WEFT_TRY(weft_yield());
    return me->place > me->yields ? WEFT_OK : 7;
}

static void pace_act(struct player *me)
{
    struct child own = {.yields = chance(4)};
    double began = weft_time();
    int err = heard(me, weft_retry(tries, &own, &(weft_retry_options){.attempts = 3, .delay = 1}));

    EXPECT(err == WEFT_CANCELLED || err == (own.yields < 3 ? WEFT_OK : 7));
    EXPECT(own.place >= 1 && own.place <= 3);
    EXPECT(err == WEFT_CANCELLED || weft_time() - began >= (own.place == 1 ? 0 : own.place == 2 ? 1 : 3));
    err = heard(me, weft_pace_wait(&pace));
    if (err == WEFT_OK) {
        EXPECT(last_passed < 0 || weft_time() - last_passed >= 0.5);
        last_passed = weft_time();
    }
}

static int retry_and_pace(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"retry and pace", pace_set, pace_act, nothing, timeout_poke, nothing, children_end});
}

/* ---- variables: each sees its own, whoever runs in between ---- */

static weft_variable variable = {.fallback = &variable};

static int sees(void *arg)
{
    EXPECT(weft_variable_get(&variable) == arg);
    WEFT_TRY(weft_yield());
    EXPECT(weft_variable_get(&variable) == arg);
    int err = weft_variable_set(&variable, &alive);
    EXPECT(err == WEFT_OK || err == WEFT_NO_MEMORY);
    return WEFT_OK;
}

static void variables_act(struct player *me)
{
    weft_variable_token token;
    weft_context context = {0};
    void *before = weft_variable_get(&variable);

    if (weft_variable_set_with(&variable, me, &token))
        return;
    weft_context_copy(&context);
    (void)heard_if_mine(me, weft_join(weft_spawn(sees, me)));
    EXPECT(weft_variable_get(&variable) == me);
    (void)heard_if_mine(me, weft_context_run(&context, sees, me));
    EXPECT(weft_variable_get(&variable) == me);
    if (weft_variable_reset(&variable, &token) == WEFT_OK)
        EXPECT(weft_variable_get(&variable) == before);
    weft_context_copy(&context);
    weft_context_copy(&context);
    weft__context_release(context.bindings); /* else it would live as long as the run */
}

static int variables(void *arg)
{
    (void)arg;
    return PLAY("variables", variables_act, nothing, NULL);
}

/* ---- waiting until all others wait ---- */

static void blocked_act(struct player *me)
{
    dawdle(me);
    int err = heard(me, weft_wait_all_blocked(chance(3)));

    EXPECT(err == WEFT_OK || err == WEFT_CANCELLED);
}

static int all_blocked(void *arg)
{
    (void)arg;
    return PLAY("all blocked", blocked_act, nothing, timeout_poke);
}

/* ---- descriptors ---- */

static void descriptor_act(struct player *me)
{
    int err = heard(me, weft_wait_writable(1));

    EXPECT(err == WEFT_OK || err == WEFT_CANCELLED);
}

static void descriptor_end(void)
{
    EXPECT(!weft__world_holds_clock());
}

static int descriptors(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"descriptors", children_set, descriptor_act, nothing, NULL, nothing, descriptor_end});
}

WEFT_TESTS(CASE(groups, "group"), CASE(bodies, "body of a group"), CASE(groups_that_start, "start"), CASE(gathers, "gather"),
           CASE(settled_gathers, "settled gather"), CASE(joins, "join"), CASE(waits, "wait"), CASE(completions, "completions"),
           CASE(joins_of_several, "join of several"), CASE(races, "race"), CASE(generators, "generator"),
           CASE(shields, "shield"), CASE(scopes_of_many, "scope"), CASE(timeouts, "timeout"), CASE(callbacks, "callbacks"),
           CASE(exits, "exits"), CASE(retry_and_pace, "retry and pace"), CASE(variables, "variables"),
           CASE(all_blocked, "all blocked"), CASE(descriptors, "descriptors"))
