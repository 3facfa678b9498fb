/* Run a task from a thread
 *
 * A thread asks the loop to run a task, and waits for its result.
 *
 * weft_spawn_from_thread may be called from any thread. weft_thread_result blocks that thread, not the loop.
 * Try: wait for 0.5 seconds. The result is WEFT_TIMEOUT, and the task goes on. */
#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

struct question {
    int value, answer;
};

static int async_task(void *arg)
{
    struct question *question = arg;

    WEFT_TRY(weft_sleep(1));
    question->answer = question->value * 2;
    return WEFT_OK;
}

static int thread_function(void *arg)
{
    WEFT_THREAD_FUTURE(future);
    struct question *question = arg;

    WEFT_TRY(weft_spawn_from_thread(&future, async_task, question));
    WEFT_TRY(weft_thread_result(&future, 5));
    printf("Thread got result: %d\n", question->answer);
    return WEFT_OK;
}

static int thread(void *arg)
{
    return weft_to_thread(thread_function, arg);
}

static int amain(void *arg)
{
    struct question question = {.value = 21};
    weft_task started = weft_spawn(thread, &question);

    (void)arg;
    WEFT_TRY(weft_sleep(2)); /* the loop goes on */
    return weft_join(started);
}

int main(void)
{
    return weft_run(amain, NULL);
}
