/* Fetch three things in a group
 *
 * Fetches three things in a group, which ends when all of them have.
 *
 * Try: return WEFT_OK in place of the join. The group's scope then cancels and awaits all three. */
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
    WEFT_GROUP(group);

    (void)arg;
    for (int i = 0; i < 3; i++)
        weft_group_spawn(&group, fetch_data, &fetches[i]);
    WEFT_TRY(weft_group_join(&group));

    for (int i = 0; i < 3; i++)
        printf("{'name': '%s', 'data': '%s'}\n", fetches[i].name, fetches[i].data);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
