#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

static int write_file(void *bytes)
{
    (void)bytes;
    weft_block(2);
    printf("written\n");
    return WEFT_OK;
}

static int save(void *arg)
{
    char page[100] = "text";
    int err = weft_offload(write_file, &page, .to_end = true, .count = 5);

    (void)arg;
    printf("save: %s\n", err == WEFT_DIED ? "its worker is gone" : weft_error_name(err));
    return weft_yield(); /* here the cancel is delivered */
}

static int amain(void *arg)
{
    weft_task task = weft_spawn(save, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    weft_task_cancel(task);
    printf("cancelled: %s\n", weft_error_name(weft_join(task)));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] written
 * [2.000] save: ok
 * [2.000] cancelled: cancelled
 */
