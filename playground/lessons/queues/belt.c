#include <stdio.h>
#include "weft.h"

typedef WEFT_QUEUE(int, 2) bread_belt;

static int bake(void *arg)
{
    bread_belt *belt = arg;

    for (int bread = 1; bread <= 4; bread++) {
        WEFT_TRY(weft_put(belt, &bread));
        printf("%.0f s: bread %d is on the belt\n", weft_time(), bread);
    }
    return WEFT_OK;
}

static int pack(void *arg)
{
    bread_belt *belt = arg;
    int bread;

    for (int i = 0; i < 4; i++) {
        WEFT_TRY(weft_sleep(1));
        WEFT_TRY(weft_get(belt, &bread));
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    bread_belt belt = {0};
    WEFT_GROUP(bakery);

    (void)arg;
    weft_group_spawn_with(&bakery, bake, &belt, .name = "baker");
    weft_group_spawn_with(&bakery, pack, &belt, .name = "packer");
    return weft_group_join(&bakery);
}

int main(void)
{
    return weft_run(amain, NULL);
}
