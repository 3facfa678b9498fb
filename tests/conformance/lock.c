/* LOCK: a mutual exclusion lock (statements 151 to 160). */
#include "case.h"

static weft_lock lock;

static int take(void *arg)
{
    struct actor *self = arg;

    WEFT_TRY(weft_lock_acquire(&lock));
    note("%s has it", self->name);
    WEFT_TRY(weft_sleep(self->seconds));
    return weft_lock_release(&lock);
}

static int a_release_hands_over(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1}, b = {.name = "B", .seconds = 1}, c = {.name = "C", .seconds = 1};

    (void)arg;
    WEFT_TRY(weft_gather({take, &a}, {take, &b}, {take, &c}));
    EXPECT_LOG("[0.000] A has it\n"
               "[1.000] B has it\n"
               "[2.000] C has it\n");
    return WEFT_OK;
}

WEFT_TESTS(KEPT(a_release_hands_over, "152", "waiters get the lock in the order in which they asked"))
