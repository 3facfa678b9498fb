/* TCHN: Trio's memory channels (statements 356 to 363). */
#include "case.h"

typedef WEFT_CHANNEL(int, 0) meeting_channel;
typedef WEFT_CHANNEL(int, 2) short_channel;
typedef WEFT_GROWING_CHANNEL(int) long_channel;
typedef WEFT_SENDER(int) int_sender;
typedef WEFT_RECEIVER(int) int_receiver;

static int_sender out, out2;
static int_receiver in, in2;

static int send_now(int_sender *sender, int item)
{
    return weft_send_nowait(sender, &item);
}

/* What is received now: the item, or the code of the refusal. */
static int receive_now(int_receiver *receiver)
{
    int item = 0, err = weft_receive_nowait(receiver, &item);

    return err ? err : item;
}

static int send_one(void *arg)
{
    struct actor *self = arg;

    self->result = weft_send((int_sender *)self->thing, &self->count);
    note("%s: %s", self->name, weft_error_name(self->result));
    return self->result == WEFT_CANCELLED ? WEFT_CANCELLED : WEFT_OK;
}

static int receive_one(void *arg)
{
    struct actor *self = arg;

    self->result = weft_receive((int_receiver *)self->thing, &self->count);
    note("%s: %s %d", self->name, weft_error_name(self->result), self->result ? 0 : self->count);
    return self->result == WEFT_CANCELLED ? WEFT_CANCELLED : WEFT_OK;
}

static void close_all(void)
{
    weft_end_close(&out);
    weft_end_close(&out2);
    weft_end_close(&in);
    weft_end_close(&in2);
}

static int no_places(void *arg)
{
    meeting_channel channel = {0};
    struct actor a = {.name = "A", .thing = &out, .count = 7}, b = {.name = "B", .thing = &in};

    (void)arg;
    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    EXPECT_IS(send_now(&out, 1), WEFT_FULL);
    weft_spawn(send_one, &a);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("");
    EXPECT_IS(receive_now(&in), 7); /* from hand to hand */
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[1.000] A: ok\n");
    weft_spawn(receive_one, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(send_now(&out, 8), WEFT_OK);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[1.000] A: ok\n[3.000] B: ok 8\n");
    close_all();
    return WEFT_OK;
}

static int some_places(void *arg)
{
    short_channel channel = {0};
    int item = 3;
    unsigned before = tick;

    (void)arg;
    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    EXPECT_IS(receive_now(&in), WEFT_EMPTY);
    EXPECT_IS(send_now(&out, 1), WEFT_OK);
    EXPECT_IS(send_now(&out, 2), WEFT_OK);
    EXPECT_IS(send_now(&out, 3), WEFT_FULL);
    EXPECT_IS(weft_wait_for(weft_send(&out, &item), 1), WEFT_TIMEOUT); /* not sent */
    before = tick;
    EXPECT_IS(receive_now(&in), 1);
    WEFT_TRY(weft_receive(&in, &item));
    EXPECT_IS(item, 2);
    EXPECT_IS(tick, before);
    EXPECT_IS(receive_now(&in), WEFT_EMPTY);
    close_all();
    return WEFT_OK;
}

static int any_number(void *arg)
{
    long_channel channel = {0};
    unsigned before = tick;
    int item;

    (void)arg;
    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    for (item = 0; item < 1000; item++)
        WEFT_TRY(weft_send(&out, &item));
    EXPECT_IS(tick, before);
    for (int i = 0; i < 1000; i++)
        EXPECT_IS(receive_now(&in), i);
    EXPECT_IS(send_now(&out, 1), WEFT_OK); /* what is left is thrown away with the last receiver */
    close_all();
    return WEFT_OK;
}

static int owned_at_once(void *arg)
{
    short_channel channel = {0};
    struct actor a = {.name = "A", .thing = &in}, b = {.name = "B", .thing = &in};

    (void)arg;
    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    WEFT_GROUP(group);
    weft_task first = weft_group_spawn(&group, receive_one, &a);
    weft_group_spawn(&group, receive_one, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(send_now(&out, 1), WEFT_OK);
    EXPECT_IS(receive_now(&in), WEFT_EMPTY); /* A's, though it has not run yet */
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[1.000] A: ok 1\n");
    first = weft_group_spawn(&group, receive_one, &a); /* behind B */
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    EXPECT_IS(send_now(&out, 2), WEFT_OK);
    EXPECT_IS(send_now(&out, 3), WEFT_OK);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] A: ok 1\n[3.000] A: cancelled 0\n[3.000] B: ok 2\n");
    EXPECT_IS(receive_now(&in), 3);
    close_all();
    return WEFT_OK;
}

/* Handed its item and then cancelled: it has the item, and the cancel waits for its next wait. */
static int handed_then_cancelled(void *arg)
{
    short_channel channel = {0};
    struct actor a = {.name = "A", .thing = &in};

    (void)arg;
    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    weft_task task = weft_spawn(receive_one, &a);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(send_now(&out, 5), WEFT_OK);
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[1.000] A: ok 5\n");
    close_all();
    return WEFT_OK;
}

static int freed_place_is_owned(void *arg)
{
    short_channel channel = {0};
    struct actor a = {.name = "A", .thing = &out, .count = 3}, b = {.name = "B", .thing = &out, .count = 4};

    (void)arg;
    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    WEFT_GROUP(group);
    EXPECT_IS(send_now(&out, 1), WEFT_OK);
    EXPECT_IS(send_now(&out, 2), WEFT_OK);
    weft_group_spawn(&group, send_one, &a);
    weft_group_spawn(&group, send_one, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(receive_now(&in), 1);
    EXPECT_IS(send_now(&out, 9), WEFT_FULL); /* the place is A's */
    for (int i = 2; i <= 4; i++)
        EXPECT_IS(receive_now(&in), i);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] A: ok\n[1.000] B: ok\n");
    close_all();
    return WEFT_OK;
}

static int in_order(void *arg)
{
    meeting_channel channel = {0};
    struct actor receivers[] = {{.name = "A", .thing = &in}, {.name = "B", .thing = &in2}, {.name = "C", .thing = &in}};
    struct actor senders[] = {{.name = "X", .thing = &out, .count = 7}, {.name = "Y", .thing = &out2, .count = 8}};

    (void)arg;
    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    WEFT_TRY(weft_end_clone(&out, &out2));
    WEFT_TRY(weft_end_clone(&in, &in2));
    WEFT_GROUP(group);
    for (int i = 0; i < 3; i++)
        weft_group_spawn(&group, receive_one, &receivers[i]);
    WEFT_TRY(weft_sleep(1));
    for (int i = 1; i <= 3; i++)
        EXPECT_IS(send_now(i == 2 ? &out2 : &out, i), WEFT_OK);
    WEFT_TRY(weft_group_join(&group));
    weft_spawn(send_one, &senders[0]);
    weft_spawn(send_one, &senders[1]);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(receive_now(&in2), 7);
    EXPECT_IS(receive_now(&in), 8);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[1.000] A: ok 1\n[1.000] B: ok 2\n[1.000] C: ok 3\n[2.000] X: ok\n[2.000] Y: ok\n");
    close_all();
    return WEFT_OK;
}

static int no_sender_is_left(void *arg)
{
    short_channel channel = {0};
    struct actor a = {.name = "A", .thing = &in}, b = {.name = "B", .thing = &in};

    (void)arg;
    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    EXPECT_IS(send_now(&out, 1), WEFT_OK);
    weft_end_close(&out);
    EXPECT_IS(receive_now(&in), 1);
    EXPECT_IS(receive_now(&in), WEFT_CLOSED);
    EXPECT_IS(weft_receive(&in, &a.count), WEFT_CLOSED);
    close_all();

    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    WEFT_GROUP(group);
    weft_group_spawn(&group, receive_one, &a);
    weft_group_spawn(&group, receive_one, &b);
    WEFT_TRY(weft_sleep(1));
    weft_end_close(&out);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] A: closed 0\n[1.000] B: closed 0\n");
    close_all();
    return WEFT_OK;
}

