/* BARR: barriers (statements 187 to 195). */
#include "case.h"

static weft_barrier barrier;

static int set_parties(uint32_t parties)
{
    barrier = (weft_barrier)WEFT_BARRIER(parties);
    return WEFT_OK;
}

static int meet(void *arg)
{
    struct actor *self = arg;
    uint32_t index = 99;

    self->result = weft_barrier_wait(&barrier, &index);
    note("%s: %s %u", self->name, weft_error_name(self->result), (unsigned)index);
    return self->result == WEFT_CANCELLED ? WEFT_CANCELLED : WEFT_OK;
}

static int numbers_of_parties(void *arg)
{
    uint32_t index = 99;
    unsigned before = tick;

    (void)arg;
    set_parties(0);
    EXPECT_IS(weft_barrier_wait(&barrier, NULL), WEFT_INVALID);
    set_parties(UINT32_MAX); /* what -1 becomes */
    EXPECT_IS(weft_barrier_wait(&barrier, NULL), WEFT_INVALID);
    set_parties(1);
    EXPECT_IS(weft_barrier_wait(&barrier, &index), WEFT_OK);
    EXPECT_IS(index, 0);
    EXPECT_IS(tick, before);
    return WEFT_OK;
}

static int the_last_one(void *arg)
{
    struct actor a = {.name = "a"}, b = {.name = "b"}, c = {.name = "c"};

    (void)arg;
    set_parties(3);
    WEFT_TRY(weft_gather({meet, &a}, {meet, &b}, {meet, &c}));
    EXPECT_LOG("[0.000] c: ok 2\n[0.000] a: ok 0\n[0.000] b: ok 1\n");
    return WEFT_OK;
}

static int next_generation(void *arg)
{
    struct actor a = {.name = "a"}, b = {.name = "b"}, late = {.name = "late"};

    (void)arg;
    set_parties(2);
    WEFT_GROUP(group);
    weft_group_spawn(&group, meet, &a);
    weft_group_spawn(&group, meet, &b);
    weft_group_spawn(&group, meet, &late); /* comes when b has opened it and a has not gone through */
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[0.000] b: ok 1\n[0.000] a: ok 0\n");
    EXPECT_IS(weft_barrier_waiting(&barrier), 1);
    WEFT_TRY(weft_barrier_wait(&barrier, NULL));
    return weft_group_join(&group);
}

static int places_in_line(void *arg)
{
    struct actor all[] = {{.name = "A"}, {.name = "B"}, {.name = "C"}, {.name = "D"}};

    (void)arg;
    set_parties(3);
    WEFT_GROUP(group);
    weft_task first = weft_group_spawn(&group, meet, &all[0]);
    weft_group_spawn(&group, meet, &all[1]);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    weft_group_spawn(&group, meet, &all[2]);
    weft_group_spawn(&group, meet, &all[3]);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] A: cancelled 99\n[1.000] D: ok 2\n[1.000] B: ok 0\n[1.000] C: ok 1\n");
    return WEFT_OK;
}

static int twice(void *arg)
{
    WEFT_TRY(meet(arg));
    return meet(arg);
}

static int again_and_again(void *arg)
{
    struct actor a = {.name = "a"}, b = {.name = "b"};

    (void)arg;
    set_parties(2);
    WEFT_TRY(weft_gather({twice, &a}, {twice, &b}));
    EXPECT_LOG("[0.000] b: ok 1\n[0.000] a: ok 0\n[0.000] a: ok 1\n[0.000] b: ok 0\n");
    EXPECT_IS(weft_barrier_waiting(&barrier), 0);
    return WEFT_OK;
}

static int how_many_wait(void *arg)
{
    struct actor a = {.name = "a"}, b = {.name = "b"};

    (void)arg;
    set_parties(3);
    WEFT_GROUP(group);
    EXPECT_IS(weft_barrier_waiting(&barrier), 0);
    weft_group_spawn(&group, meet, &a);
    weft_group_spawn(&group, meet, &b);
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_barrier_waiting(&barrier), 2);
    WEFT_TRY(weft_barrier_wait(&barrier, NULL));
    EXPECT_IS(weft_barrier_waiting(&barrier), 0); /* they go, though they have not run yet */
    return weft_group_join(&group);
}

