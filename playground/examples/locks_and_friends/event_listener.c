/* Wait for an event in the background
 *
 * Waits for an event in the background; main sets it a second later.
 *
 * Try: clear the event right after setting it. The listener goes on all the same: it is awake. */
#include <stdio.h>
#include "weft.h"

static int listener(void *arg)
{
    weft_event *event = arg;

    printf("Waiting for event\n");
    WEFT_TRY(weft_event_wait(event));
    printf("Event processed\n");
    return WEFT_OK;
}

static int amain(void *arg)
{
    static weft_event event; /* the listener may outlive this call */

    (void)arg;
    weft_task handler = weft_spawn(listener, &event);

    WEFT_TRY(weft_sleep(1));
    weft_event_set(&event);
    return weft_join(handler);
}

int main(void)
{
    return weft_run(amain, NULL);
}
