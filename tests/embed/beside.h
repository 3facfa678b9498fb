/* What the three hosts' programs share: tasks that run beside a timer of the host's loop, and hear of it. */
#include <stdatomic.h>
#include <stdio.h>

#include "weft/embed.h"

enum { ROUNDS = 3 };

static weft_runner runner;
static weft_event struck; /* the host's timer has struck */
static int strikes;
static atomic_int answers; /* of the tasks, for the host's timer: one that was not answered yet does not strike again */

/* A callback of the host's loop: in its turn, outside of every task. True: there may be another one. */
static inline bool strike(void)
{
    if (atomic_load(&answers) < strikes || strikes == ROUNDS)
        return strikes < ROUNDS;
    printf("the host's timer: %d\n", ++strikes);
    weft_event_set(&struck);
    weft_runner_wake(&runner);
    return true;
}

static int hears(void *arg)
{
    (void)arg;
    for (int i = 1; i <= ROUNDS; i++) {
        WEFT_TRY(weft_event_wait(&struck));
        weft_event_clear(&struck);
        printf("a task heard of %d\n", i);
        WEFT_TRY(weft_sleep(0.002)); /* which only the host's loop can wait for */
        atomic_fetch_add(&answers, 1);
    }
    return WEFT_OK;
}

static int left_over(void *arg)
{
    (void)arg;
    int err = weft_sleep(1e6);
    printf("what was left over is cancelled\n");
    return err;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    weft_spawn(left_over, NULL);
    weft_group_spawn(&group, hears, NULL);
    WEFT_TRY(weft_group_join(&group));
    printf("main ends\n");
    return 7;
}
