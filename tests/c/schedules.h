/* How a primitive is put under every trouble that we can make: a scene is played by a few players while main cancels them at random,
 * in thousands of shuffled orders; then in the plain order with a cancel at each suspension in turn, and with each allocation
 * failing. Between any two steps nobody may sleep while what it waits for is free; at the end nothing is lost, each cancel was
 * told once, and all players have ended. test_schedules*.c have the scenes. */
#ifndef SCHEDULES_H
#define SCHEDULES_H

#include <stdlib.h>

#include "check.h"

#ifndef SCHEDULES
#if defined __wasi__ || defined __EMSCRIPTEN__ || defined __aarch64__ || defined __SANITIZE_ADDRESS__
#define SCHEDULES 300
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SCHEDULES 300
#endif
#endif
#endif
#ifndef SCHEDULES
#define SCHEDULES 10000
#endif

enum { PLAYERS = 4, ROUNDS = 3, TROUBLES = 6, PARTIES = 3, ROOM = 2 };

struct player {
    int number;
    int asked, told;   /* main's cancels, and cancels that its waits returned */
    bool over;        /* its part is played */
    weft_task task;
    int last[PLAYERS]; /* the newest item from each player */
};

struct scene {
    const char *name;
    void (*set)(void);               /* everything as new */
    void (*act)(struct player *me);  /* one round of a player, with each wait in `heard` */
    void (*check)(void);             /* holds between any two steps */
    void (*poke)(void);              /* something that main does from time to time; NULL: nothing */
    void (*close)(void);             /* from here on nobody waits for ever */
    void (*end)(void);               /* when all have ended */
};

static const struct scene *scene;
static struct player players[PLAYERS];
static uint64_t steps;  /* a hash of which task did a step after which */
static bool closing, one_at_a_time;
static int failed_before; /* expectations, in earlier scenes */

/* After each wait: whose step this is, and whether a cancel arrived. */
static int heard(struct player *me, int err)
{
    steps = (steps ^ (uint64_t)(me->number + 1)) * UINT64_C(0x100000001b3);
    me->told += err == WEFT_CANCELLED;
    scene->check();
    return err;
}

/* The same for a call whose CANCELLED may also be that of a task it waited for, or (`group` is not NULL) of the group whose body it is
 * in. */
__attribute__((unused)) static int heard_in_body(struct player *me, const weft_group *group, int err)
{
    int of_group = group && group->body && weft_timeout_expired(group->body);
    bool mine = weft_task_cancelling(weft_current()) - of_group > me->told;

    return heard(me, err == WEFT_CANCELLED && !mine ? WEFT_OK : err);
}

__attribute__((unused)) static int heard_if_mine(struct player *me, int err)
{
    return heard_in_body(me, NULL, err);
}

static int chance(int of)
{
    return (int)(weft_random() * of);
}

/* Something happened that makes this schedule another one. */
__attribute__((unused)) static void mark(int what)
{
    steps = (steps ^ (uint64_t)(what + 99)) * UINT64_C(0x100000001b3);
}

static void dawdle(struct player *me)
{
    for (int i = chance(3); i > 0; i--)
        (void)heard(me, weft_yield());
}

static int play(void *arg)
{
    struct player *me = arg;

    for (int i = 0; i < ROUNDS && !me->over; i++) {
        scene->act(me);
        dawdle(me);
    }
    (void)heard(me, weft_yield()); /* what was asked and has not arrived yet */
    int asked = weft_task_cancelling(weft_current());
    if (one_at_a_time) {
        EXPECT_IS(me->told, me->asked);
        EXPECT_IS(asked, me->asked); /* those of time limits were taken back */
    } else
        EXPECT(me->told <= asked && (me->told > 0) == (asked > 0));
    return WEFT_OK;
}

/* Main's part: while they play, it cancels now this one, now that one, each only when the last cancel has arrived. */
static void trouble(void)
{
    for (int i = 0; i < TROUBLES; i++) {
        for (int yields = chance(3); yields > 0; yields--) {
            int err = weft_yield();
            (void)err;
        }
        struct player *victim = &players[chance(PLAYERS)];
        if (one_at_a_time && victim->asked == victim->told && weft_task_cancel(victim->task) == WEFT_OK)
            victim->asked++;
        if (scene->poke)
            scene->poke();
        scene->check();
    }
}

/* Those that a fault put in main's way. */
static void forget_cancels(void)
{
    while (weft_task_cancelling(weft_current()) > 0)
        (void)weft_task_uncancel(weft_current());
}

static void play_once(void)
{
    steps = UINT64_C(0xcbf29ce484222325);
    closing = false;
    scene->set();
    WEFT_GROUP(group);
    for (int i = 0; i < PLAYERS; i++) {
        players[i] = (struct player){.number = i};
        players[i].task = weft_group_spawn(&group, play, &players[i]);
    }
    trouble();
    closing = true;
    scene->close();
    int err = weft_group_join(&group);
    if (one_at_a_time)
        EXPECT_IS(err, WEFT_OK);
    err = weft_group_close(&group);
    EXPECT_IS(err, WEFT_OK);
    forget_cancels();
    scene->end();
    forget_cancels();
    EXPECT_IS(weft_tasks(NULL, 0), 1);
}

/* ---- how a scene is played ---- */

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static void sort(uint64_t *numbers, size_t count)
{
    qsort(numbers, count, sizeof *numbers, compare);
}

static bool failed(void)
{
    return weft_test_failures > failed_before;
}

static size_t in_shuffled_orders(size_t count)
{
    static uint64_t seen[SCHEDULES];
    size_t distinct = 0;

    one_at_a_time = true;
    weft__options.seeded = WEFT__SEEDED_ORDER;
    for (size_t seed = 0; seed < count && !failed(); seed++) {
        weft__random_start(seed);
        play_once();
        seen[seed] = steps;
        if (failed())
            printf("# %s: with the seed %zu\n", scene->name, seed);
    }
    one_at_a_time = false;
    weft__options.seeded = WEFT__FIRST_COME;
    sort(seen, count);
    for (size_t i = 0; i < count; i++)
        distinct += i == 0 || seen[i] != seen[i - 1];
    return distinct;
}

/* The fault strikes at each place in turn, until a run has fewer places. */
static size_t at_each_place(struct weft__fault *fault, bool onwards, const char *what)
{
    for (size_t place = 1;; place++) {
        weft__random_start(place % 3);
        *fault = (struct weft__fault){.at = place, .onwards = onwards};
        play_once();
        size_t places = fault->count;
        *fault = (struct weft__fault){0};
        if (failed())
            printf("# %s: %s at %zu\n", scene->name, what, place);
        if (places < place || failed() || (weft__tracing && place > 3))
            return place - 1;
    }
}

__attribute__((unused)) static int play_all(const struct scene *played)
{
    size_t count = weft__tracing ? 2 : SCHEDULES; /* a trace of all would fill the disk */

    scene = played;
    failed_before = weft_test_failures;
    size_t distinct = in_shuffled_orders(count);
    size_t suspensions = at_each_place(&weft__options.cancel, false, "cancelled");
    size_t allocations = at_each_place(&weft__options.fail_allocation, false, "no memory");
    at_each_place(&weft__options.fail_allocation, true, "no memory from then on");
    printf("# %s: %zu schedules, %zu distinct; cancelled at %zu suspensions, failed at %zu allocations\n", scene->name, count,
           distinct, suspensions, allocations);
    EXPECT(weft__tracing || distinct > count / 20);
    return WEFT_OK;
}

__attribute__((unused)) static void nothing(void)
{
}

#endif
