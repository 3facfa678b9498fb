/* Let one failure end the whole group
 *
 * Runs three tasks as one: the first to fail ends the others.
 *
 * Try: let C succeed. Then the group takes 2 seconds, as long as its slowest task. */
#include <stdio.h>
#include "weft.h"

enum { VALUE_ERROR = 1 };

struct step {
    const char *name;
    double seconds;
    bool fails;
    char result[16];
};

static int step(void *arg)
{
    struct step *me = arg;

    WEFT_TRY(weft_sleep(me->seconds));
    if (me->fails)
        return weft_raise(VALUE_ERROR, "%s failed!", me->name);
    snprintf(me->result, sizeof me->result, "%s done", me->name);
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct step a = {.name = "A", .seconds = 1};
    struct step b = {.name = "B", .seconds = 2};
    struct step c = {.name = "C", .seconds = 0.5, .fails = true};
    weft_task failed = {0};
    WEFT_GROUP(group);

    (void)arg;
    weft_group_spawn(&group, step, &a);
    weft_group_spawn(&group, step, &b);
    weft_group_spawn(&group, step, &c);

    int err = weft_group_join(&group);
    if (err != VALUE_ERROR)
        return err;
    while (weft_group_next_failed(&group, &failed))
        printf("Caught: %s\n", weft_task_error_text(failed));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
