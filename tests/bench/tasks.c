/* What tasks cost. Arguments: which of the measurements below, how many laps, how many in a lap. Prints the ns of each lap.
 *
 *     spawn      a task is spawned, returns, and is joined
 *     lock       a lock goes from one task to another that waits for it
 *     gather     of a gather of 1,000 calls that yield once: each
 *     completed  the same, taken in the order in which they end
 *     timeout    a deadline is set for a call and withdrawn, while 1,000 others run
 *     crowd      an item through a queue of 10 that ten thousand tasks fill and one empties
 *
 * `scale` takes how many tasks instead, and prints two lines of ns per task: "life" (spawned, one step, ended, the group joined)
 * and "yield" (all yield in turns). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "weft.h"

enum { LAPS_MOST = 1000, CALLS = 1000, DEADLINES = 1000, CROWD = 10000, CROWD_SLOTS = 10 };

/* In wasm it holds what a wait saves; natively it is the whole stack. */
#ifdef __wasm__
enum { STACK_BYTES = 384 };
#else
enum { STACK_BYTES = 1024 };
#endif

typedef WEFT_QUEUE(long, CROWD_SLOTS) long_queue;

static long laps, count;
static double ns[LAPS_MOST];

static double now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int nothing(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

static int yield_once(void *arg)
{
    (void)arg;
    return weft_yield();
}

/* ---- the measurements: each runs a lap ---- */

static int spawn_and_join(long times)
{
    for (long i = 0; i < times; i++)
        WEFT_TRY(weft_join(weft_spawn(nothing, NULL)));
    return WEFT_OK;
}

static int gather_many(long times)
{
    static weft_call calls[CALLS];

    for (int i = 0; i < CALLS; i++)
        calls[i] = (weft_call){yield_once, NULL};
    for (long i = 0; i < times; i += CALLS)
        WEFT_TRY(weft_gather_all(calls, CALLS));
    return WEFT_OK;
}

static int take_as_completed(long times)
{
    static weft_task tasks[CALLS];

    for (long done = 0; done < times; done += CALLS) {
        WEFT_GROUP(group);
        for (int i = 0; i < CALLS; i++)
            tasks[i] = weft_group_spawn(&group, yield_once, NULL);
        weft_completion completion = WEFT_COMPLETION(tasks, CALLS);
        int err;
        while ((err = weft_next_completed(&completion)) == WEFT_OK)
            continue;
        if (err != WEFT_CLOSED)
            return err;
        WEFT_TRY(weft_group_join(&group));
    }
    return WEFT_OK;
}

static int set_and_withdraw(long times)
{
    for (long i = 0; i < times; i++)
        WEFT_TRY(weft_wait_for(weft_yield(), 10 + (double)(i % 100)));
    return WEFT_OK;
}

static int timed(int (*lap)(long times))
{
    for (long i = 0; i < laps; i++) {
        double start = now_ns();
        WEFT_TRY(lap(count));
        ns[i] = (now_ns() - start) / (double)count;
    }
    return WEFT_OK;
}

static int measure_spawn(void *arg)
{
    (void)arg;
    return timed(spawn_and_join);
}

static int measure_gather(void *arg)
{
    (void)arg;
    return timed(gather_many);
}

static int measure_completed(void *arg)
{
    (void)arg;
    return timed(take_as_completed);
}

static int sleep_long(void *arg)
{
    return weft_sleep(100 + (double)*(int *)arg);
}

/* The others are cancelled when this has returned. */
static int measure_timeout(void *arg)
{
    static int numbers[DEADLINES];

    (void)arg;
    for (int i = 0; i < DEADLINES; i++) {
        numbers[i] = i;
        weft_spawn_with(sleep_long, &numbers[i], .stack_bytes = 2048);
    }
    WEFT_TRY(weft_yield());
    return timed(set_and_withdraw);
}

/* ---- the lock: the second task waits for it before the first gives it up, and so on for ever ---- */

static weft_lock lock;
static bool done;

static int hand_over(long times)
{
    for (long i = 0; i < times; i++) {
        weft_lock_release(&lock);
        WEFT_TRY(weft_lock_acquire(&lock));
    }
    return WEFT_OK;
}

static int other_holder(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lock));
    while (!done)
        WEFT_TRY(hand_over(1));
    weft_lock_release(&lock);
    return WEFT_OK;
}