static int no_receiver_is_left(void *arg)
{
    short_channel channel = {0};
    struct actor a = {.name = "A", .thing = &out, .count = 3};

    (void)arg;
    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    EXPECT_IS(send_now(&out, 1), WEFT_OK);
    EXPECT_IS(send_now(&out, 2), WEFT_OK);
    weft_spawn(send_one, &a);
    WEFT_TRY(weft_sleep(1));
    weft_end_close(&in);
    EXPECT_IS(send_now(&out, 4), WEFT_BROKEN);
    EXPECT_IS(weft_send(&out, &a.count), WEFT_BROKEN);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[1.000] A: broken\n");
    close_all();
    return WEFT_OK;
}

static int ones_own_end(void *arg)
{
    meeting_channel channel = {0};
    struct actor a = {.name = "A", .thing = &out, .count = 1}, b = {.name = "B", .thing = &in};
    int_sender never = {0};
    unsigned before;

    (void)arg;
    EXPECT_IS(weft_send(&never, &a.count), WEFT_USAGE);
    for (int round = 0; round < 2; round++) {
        WEFT_TRY(weft_channel_open(&channel, &out, &in));
        EXPECT_IS(weft_channel_open(&channel, &out2, &in2), WEFT_USAGE); /* open from before */
        weft_spawn(round == 0 ? send_one : receive_one, round == 0 ? &a : &b);
        WEFT_TRY(weft_sleep(1));
        before = tick;
        weft_end_close(&out);
        weft_end_close(&out);
        EXPECT_IS(send_now(&out, 1), WEFT_USAGE);
        weft_end_close(&in);
        EXPECT_IS(receive_now(&in), WEFT_USAGE);
        EXPECT_IS(weft_end_clone(&in, &in2), WEFT_USAGE);
        EXPECT_IS(tick, before);
        WEFT_TRY(weft_sleep(1));
    }
    EXPECT_LOG("[1.000] A: wrong use\n[3.000] B: closed 0\n");

    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    weft_spawn(receive_one, &b);
    WEFT_TRY(weft_sleep(1));
    weft_end_close(&in);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[1.000] A: wrong use\n[3.000] B: closed 0\n[5.000] B: wrong use 0\n");
    close_all();
    return WEFT_OK;
}

