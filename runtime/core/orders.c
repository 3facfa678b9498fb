/* Every order of ready tasks, one run after the other: the choices of a run are remembered, and the next run takes another way at
 * the last choice that had one. A search in depth, without memory of states. */
#include "core/core.h"

enum { CHOICES_MOST = 4096 };

static struct {
    uint8_t taken, of; /* of at most 64: the scheduler's window */
} choices[CHOICES_MOST];
static size_t known, depth;

void weft_orders_begin(void)
{
    known = depth = 0;
}

void weft__orders_restart(void)
{
    depth = 0;
}

uint32_t weft__orders_choose(uint32_t below)
{
    if (below < 2 || depth == CHOICES_MOST)
        return 0;
    if (depth == known) {
        choices[known].taken = 0;
        choices[known++].of = (uint8_t)below;
    }
    return choices[depth++].taken;
}

bool weft_orders_left(void)
{
    known = depth; /* a run that ended early made fewer choices */
    while (known > 0 && choices[known - 1].taken + 1 == choices[known - 1].of)
        known--;
    if (known == 0)
        return false;
    choices[known - 1].taken++;
    return true;
}
