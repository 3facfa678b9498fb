/* Uses what tasks share in ways that make no sense. Without an argument it says what each call returns; with the name of one,
 * main returns that. The last few wait for what never comes: with their name only. */
#include <stdio.h>
#include <string.h>
#include "weft.h"

typedef WEFT_QUEUE(int, 1) short_queue;
typedef WEFT_GROWING_QUEUE(int) long_queue;
typedef WEFT_CHANNEL(int, 0) meeting;
typedef WEFT_SENDER(int) sender;
typedef WEFT_RECEIVER(int) receiver;

static weft_lock lock;
static short_queue queue;
static long_queue endless;
static int item = 1;

static int holds(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lock));
    WEFT_UNLOCK_AT_EXIT(&lock);
    return weft_sleep(1);
}

static int holds_for_ever(void *arg)
{
    return weft_lock_acquire(arg);
}

static int gets(void *arg)
{
    int got;

    (void)arg;
    return weft_get(&endless, &got);
}

static int puts_two(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_put(&queue, &item));
    return weft_put(&queue, &item);
}

static int joins(void *arg)
{
    (void)arg;
    return weft_queue_join(&queue);
}

/* What `fn` returns while `task` is where it waits. */
static int during(weft_task_function *task, int (*fn)(void))
{
    WEFT_GROUP(group);
    weft_group_spawn(&group, task, NULL);
    WEFT_TRY(weft_yield());
    return fn();
}

static int release(void)
{
    return weft_lock_release(&lock);
}

static int free_endless(void)
{
    return weft_queue_free(&endless);
}

static int free_queue(void)
{
    return weft_queue_free(&queue);
}

static int unlock_by_a_stranger(void)
{
    return during(holds, release);
}

static int lock_of_the_dead(void)
{
    weft_lock left = {0};

    WEFT_TRY(weft_join(weft_spawn(holds_for_ever, &left)));
    return weft_lock_acquire(&left);
}

static int notify_without_the_lock(void)
{
    weft_condition condition = {0};

    return weft_condition_notify(&condition, SIZE_MAX);
}

static int notify_more_than_there_are(void)
{
    weft_condition condition = {0};

    WEFT_TRY(weft_condition_acquire(&condition));
    WEFT_LEAVE_CONDITION_AT_EXIT(&condition);
    return weft_condition_notify(&condition, SIZE_MAX);
}

static int release_too_often(void)
{
    weft_semaphore semaphore = WEFT_BOUNDED_SEMAPHORE(3);

    return weft_semaphore_release(&semaphore);
}

static int bounded_by_none(void)
{
    weft_semaphore semaphore = WEFT_BOUNDED_SEMAPHORE(0);

    return weft_semaphore_release(&semaphore);
}

static int too_many_permits(void)
{
    weft_semaphore semaphore = WEFT_SEMAPHORE(UINT32_MAX);

    return weft_semaphore_acquire(&semaphore);
}

static int permits_up_to_the_brim(void)
{
    weft_semaphore semaphore = WEFT_SEMAPHORE(INT32_MAX);

    return weft_semaphore_release(&semaphore);
}

static int no_parties(void)
{
    weft_barrier barrier = WEFT_BARRIER(0);

    return weft_barrier_wait(&barrier, NULL);
}

static int too_many_parties(void)
{
    weft_barrier barrier = WEFT_BARRIER(UINT32_MAX);

    return weft_barrier_wait(&barrier, NULL);
}

static int aborted_barrier(void)
{
    weft_barrier barrier = WEFT_BARRIER(2);

    weft_barrier_abort(&barrier);
    return weft_barrier_wait(&barrier, NULL);
}

static int free_while_a_getter_waits(void)
{
    return during(gets, free_endless);
}

static int free_while_a_putter_waits(void)
{
    return during(puts_two, free_queue);
}

static int free_while_a_joiner_waits(void)
{
    WEFT_TRY(free_queue());
    WEFT_TRY(weft_put(&queue, &item));
    return during(joins, free_queue);
}

static int done_too_often(void)
{
    WEFT_TRY(free_queue());
    return weft_task_done(&queue);
}

static int put_nothing(void)
{
    return weft_put(&queue, NULL);
}

static int put_into_a_shut_queue(void)
{
    short_queue shut = {0};

    weft_queue_shutdown(&shut, true);
    return weft_put(&shut, &item);
}

