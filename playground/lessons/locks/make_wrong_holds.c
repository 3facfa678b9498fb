#include <stdio.h>
#include "weft.h"

static weft_lock screen; /* guards the screen: a report stays in one piece */

static int report(void *arg)
{
    const char *who = arg;

    WEFT_TRY(weft_sleep(0.5));
    WEFT_TRY(weft_lock_acquire(&screen));
    WEFT_UNLOCK_AT_EXIT(&screen);
    WEFT_TRY(weft_sleep(0.5));
    printf("%s: begin\n", who);
    WEFT_TRY(weft_yield());
    printf("%s: end\n", who);
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(reports);

    (void)arg;
    weft_group_spawn_with(&reports, report, "one", .name = "one");
    weft_group_spawn_with(&reports, report, "two", .name = "two");
    weft_group_spawn_with(&reports, report, "three", .name = "three");
    return weft_group_join(&reports);
}

int main(void)
{
    return weft_run(amain, NULL);
}
