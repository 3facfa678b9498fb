/* Ill in the way that its argument says; well without one. tests/findings.test.js says what is found of each. */
#include <stdio.h>
#include <string.h>
#include <weft.h>

static weft_lock lock, red, blue;
static WEFT_GROWING_QUEUE(int) items;
static int numbers[3] = {1, 2, 3};

static int fine(void *arg)
{
    return (void)arg, weft_sleep(1);
}

static int holds(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lock));
    WEFT_UNLOCK_AT_EXIT(&lock);
    return weft_sleep(0.5);
}

static int blocks(void *arg)
{
    (void)arg;
    weft_block(2);
    return WEFT_OK;
}

static int polls(void *arg)
{
    (void)arg;
    for (int i = 0; i < 200; i++)
        WEFT_TRY(weft_yield());
    return WEFT_OK;
}

static int fails(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(0.2));
    return weft_raise(7, "the disk is full");
}

static int swallows(void *arg)
{
    (void)arg;
    (void)!weft_sleep(9);
    return WEFT_OK;
}

static int cleans_up(void *arg)
{
    (void)arg;
    return weft_sleep(9);
}

static int puts_fast(void *arg)
{
    (void)arg;
    for (int i = 0; i < 30; i++) {
        WEFT_TRY(weft_put(&items, &i));
        WEFT_TRY(weft_sleep(0.1));
    }
    return WEFT_OK;
}

static int gets_slowly(void *arg)
{
    (void)arg;
    for (int i = 0, item; i < 10; i++) {
        WEFT_TRY(weft_get(&items, &item));
        WEFT_TRY(weft_sleep(0.3));
    }
    return WEFT_OK;
}

static int own_lock(void *arg)
{
    weft_lock mine = {0};

    (void)arg;
    WEFT_TRY(weft_lock_acquire(&mine));
    WEFT_TRY(weft_sleep(0.1));
    return weft_lock_release(&mine);
}

static int red_first(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&red));
    WEFT_TRY(weft_sleep(0.1));
    return weft_lock_acquire(&blue);
}

static int blue_first(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&blue));
    WEFT_TRY(weft_sleep(0.1));
    return weft_lock_acquire(&red);
}

static int reads(void *arg)
{
    return (void)*(volatile int *)arg, weft_sleep(0.1);
}

static int cancelled(int (*function)(void *))
{
    weft_task task = weft_spawn(function, NULL);

    WEFT_TRY(weft_sleep(1));
    weft_task_cancel(task);
    (void)!weft_join(task);
    return WEFT_OK;
}

static int amain(void *arg)
{
    const char *way = arg;

    if (!strcmp(way, "deadlock"))
        return weft_gather({red_first, NULL}, {blue_first, NULL});
    if (!strcmp(way, "held"))
        return weft_gather({holds, NULL}, {holds, NULL}, {fine, NULL});
    if (!strcmp(way, "blocks"))
        return weft_gather({blocks, NULL}, {fine, NULL});
    if (!strcmp(way, "polls"))
        return weft_gather({polls, NULL}, {fine, NULL});
    if (!strcmp(way, "grows"))
        return weft_gather({puts_fast, NULL}, {gets_slowly, NULL});
    if (!strcmp(way, "own-lock"))
        return weft_gather({own_lock, NULL}, {own_lock, NULL});
    if (!strcmp(way, "swallowed"))
        return cancelled(swallows);
    if (!strcmp(way, "cancelled"))
        return cancelled(cleans_up);
    if (!strcmp(way, "leaked"))
        weft_spawn(fine, NULL);
    if (!strcmp(way, "unheard"))
        weft_spawn(fails, NULL);
    if (!strcmp(way, "same-argument"))
        for (int i = 0; i < 3; i++)
            weft_spawn(reads, &i);
    else
        WEFT_TRY(weft_gather({reads, &numbers[0]}, {reads, &numbers[1]}, {reads, &numbers[2]}));
    return weft_sleep(0.5);
}

int main(int argc, char **argv)
{
    return weft_run(amain, argc > 1 ? argv[1] : "");
}
