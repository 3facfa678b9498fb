/* Watch the loop turn
 *
 * Counts, before each turn of the loop, what is ready and which timers are set.
 *
 * A timer that is due makes its task ready; the task runs a turn later. Its end makes its group
 * ready; once the last has ended, main is ready, and then the end of the run.
 * Try: let all three nap for 0.2 seconds. How many turns are left? */
#include <stdio.h>
#include "weft.h"

static void count(size_t ready, size_t scheduled, void *arg)
{
    (void)arg;
    if (ready || scheduled)
        printf("Ready: %zu, Scheduled: %zu\n", ready, scheduled);
}

static int nap(void *arg)
{
    double seconds = *(double *)arg;

    WEFT_TRY(weft_sleep(seconds));
    printf("Task %g done\n", seconds);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    return weft_gather({nap, &(double){0.1}}, {nap, &(double){0.2}}, {nap, &(double){0.3}});
}

int main(void)
{
    weft_on_turn(count, NULL);
    return weft_run(amain, NULL);
}