/* A clean-up that is in a hurry: the task is cancelled, and closes. */
static int closes_when_cancelled(void *arg)
{
    int_sender *own = arg;

    WEFT_CLOSE_AT_EXIT(own);
    return weft_sleep(WEFT_FOREVER);
}

static int clean_up(void *arg)
{
    short_channel channel = {0};
    struct actor a = {.name = "A", .thing = &in};

    (void)arg;
    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    weft_task closer = weft_spawn(closes_when_cancelled, &out);
    weft_task reader = weft_spawn(receive_one, &a);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(closer), WEFT_OK);
    WEFT_TRY(weft_join(reader));
    EXPECT_LOG("[1.000] A: closed 0\n");
    close_all();
    return WEFT_OK;
}

static int clones(void *arg)
{
    meeting_channel channel = {0};
    struct actor a = {.name = "A", .thing = &out, .count = 1}, b = {.name = "B", .thing = &out2, .count = 2},
                 c = {.name = "C", .thing = &in}, d = {.name = "D", .thing = &in2};

    (void)arg;
    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    WEFT_TRY(weft_end_clone(&out, &out2));
    WEFT_TRY(weft_end_clone(&in, &in2));
    weft_spawn(send_one, &a);
    weft_spawn(send_one, &b);
    WEFT_TRY(weft_sleep(1));
    weft_end_close(&out); /* A is turned away, B goes on waiting */
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(receive_now(&in), 2);
    weft_spawn(receive_one, &c);
    weft_spawn(receive_one, &d);
    WEFT_TRY(weft_sleep(1));
    weft_end_close(&in);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(send_now(&out2, 3), WEFT_OK);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[1.000] A: wrong use\n[2.000] B: ok\n[3.000] C: wrong use 0\n[4.000] D: ok 3\n");
    weft_end_close(&in2);
    EXPECT_IS(send_now(&out2, 4), WEFT_BROKEN);
    close_all();
    return WEFT_OK;
}

static int statistics(void *arg)
{
    short_channel channel = {0};
    long_channel endless = {0};
    struct actor a = {.name = "A", .thing = &out, .count = 3};

    (void)arg;
    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    WEFT_TRY(weft_end_clone(&in, &in2));
    send_now(&out, 1);
    send_now(&out, 2);
    weft_task sender = weft_spawn(send_one, &a);
    WEFT_TRY(weft_sleep(1));
    weft_channel_statistics now = weft_channel_look(&channel);
    EXPECT_IS(now.used, 2);
    EXPECT_IS(now.places, 2);
    EXPECT_IS(now.senders, 1);
    EXPECT_IS(now.receivers, 2);
    EXPECT_IS(now.waiting_senders, 1);
    EXPECT_IS(now.waiting_receivers, 0);
    for (int i = 1; i <= 3; i++)
        EXPECT_IS(receive_now(&in), i);
    WEFT_TRY(weft_join(sender));
    now = weft_channel_look(&channel);
    EXPECT_IS(now.used, 0);
    EXPECT_IS(now.most_used, 2);
    EXPECT_IS(now.waiting_senders, 0);
    close_all();
    WEFT_TRY(weft_channel_open(&endless, &out, &in));
    EXPECT_IS(weft_channel_look(&endless).places, SIZE_MAX);
    close_all();
    return WEFT_OK;
}

WEFT_TESTS(KEPT(no_places, "356", "without places an item goes from hand to hand"),
           KEPT(some_places, "356", "as many as there are places wait inside"),
           KEPT(any_number, "356", "one that grows takes any number without waiting"),
           KEPT(owned_at_once, "357", "an item is its receiver's before it runs; a cancelled one takes nothing"),
           KEPT(handed_then_cancelled, "357", "an item that was handed over is not lost by a cancel"),
           KEPT(freed_place_is_owned, "358", "a freed place is the first sender's before it runs"),
           KEPT(in_order, "359", "first come, first served, on all ends together"),
           KEPT(no_sender_is_left, "360", "without senders receivers drain it and are told of the end"),
           KEPT(no_receiver_is_left, "360", "without receivers senders are told, also those that wait"),
           KEPT(ones_own_end, "361", "an end that was closed is refused, also to who waits on it"),
           KEPT(clean_up, "361", "closing needs no wait, so a cancelled task can"),
           KEPT(clones, "362", "each clone counts, and closing one wakes who waits on it"),
           KEPT(statistics, "363", "how a channel is used"))
