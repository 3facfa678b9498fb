/* Guard a counter with a lock
 *
 * Keeps a counter right although each increment waits in its middle.
 *
 * Try: leave out the two lines about the lock. All end after 1 second, and 4 counts are lost. */
#include <stdio.h>
#include "weft.h"

struct counter {
    int value;
    weft_lock lock;
};

struct worker {
    struct counter *counter;
    const char *name;
    int times;
};

static int increment(struct counter *counter)
{
    WEFT_TRY(weft_lock_acquire(&counter->lock));
    WEFT_UNLOCK_AT_EXIT(&counter->lock);

    int before = counter->value;
    WEFT_TRY(weft_sleep(0.5)); /* without the lock, others would count here */
    counter->value = before + 1;
    return WEFT_OK;
}

static int worker(void *arg)
{
    struct worker *me = arg;

    weft_task_set_name(weft_current(), me->name);
    for (int i = 0; i < me->times; i++)
        WEFT_TRY(increment(me->counter));
    printf("%s done\n", me->name);
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct counter counter = {0};
    struct worker a = {&counter, "A", 2};
    struct worker b = {&counter, "B", 2};
    struct worker c = {&counter, "C", 2};

    (void)arg;
    WEFT_TRY(weft_gather({worker, &a}, {worker, &b}, {worker, &c}));
    printf("Final value: %d\n", counter.value);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
