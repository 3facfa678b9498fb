#include <stdio.h>
#include "weft.h"

static weft_condition news;
static int letters; /* guarded by the lock of news */

static int reader(void *arg)
{
    WEFT_TRY(weft_condition_acquire(&news));
    WEFT_LEAVE_CONDITION_AT_EXIT(&news);
    if (letters == 0)
        WEFT_TRY(weft_condition_wait(&news));
    letters--;
    printf("%s takes a letter, %d left\n", (const char *)arg, letters);
    return WEFT_OK;
}

static int post(void *arg)
{
    (void)arg;
    for (int i = 0; i < 2; i++) {
        WEFT_TRY(weft_condition_acquire(&news));
        letters++;
        WEFT_TRY(weft_condition_notify(&news, 2));
        WEFT_TRY(weft_condition_release(&news));
        WEFT_TRY(weft_yield());
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(house);

    (void)arg;
    weft_group_spawn_with(&house, reader, "Ada", .name = "Ada");
    weft_group_spawn_with(&house, post, NULL, .name = "post");
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn_with(&house, reader, "Ben", .name = "Ben");
    return weft_group_join(&house);
}

int main(void)
{
    return weft_run(amain, NULL);
}
