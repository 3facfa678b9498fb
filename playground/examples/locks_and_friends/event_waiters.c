/* Wake two tasks with one event
 *
 * Wakes two waiting tasks with one event.
 *
 * Try: let a third task sleep for 3 seconds before it waits. It does not wait at all: the event
 * stays set. */
#include <stdio.h>
#include "weft.h"

struct waiter {
    weft_event *event;
    const char *name;
};

static int waiter(void *arg)
{
    struct waiter *me = arg;

    printf("%s waiting for event...\n", me->name);
    WEFT_TRY(weft_event_wait(me->event));
    printf("%s got the event!\n", me->name);
    return WEFT_OK;
}

static int setter(void *arg)
{
    weft_event *event = arg;

    WEFT_TRY(weft_sleep(2));
    printf("Setting event!\n");
    weft_event_set(event);
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_event event = {0};
    struct waiter one = {&event, "Task 1"}, two = {&event, "Task 2"};

    (void)arg;
    return weft_gather({waiter, &one}, {waiter, &two}, {setter, &event});
}

int main(void)
{
    return weft_run(amain, NULL);
}
