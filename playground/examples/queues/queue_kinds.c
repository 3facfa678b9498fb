/* First in, last in, or most urgent first
 *
 * Puts three numbers into each of three kinds of queue, and takes them out again.
 *
 * Try: put a fourth number with weft_put, which waits. Nobody ever makes room: a report says so. */
#include <stdio.h>
#include "weft.h"

typedef WEFT_QUEUE(int, 3) number_queue;

static bool smaller(const void *a, const void *b)
{
    return *(const int *)a < *(const int *)b;
}

static int show(const char *title, number_queue *queue)
{
    static const int numbers[] = {2, 3, 1};
    int number, err;

    for (int i = 0; i < 3; i++)
        WEFT_TRY(weft_put_nowait(queue, &numbers[i]));
    if (weft_put_nowait(queue, &(int){4}) == WEFT_FULL)
        printf("%s: full with %zu\n", title, weft_queue_count(queue));

    printf("%s:", title);
    while ((err = weft_get_nowait(queue, &number)) == WEFT_OK)
        printf(" %d", number);
    printf(", and then %s\n", weft_error_name(err));
    return err == WEFT_EMPTY ? WEFT_OK : err;
}

static int amain(void *arg)
{
    number_queue oldest_first = {0};
    number_queue newest_first = WEFT_LIFO_QUEUE;
    number_queue smallest_first = WEFT_PRIORITY_QUEUE(smaller);

    (void)arg;
    WEFT_TRY(show("oldest first", &oldest_first));
    WEFT_TRY(show("newest first", &newest_first));
    return show("smallest first", &smallest_first);
}

int main(void)
{
    return weft_run(amain, NULL);
}
