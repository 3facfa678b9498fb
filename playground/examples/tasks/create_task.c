/* Start a task in the background
 *
 * Starts a task in the background, goes on, and waits for it at the end.
 *
 * Try: let main sleep for 5 seconds. weft_join then returns at once, as the task has ended. */
#include <stdio.h>
#include "weft.h"

struct clock {
    char text[16];
};

/* The loop's own clock, so that a run prints the same every time. */
static struct clock now(void)
{
    unsigned seconds = (unsigned)weft_time();
    struct clock now;

    snprintf(now.text, sizeof now.text, "%02u:%02u:%02u", seconds / 3600, seconds / 60 % 60,
             seconds % 60);
    return now;
}

static int background(void *arg)
{
    (void)arg;
    printf("Background task started.\n");
    WEFT_TRY(weft_sleep(3));
    printf("Background task finished.\n");
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    printf("Main started at %s\n", now().text);
    weft_task task = weft_spawn(background, NULL); /* runs as soon as main waits */

    printf("Main can do other work now.\n");
    WEFT_TRY(weft_sleep(1));
    printf("Main did some work.\n");

    WEFT_TRY(weft_join(task));
    printf("Main finished at %s\n", now().text);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
