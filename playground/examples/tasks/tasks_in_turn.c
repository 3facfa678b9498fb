/* Wait for three tasks in turn
 *
 * Starts three tasks and waits for each in turn: three seconds together, not six.
 *
 * Try: join c first. The lines stay the same, because all three run, whichever main waits for. */
#include <stdio.h>
#include "weft.h"

struct job {
    char name;
    double seconds;
};

static int work(void *arg)
{
    struct job *job = arg;

    printf("%c: started\n", job->name);
    WEFT_TRY(weft_sleep(job->seconds));
    printf("%c: finished\n", job->name);
    return WEFT_OK;
}

static int amain(void *arg)
{
    static struct job jobs[] = {{'A', 2}, {'B', 1}, {'C', 3}}; /* tasks may outlive this call */

    (void)arg;
    weft_task a = weft_spawn(work, &jobs[0]);
    weft_task b = weft_spawn(work, &jobs[1]);
    weft_task c = weft_spawn(work, &jobs[2]);

    WEFT_TRY(weft_join(a));
    WEFT_TRY(weft_join(b));
    return weft_join(c);
}

int main(void)
{
    return weft_run(amain, NULL);
}
