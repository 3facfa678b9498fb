/* Children of the players of test_schedules_*.c: tasks that take a while, and may fail. They lie on their player's stack or in the
 * scene. */
#ifndef CHILDREN_H
#define CHILDREN_H

#include "schedules.h"

struct child {
    int yields;
    int seconds;
    int result;
    bool begun, over;
    int place; /* its place in the order of ends, from 1 */
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

__attribute__((unused)) static struct child some_child(void)
{
    return (struct child){.yields = chance(4), .result = chance(4) ? WEFT_OK : 7};
}

/* Takes a while, and may fail. It gets its cancel, and does not pass it on to the task that waits for it. */
__attribute__((unused)) static int child(void *arg)
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
__attribute__((unused)) static void expect_gone(const struct child *children, int count)
{
    for (int i = 0; i < count; i++)
        EXPECT_IS(children[i].begun, children[i].over);
}

/* OK means that each was begun and has ended well. */
__attribute__((unused)) static void expect_well(int err, const struct child *children, int count)
{
    for (int i = 0; i < count && err == WEFT_OK; i++)
        EXPECT(children[i].over);
}

__attribute__((unused)) static void expect_end(int err)
{
    EXPECT(err == WEFT_OK || err == WEFT_CANCELLED || err == WEFT_NO_MEMORY || err == 7);
}

#define PLAY(name, act, check, poke) \
    play_all(&(struct scene){name, children_set, act, check, poke, nothing, children_end})

#endif
