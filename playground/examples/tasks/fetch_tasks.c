/* Fetch two things in the background
 *
 * Starts two downloads, does something else, and then waits for both.
 *
 * Try: join task1 before task2 is spawned. Then it takes 3 seconds, the one after the other. */
#include <stdio.h>
#include "weft.h"

struct fetch {
    const char *name;
    double delay;
    char data[32];
};

static int fetch_data(void *arg)
{
    struct fetch *fetch = arg;

    printf("Fetching %s...\n", fetch->name);
    WEFT_TRY(weft_sleep(fetch->delay));
    snprintf(fetch->data, sizeof fetch->data, "Data from %s", fetch->name);
    return WEFT_OK;
}

static int amain(void *arg)
{
    static struct fetch api1 = {.name = "API 1", .delay = 2};
    static struct fetch api2 = {.name = "API 2", .delay = 1};

    (void)arg;
    weft_task task1 = weft_spawn(fetch_data, &api1);
    weft_task task2 = weft_spawn(fetch_data, &api2);

    printf("Tasks are running...\n"); /* or will: they begin when main waits */
    WEFT_TRY(weft_join(task1));
    WEFT_TRY(weft_join(task2));
    printf("{'name': '%s', 'data': '%s'} ", api1.name, api1.data);
    printf("{'name': '%s', 'data': '%s'}\n", api2.name, api2.data);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
