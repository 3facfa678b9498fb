/* Wait for several calls at once
 *
 * Waits for three pieces of work at once; each leaves its result in its own struct.
 *
 * Try: let B take 4 seconds. It finishes last, and its result still stands in the middle. */
#include <stdio.h>
#include "weft.h"

struct job {
    const char *name;
    double seconds;
    char result;
};

static int work(void *arg)
{
    struct job *job = arg;

    weft_task_set_name(weft_current(), job->name);
    printf("%s: started\n", job->name);
    WEFT_TRY(weft_sleep(job->seconds));
    printf("%s: finished\n", job->name);
    job->result = (char)(job->name[0] - 'A' + 'a');
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct job a = {.name = "A", .seconds = 2};
    struct job b = {.name = "B", .seconds = 1};
    struct job c = {.name = "C", .seconds = 3};

    (void)arg;
    WEFT_TRY(weft_gather({work, &a}, {work, &b}, {work, &c}));
    printf("Result: ['%c', '%c', '%c']\n", a.result, b.result, c.result);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
