/* Results that nobody looks at. */
#include "weft.h"

typedef WEFT_QUEUE(int, 2) int_queue;

static void ignore(weft_group *group, weft_timeout *timeout, int_queue *queue, int item)
{
    weft_wait_for(weft_sleep(2), 1);
    weft_move_on_after(weft_sleep(2), 1);
    weft_shield(weft_sleep(2));
    weft_group_with(group, weft_sleep(2));
    weft_timeout_end(timeout, WEFT_OK);
    weft_gather({NULL, NULL});
    weft_put_nowait(queue, &item);
    weft_get(queue, &item);
}

int main(void) { ignore(NULL, NULL, NULL, 0); }
