#include <stdio.h>
#include "weft.h"

typedef WEFT_QUEUE(int, 2) number_queue;

static number_queue raw, squared;

static int produce(void *arg)
{
    (void)arg;
    for (int number = 1; number <= 4; number++)
        WEFT_TRY(weft_put(&raw, &number));
    weft_queue_shutdown(&raw, false);
    return WEFT_OK;
}

static int square(void *arg)
{
    int number;

    (void)arg;
    while (weft_get(&raw, &number) == WEFT_OK) {
        WEFT_TRY(weft_put(&squared, &number));
    }
    weft_queue_shutdown(&squared, false);
    return WEFT_OK;
}

static int show(void *arg)
{
    int number;

    (void)arg;
    while (weft_get(&squared, &number) == WEFT_OK)
        printf("%d\n", number);
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(stages);

    (void)arg;
    weft_group_spawn_with(&stages, produce, NULL, .name = "produce");
    weft_group_spawn_with(&stages, square, NULL, .name = "square");
    weft_group_spawn_with(&stages, show, NULL, .name = "show");
    return weft_group_join(&stages);
}

int main(void)
{
    return weft_run(amain, NULL);
}
