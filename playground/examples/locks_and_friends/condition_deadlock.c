/* Wait for items that never come
 *
 * Asks for ten items where only five are made: the consumers wait for ever.
 *
 * The run ends with a report: nothing is ready, no timer runs, and these tasks wait here for that.
 * Exit code: 100
 * Try: add a second producer, P2, as condition.c does; or let each consumer ask for fewer items. */
#include <stdio.h>
#include "weft.h"

enum { SIZE = 2 };

struct item {
    char text[24];
};

struct buffer {
    struct item items[SIZE];
    unsigned put, got; /* how many so far; the difference is inside */
    weft_condition changed;
};

struct party {
    struct buffer *buffer;
    const char *name;
};

static int put(struct buffer *buffer, const struct item *item)
{
    WEFT_TRY(weft_condition_acquire(&buffer->changed));
    WEFT_LEAVE_CONDITION_AT_EXIT(&buffer->changed);

    while (buffer->put - buffer->got == SIZE)
        WEFT_TRY(weft_condition_wait(&buffer->changed));
    buffer->items[buffer->put++ % SIZE] = *item;
    return weft_condition_notify(&buffer->changed, 1);
}

static int get(struct buffer *buffer, struct item *item)
{
    WEFT_TRY(weft_condition_acquire(&buffer->changed));
    WEFT_LEAVE_CONDITION_AT_EXIT(&buffer->changed);

    while (buffer->put == buffer->got)
        WEFT_TRY(weft_condition_wait(&buffer->changed));
    *item = buffer->items[buffer->got++ % SIZE];
    return weft_condition_notify(&buffer->changed, 1);
}

static int producer(void *arg)
{
    struct party *me = arg;
    struct item item;

    for (int number = 0; number < 5; number++) {
        snprintf(item.text, sizeof item.text, "%s-%d", me->name, number);
        WEFT_TRY(put(me->buffer, &item));
        printf("Produced: %s\n", item.text);
        WEFT_TRY(weft_sleep(0.1));
    }
    return WEFT_OK;
}

static int consumer(void *arg)
{
    struct party *me = arg;
    struct item item;

    for (int i = 0; i < 5; i++) {
        WEFT_TRY(get(me->buffer, &item));
        printf("%s consumed: %s\n", me->name, item.text);
        WEFT_TRY(weft_sleep(0.2));
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct buffer buffer = {0};
    struct party p1 = {&buffer, "P1"};
    struct party c1 = {&buffer, "C1"}, c2 = {&buffer, "C2"};

    (void)arg;
    return weft_gather({producer, &p1}, {consumer, &c1}, {consumer, &c2});
}

int main(void)
{
    return weft_run(amain, NULL);
}
