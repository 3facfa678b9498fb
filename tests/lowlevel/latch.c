/* A latch: tasks wait until a count has reached 0. A primitive that no file of the runtime knows. */
#include <stdio.h>
#include <string.h>

#include "weft.h"
#include "weft/lowlevel.h"

/* ---- the primitive ---- */

struct latch {
    weft_resource resource;
    weft_waiters waiters;
    int count;
};

static weft_resource_kind a_latch = {.name = "latch", .noun = "the latch"};
static weft_wait_kind for_latch = {.name = "latch", .words = "waits for", .of = &a_latch};

/* Waits until the count is 0. OK, CANCELLED. */
WEFT_WAITS static int latch_wait(weft_place *place, struct latch *latch)
{
    return latch->count == 0 ? WEFT_OK : weft_park(place, &for_latch, &latch->waiters, &latch->resource, NULL);
}
#define latch_wait(latch) latch_wait(WEFT_HERE(#latch), latch)

/* One less. At 0, those that wait go on in the order in which they came. */
static void latch_count_down(struct latch *latch)
{
    if (latch->count == 0)
        return;
    weft_level(&latch->resource, &a_latch, (weft_task){0}, --latch->count);
    if (latch->count == 0)
        weft_wake_all(&latch->waiters, WEFT_OK, WEFT_GO_ON);
}

/* ---- a program that uses it ---- */

static struct latch ready = {.count = 2};

static int guest(void *arg)
{
    int err = latch_wait(&ready);

    printf("%s: %s\n", (const char *)arg, err ? weft_error_name(err) : "went in");
    return err;
}

static int cook(void *arg)
{
    WEFT_TRY(weft_sleep(*(double *)arg));
    printf("a dish is ready\n");
    latch_count_down(&ready);
    return WEFT_OK;
}

static int dinner(void *arg)
{
    double soup = 1, roast = 2;
    WEFT_GROUP(kitchen);
    WEFT_GROUP(guests);

    (void)arg;
    (void)weft_group_spawn(&guests, guest, "Ada");
    weft_task impatient = weft_group_spawn(&guests, guest, "Bob");
    (void)weft_group_spawn(&guests, guest, "Cy");
    (void)weft_group_spawn(&kitchen, cook, &soup);
    (void)weft_group_spawn(&kitchen, cook, &roast);
    WEFT_TRY(weft_sleep(1.5));
    WEFT_TRY(weft_task_cancel(impatient));
    WEFT_TRY(weft_wait_for(weft_group_join(&guests), 10));
    WEFT_TRY(weft_group_join(&kitchen));
    WEFT_TRY(latch_wait(&ready)); /* it is open now */
    printf("a wait that took too long: %s\n", weft_error_name(weft_wait_for(latch_wait(&(struct latch){.count = 1}), 0.5)));
    return WEFT_OK;
}

static int nobody_cooks(void *arg)
{
    (void)arg;
    return latch_wait(&ready);
}

int main(int argc, char **argv)
{
    return weft_run(argc > 1 && strcmp(argv[1], "deadlock") == 0 ? nobody_cooks : dinner, NULL);
}
