/* Doing things at an even pace. */
#include "core/core.h"
#include "core/functions.h"

int weft_pace_wait(weft_place *place, weft_pace *pace)
{
    int64_t step;

    if (!weft__self())
        return WEFT_USAGE;
    if (!(pace->per_second > 0) || !weft__clock_seconds(1 / pace->per_second, &step))
        return WEFT_INVALID;
    int64_t now = weft__clock_now();
    int64_t mine = pace->next > now ? pace->next : now;
    pace->next = step > INT64_MAX - 1 - mine ? INT64_MAX - 1 : mine + step;
    return mine > now ? weft_sleep(place, (double)(mine - now) / 1e9) : WEFT_OK;
}
