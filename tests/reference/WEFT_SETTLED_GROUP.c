/* Requests that have nothing to do with each other: one fails, the others are served all the same. */
#include <stdio.h>
#include "weft.h"

enum { NO_SUCH_PAGE = 4 };

static int serve(void *arg)
{
    int number = *(int *)arg;

    WEFT_TRY(weft_sleep(number));
    if (number == 1)
        return weft_raise(NO_SUCH_PAGE, "there is no page %d", number);
    printf("page %d is served\n", number);
    return WEFT_OK;
}

static int amain(void *arg)
{
    int numbers[] = {3, 1, 2};
    WEFT_SETTLED_GROUP(requests);

    for (int i = 0; i < 3; i++)
        weft_group_spawn(&requests, serve, &numbers[i]);
    WEFT_TRY(weft_group_join(&requests));
    printf("%zu failed\n", weft_group_failures(&requests));
    for (weft_task failed = {0}; weft_group_next_failed(&requests, &failed);)
        printf("%s\n", weft_task_error_text(failed));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] page 2 is served
 * [3.000] page 3 is served
 * [3.000] 1 failed
 * [3.000] there is no page 1
 */
