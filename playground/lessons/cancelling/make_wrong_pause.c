#include <stdio.h>
#include "weft.h"

static int lines;
static bool saved;

static int save(void)
{
    WEFT_TRY(weft_sleep(1)); /* the disk is slow */
    saved = true;
    return WEFT_OK;
}

static int writer(void *arg)
{
    int err = WEFT_OK;

    (void)arg;
    while (!err) {
        err = weft_sleep(1);
        if (!err)
            lines++;
    }
    WEFT_TRY(weft_shield(weft_sleep(1)));
    WEFT_TRY(save());
    return err;
}

static int amain(void *arg)
{
    weft_task task = weft_spawn_with(writer, NULL, .name = "writer");

    (void)arg;
    WEFT_TRY(weft_sleep(3.5));
    weft_task_cancel(task);
    WEFT_TRY(weft_sleep(0.5));
    weft_task_cancel(task);
    int err = weft_join(task);
    if (weft_is_failure(err))
        return err;
    printf("%d lines, %s, at %.1f s\n", lines, saved ? "saved" : "lost", weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