static int one_leaves(void *arg)
{
    struct actor a = {.name = "a"}, b = {.name = "b"};

    (void)arg;
    set_parties(2);
    WEFT_GROUP(group);
    weft_task first = weft_group_spawn(&group, meet, &a);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    EXPECT_IS(weft_barrier_waiting(&barrier), 0);
    EXPECT_IS(weft_wait_for(weft_barrier_wait(&barrier, NULL), 1), WEFT_TIMEOUT); /* it does not meet who left */
    EXPECT(!weft_barrier_broken(&barrier));
    weft_group_spawn(&group, meet, &b);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_barrier_wait(&barrier, NULL));
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] a: cancelled 99\n[2.000] b: ok 0\n");
    return WEFT_OK;
}

static int reset(void *arg)
{
    struct actor a = {.name = "a"}, b = {.name = "b"};

    (void)arg;
    set_parties(3);
    WEFT_GROUP(group);
    weft_group_spawn(&group, meet, &a);
    weft_group_spawn(&group, meet, &b);
    WEFT_TRY(weft_sleep(1));
    weft_barrier_reset(&barrier);
    EXPECT(!weft_barrier_broken(&barrier));
    EXPECT_IS(weft_barrier_waiting(&barrier), 0);
    WEFT_TRY(weft_sleep(1));
    weft_group_spawn(&group, meet, &a);
    weft_group_spawn(&group, meet, &b);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_barrier_wait(&barrier, NULL));
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] a: broken 99\n[1.000] b: broken 99\n[2.000] a: ok 0\n[2.000] b: ok 1\n");
    return WEFT_OK;
}

static int reset_while_they_go(void *arg)
{
    struct actor a = {.name = "a"}, b = {.name = "b"}, late = {.name = "late"};

    (void)arg;
    set_parties(3);
    WEFT_GROUP(group);
    weft_group_spawn(&group, meet, &a);
    weft_group_spawn(&group, meet, &b);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_barrier_wait(&barrier, NULL));
    weft_barrier_reset(&barrier); /* a and b may go, and have not yet */
    weft_group_spawn(&group, meet, &late);
    WEFT_TRY(weft_sleep(1));
    note("waiting: %u", (unsigned)weft_barrier_waiting(&barrier));
    EXPECT_LOG("[1.000] a: ok 0\n[1.000] b: ok 1\n[2.000] waiting: 1\n");
    weft_barrier_reset(&barrier);
    return weft_group_join(&group);
}

static int aborted(void *arg)
{
    struct actor a = {.name = "a"}, b = {.name = "b"};

    (void)arg;
    set_parties(2);
    WEFT_GROUP(group);
    weft_group_spawn(&group, meet, &a);
    WEFT_TRY(weft_sleep(1));
    weft_barrier_abort(&barrier);
    EXPECT(weft_barrier_broken(&barrier));
    EXPECT_IS(weft_barrier_wait(&barrier, NULL), WEFT_BROKEN);
    WEFT_TRY(weft_group_join(&group));
    weft_barrier_reset(&barrier);
    EXPECT(!weft_barrier_broken(&barrier));
    weft_task second = weft_spawn(meet, &b);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_barrier_wait(&barrier, NULL));
    WEFT_TRY(weft_join(second));
    EXPECT_LOG("[1.000] a: broken 99\n[2.000] b: ok 0\n");
    return WEFT_OK;
}

WEFT_TESTS(KEPT(numbers_of_parties, "187", "no parties are refused, one never waits"),
           KEPT(the_last_one, "188", "the last to come opens it and does not wait"),
           KEPT(next_generation, "188", "who comes while they go waits for the next ones"),
           KEPT(places_in_line, "189", "each has a number of its own, in the order in which they came"),
           KEPT(again_and_again, "190", "it serves again and again"),
           KEPT(how_many_wait, "191", "who may go is not waiting"),
           KEPT(one_leaves, "192", "a cancelled party leaves, and the barrier is as before"),
           KEPT(reset, "193", "a reset fails those who wait, and it can be used again"),
           DIFFERENT(reset_while_they_go, "194", "who may go already goes"),
           KEPT(aborted, "195", "an abort fails those who wait and who come, until a reset"))