static int return_without_a_loan(void)
{
    weft_limiter limiter = WEFT_LIMITER(UINT32_MAX);
    weft_loan loan = {0};

    return weft_limiter_return(&limiter, &loan);
}

static int borrow_twice(void)
{
    weft_limiter limiter = WEFT_LIMITER(UINT32_MAX);
    WEFT_LOAN(loan);
    weft_loan other = {0};
    WEFT_TRY(weft_limiter_borrow(&limiter, &loan));
    return weft_limiter_borrow(&limiter, &other);
}

static int return_to_another(void)
{
    weft_limiter limiter = WEFT_LIMITER(1), other = WEFT_LIMITER(1);

    WEFT_LOAN(loan);
    WEFT_TRY(weft_limiter_borrow(&limiter, &loan));
    return weft_limiter_return(&other, &loan);
}

static int borrow_from_two(void)
{
    weft_limiter limiter = WEFT_LIMITER(1), other = WEFT_LIMITER(1);

    WEFT_LOAN(loan);
    WEFT_TRY(weft_limiter_borrow(&limiter, &loan));
    return weft_limiter_borrow(&other, &loan);
}

static int send_on_a_closed_end(void)
{
    sender never = {0};

    return weft_send(&never, &item);
}

static int send_to_nobody(void)
{
    meeting channel = {0};
    sender out = {0};
    receiver in = {0};

    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    weft_end_close(&in);
    return weft_send(&out, &item);
}

static int open_twice(void)
{
    meeting channel = {0};
    sender out = {0};
    receiver in = {0};

    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    return weft_channel_open(&channel, &out, &in);
}

static int set_twice(void)
{
    weft_future future = {0};

    WEFT_TRY(weft_future_set(&future, NULL));
    return weft_future_set(&future, NULL);
}

static int fail_with_success(void)
{
    weft_future future = {0};

    return weft_future_fail(&future, 0);
}

/* ---- what never comes ---- */

static int lock_twice(void)
{
    weft_lock own = {0};

    WEFT_TRY(weft_lock_acquire(&own));
    return weft_lock_acquire(&own);
}

static int a_permit_of_none(void)
{
    weft_semaphore none = WEFT_SEMAPHORE(0);

    return weft_semaphore_acquire(&none);
}

static int a_token_of_none(void)
{
    weft_limiter none = WEFT_LIMITER(0);
    weft_loan loan = {0};

    return weft_limiter_borrow(&none, &loan);
}

static int most_parties(void)
{
    weft_barrier everybody = WEFT_BARRIER(INT32_MAX);

    return weft_barrier_wait(&everybody, NULL);
}

static int from_an_open_sender(void)
{
    meeting channel = {0};
    sender out = {0};
    receiver in = {0};
    int got;

    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    return weft_receive(&in, &got);
}

#define ONE(fn) {#fn, fn}
static const struct { const char *name; int (*fn)(void); } all[] = {
    ONE(unlock_by_a_stranger), ONE(release), ONE(lock_of_the_dead), ONE(notify_without_the_lock), ONE(notify_more_than_there_are),
    ONE(release_too_often), ONE(bounded_by_none), ONE(too_many_permits), ONE(permits_up_to_the_brim), ONE(no_parties),
    ONE(too_many_parties), ONE(aborted_barrier), ONE(free_while_a_getter_waits), ONE(free_while_a_putter_waits),
    ONE(free_while_a_joiner_waits), ONE(done_too_often), ONE(put_nothing), ONE(put_into_a_shut_queue), ONE(return_without_a_loan),
    ONE(borrow_twice), ONE(return_to_another), ONE(borrow_from_two), ONE(send_on_a_closed_end), ONE(send_to_nobody),
    ONE(open_twice), ONE(set_twice), ONE(fail_with_success),
    {NULL, NULL},
    ONE(lock_twice), ONE(a_permit_of_none), ONE(a_token_of_none), ONE(most_parties), ONE(from_an_open_sender),
};

static int amain(void *arg)
{
    const char *asked = arg;

    for (size_t i = 0; i < sizeof all / sizeof *all && (asked || all[i].name); i++) {
        if (asked && all[i].name && strcmp(asked, all[i].name) == 0)
            return all[i].fn();
        if (!asked)
            printf("%s: %s\n", all[i].name, weft_error_name(all[i].fn()));
    }
    return asked ? 1 : WEFT_OK;
}

int main(int count, char **words)
{
    return weft_run(amain, count > 1 ? words[1] : NULL);
}
