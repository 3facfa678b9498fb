/* Make something of your own to wait for
 *
 * Makes something of your own that a task can wait for: a countdown.
 *
 * All it takes is a struct, and a function that waits for what is inside.
 * Try: let two tasks wait for it. An event wakes every task that waits. */
#include <stdio.h>
#include "weft.h"

struct countdown {
    int left;
    weft_event over;
};

static int countdown_wait(struct countdown *countdown)
{
    return weft_event_wait(&countdown->over);
}

static void countdown_step(struct countdown *countdown)
{
    printf("%d\n", countdown->left);
    if (--countdown->left == 0)
        weft_event_set(&countdown->over);
}

static int counter(void *arg)
{
    struct countdown *countdown = arg;

    while (countdown->left > 0) {
        WEFT_TRY(weft_sleep(1));
        countdown_step(countdown);
    }
    return WEFT_OK;
}

static int rocket(void *arg)
{
    struct countdown *countdown = arg;

    printf("waiting for the countdown\n");
    WEFT_TRY(countdown_wait(countdown));
    printf("lift off\n");
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct countdown countdown = {.left = 3};

    (void)arg;
    return weft_gather({counter, &countdown}, {rocket, &countdown});
}

int main(void)
{
    return weft_run(amain, NULL);
}
