#include <stdio.h>
#include "weft.h"

static weft_event paper, ink;

static int printer(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_event_wait(&paper));
    WEFT_TRY(weft_event_wait(&ink));
    printf("%.0f s: printed\n", weft_time());
    return WEFT_OK;
}

static int bring_ink(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(2));
    weft_event_set(&ink);
    return WEFT_OK;
}

static int bring_paper(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(3));
    weft_event_set(&ink);
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(office);

    (void)arg;
    weft_group_spawn_with(&office, printer, NULL, .name = "printer");
    weft_group_spawn_with(&office, bring_ink, NULL, .name = "ink");
    weft_group_spawn_with(&office, bring_paper, NULL, .name = "paper");
    return weft_group_join(&office);
}

int main(void)
{
    return weft_run(amain, NULL);
}
