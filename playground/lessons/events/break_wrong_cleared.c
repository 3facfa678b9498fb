#include <stdio.h>
#include "weft.h"

static const char *colour; /* NULL until it was read */
static weft_event is_read;

static int read_config(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1.5));
    colour = "green";
    weft_event_set(&is_read);
    weft_event_clear(&is_read);
    return WEFT_OK;
}

static int paint(void *arg)
{
    WEFT_TRY(weft_event_wait(&is_read));
    printf("%.1f s: %s is %s\n", weft_time(), (const char *)arg, colour);
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(all);

    (void)arg;
    weft_group_spawn_with(&all, paint, "the door", .name = "door");
    weft_group_spawn_with(&all, read_config, NULL, .name = "reader");
    WEFT_TRY(weft_sleep(2));
    weft_group_spawn_with(&all, paint, "the wall", .name = "wall");
    return weft_group_join(&all);
}

int main(void)
{
    return weft_run(amain, NULL);
}