static int half_of_them(long times) /* as many go the other way */
{
    return hand_over(times / 2);
}

static int measure_lock(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lock));
    weft_task other = weft_spawn(other_holder, NULL);
    WEFT_TRY(weft_yield());
    int err = timed(half_of_them);
    done = true;
    weft_lock_release(&lock);
    return err ? err : weft_join(other);
}

/* ---- the crowd ---- */

static int fill(void *arg)
{
    for (long i = 0;; i++)
        WEFT_TRY(weft_put((long_queue *)arg, &i));
}

static int measure_crowd(void *arg)
{
    static long_queue queue;

    (void)arg;
    for (int i = 0; i < CROWD; i++)
        weft_spawn_with(fill, &queue, .stack_bytes = 2048);
    for (long lap = 0; lap < laps; lap++) {
        double start = now_ns();
        for (long i = 0, item; i < count; i++)
            WEFT_TRY(weft_get(&queue, &item));
        ns[lap] = (now_ns() - start) / (double)count;
    }
    return WEFT_OK;
}

/* ---- many ---- */

enum { STEPS = 200000, MOST_LAPS = 5 };

static int life_of(long tasks, double *each)
{
    WEFT_GROUP(group);
    double start = now_ns();

    group.stack_bytes = STACK_BYTES;
    for (long i = 0; i < tasks; i++)
        weft_group_spawn(&group, nothing, NULL);
    WEFT_TRY(weft_group_join(&group));
    *each = (now_ns() - start) / (double)tasks;
    return WEFT_OK;
}

static int print_lives(long tasks)
{
    double each;

    printf("life");
    for (long steps = 0, lap = 0; steps < MOST_LAPS * STEPS || lap < 2; steps += tasks, lap++) {
        WEFT_TRY(life_of(tasks, &each));
        if (tasks >= 1000 || lap % 100 == 0)
            printf(" %.1f", each);
    }
    printf("\n");
    return WEFT_OK;
}

static int yield_for_ever(void *arg)
{
    (void)arg;
    while (!done)
        WEFT_TRY(weft_yield());
    return WEFT_OK;
}

static int print_yields(long tasks)
{
    long turns = tasks < STEPS / 10 ? STEPS / 10 / tasks : 1;

    WEFT_GROUP(group);
    group.stack_bytes = STACK_BYTES;
    for (long i = 1; i < tasks; i++)
        weft_group_spawn(&group, yield_for_ever, NULL);
    WEFT_TRY(weft_yield());
    printf("yield");
    for (long lap = 0; lap < MOST_LAPS || lap * turns * tasks < MOST_LAPS * STEPS; lap++) {
        double start = now_ns();
        for (long i = 0; i < turns; i++)
            WEFT_TRY(weft_yield());
        printf(" %.1f", (now_ns() - start) / (double)turns / (double)tasks);
    }
    printf("\n");
    done = true;
    return weft_group_join(&group);
}

static int measure_scale(void *arg)
{
    (void)arg;
    WEFT_TRY(print_lives(laps));
    return print_yields(laps);
}

/* ---- main ---- */

static const struct {
    const char *name;
    weft_task_function *fn;
} measurements[] = {
    {"spawn", measure_spawn},     {"lock", measure_lock},   {"gather", measure_gather}, {"completed", measure_completed},
    {"timeout", measure_timeout}, {"crowd", measure_crowd}, {"scale", measure_scale},
};

int main(int argc, char **argv)
{
    weft_task_function *fn = NULL;

    for (size_t i = 0; argc > 1 && i < sizeof measurements / sizeof *measurements; i++)
        if (strcmp(argv[1], measurements[i].name) == 0)
            fn = measurements[i].fn;
    laps = argc > 2 ? atol(argv[2]) : 100;
    count = argc > 3 ? atol(argv[3]) : 1000;
    if (!fn || laps < 1 || count < 1)
        return 2;
    if (fn == measure_scale)
        return weft_run(fn, NULL);
    if (laps > LAPS_MOST)
        return 2;
    int code = weft_run(fn, NULL);
    for (long lap = 0; code == 0 && lap < laps; lap++)
        printf("%.2f\n", ns[lap]);
    return code;
}
