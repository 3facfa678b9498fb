/* Hold tasks back until a sign is given
 *
 * Holds three tasks back until a fourth gives the sign.
 *
 * Try: clear the event right after setting it, with weft_event_clear(start). All three still go on:
 * a wake-up once given is not taken back. */
#include <stdio.h>
#include "weft.h"

struct runner {
    weft_event *start;
    const char *name;
};

static int runner(void *arg)
{
    struct runner *me = arg;

    weft_task_set_name(weft_current(), me->name);
    printf("%s waiting for event\n", me->name);
    WEFT_TRY(weft_event_wait(me->start));
    printf("%s got the event!\n", me->name);
    return WEFT_OK;
}

static int starter(void *arg)
{
    weft_event *start = arg;

    weft_task_set_name(weft_current(), "starter");
    printf("Setting event in 2 seconds...\n");
    WEFT_TRY(weft_sleep(2));
    weft_event_set(start); /* wakes all; they run when the starter is done */
    printf("Event set!\n");
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_event start = {0};
    struct runner one = {&start, "Task 1"};
    struct runner two = {&start, "Task 2"};
    struct runner three = {&start, "Task 3"};

    (void)arg;
    return weft_gather({runner, &one}, {runner, &two}, {runner, &three}, {starter, &start});
}

int main(void)
{
    return weft_run(amain, NULL);
}
