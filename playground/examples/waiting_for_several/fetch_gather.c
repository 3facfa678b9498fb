/* Fetch three things at once
 *
 * Fetches three things at once, and prints them in the order in which they were asked for.
 *
 * Try: make an array of ten, and gather them with weft_gather_each(fetch_data, array, 10). */
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
    struct fetch fetches[] = {{"API 1", 2, ""}, {"API 2", 1, ""}, {"API 3", 3, ""}};

    (void)arg;
    WEFT_TRY(weft_gather_each(fetch_data, fetches, 3));
    for (int i = 0; i < 3; i++)
        printf("{'name': '%s', 'data': '%s'}\n", fetches[i].name, fetches[i].data);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
