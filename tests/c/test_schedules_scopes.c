/* What stands around a wait, in thousands of schedules: generator, shield, scopes, timeout, callbacks, exits, retry and pace, variables,
 * waiting until all others do, descriptors. See schedules.h. */
#include "children.h"

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
        if (own.over && err != WEFT_NO_MEMORY) { /* the end returns it again and again */
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

static int inner_limit(bool *begun, double seconds, double limit)
{
    *begun = true;
    return weft_wait_for(weft_sleep(seconds), limit);
}

/* Times are few, so that ends and limits fall on one instant. */
static void timeout_act(struct player *me)
{
    double began = weft_time(), seconds = chance(3), inner = chance(3), outer = chance(3);

    bool begun = false;
    int err = heard(me, weft_wait_for(inner_limit(&begun, seconds, inner), outer));

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

WEFT_TESTS(CASE(generators, "generator"), CASE(shields, "shield"), CASE(scopes_of_many, "scope"), CASE(timeouts, "timeout"),
           CASE(callbacks, "callbacks"), CASE(exits, "exits"), CASE(retry_and_pace, "retry and pace"),
           CASE(variables, "variables"), CASE(all_blocked, "all blocked"), CASE(descriptors, "descriptors"))
