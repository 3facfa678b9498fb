/* The census (WEFT_CENSUS=1): the most stack that the tasks spawned at each place have used. */
#include "core/core.h"
#include "port/stack.h"

weft_place *weft__census;

void weft__census_note(struct weft__task *task)
{
    weft_place *place = task->spawned_at;
    uint32_t most = (uint32_t)weft__stack_most(task->stack);
    weft_place *known = weft__census;

    while (known && known != place)
        known = known->next;
    if (!known) {
        place->most = 0;
        place->next = weft__census;
        weft__census = place;
    }
    if (most > place->most)
        place->most = most;
}
