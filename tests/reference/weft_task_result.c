#include <stdio.h>
#include "weft.h"

static int quick(void *arg) { return 3; }

static int slow(void *arg) { return weft_sleep(9); }

static int amain(void *arg)
{
    WEFT_GROUP(group);
    weft_task a = weft_group_spawn(&group, slow, NULL), b = weft_spawn(quick, NULL);

    WEFT_TRY(weft_sleep(1));
    printf("quick: ended %d, %d\n", weft_task_ended(b), weft_task_result(b));
    printf("slow: ended %d, %s\n", weft_task_ended(a), weft_error_name(weft_task_result(a)));
    weft_task_cancel(a);
    WEFT_TRY(weft_yield());
    printf("slow: cancelled %d\n", weft_task_cancelled(a));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] quick: ended 1, 3
 * [1.000] slow: ended 0, not done yet
 * [1.000] slow: cancelled 1
 */
