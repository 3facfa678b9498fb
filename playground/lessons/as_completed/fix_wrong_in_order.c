#include <stdio.h>
#include "weft.h"

struct letter {
    const char *from;
    double days;
};

static struct letter letters[] = {{"Rome", 0.03}, {"Bern", 0.01}, {"Oslo", 0.02}};

static int travel(void *arg)
{
    struct letter *letter = arg;

    return weft_sleep(letter->days);
}

static int amain(void *arg)
{
    weft_task tasks[3];

    (void)arg;
    for (int i = 0; i < 3; i++)
        tasks[i] = weft_spawn_with(travel, &letters[i], .name = letters[i].from);
    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_join(tasks[i]));
        printf("%.2f: %s\n", weft_time(), letters[i].from);
    }
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
