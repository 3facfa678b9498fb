#include <stdio.h>
#include "weft.h"

static int left = 1; /* one ticket, and three people who want it */
static int sold;

static int buy(void *arg)
{
    (void)arg;
    if (left == 0)
        return WEFT_OK;
    WEFT_TRY(weft_sleep(0.1)); /* the card is charged */
    left--;
    sold++;
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(people);

    (void)arg;
    weft_group_spawn_with(&people, buy, NULL, .name = "Ada");
    weft_group_spawn_with(&people, buy, NULL, .name = "Ben");
    weft_group_spawn_with(&people, buy, NULL, .name = "Cleo");
    WEFT_TRY(weft_group_join(&people));
    printf("sold: %d, left: %d\n", sold, left);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
