/* The C half of together.cpp. */
#include <stdlib.h>
#include <weft.h>
#include <weft/emscripten.h>

#include "tasks.h"

static int fill(void *arg)
{
    struct totals *totals = arg;

    for (int i = 0; i < 8; i++) {
        enum { MEGABYTES = 8 };
        char *block = malloc(MEGABYTES << 20); /* more than the first memory */
        if (!block)
            return WEFT_NO_MEMORY;
        block[0] = (char)i;
        WEFT_TRY(weft_sleep(0.01));
        totals->sum += block[0];
        totals->megabytes += MEGABYTES;
        free(i % 2 ? block : NULL);
    }
    return WEFT_OK;
}

static int count(void *arg)
{
    for (int i = 0; i < 5; i++) {
        WEFT_TRY(weft_sleep(0.01));
        ((struct totals *)arg)->ticks++;
    }
    return WEFT_OK;
}

int both(void *totals)
{
    return weft_gather({fill, totals}, {count, totals});
}

int run_both(struct totals *totals)
{
    return weft_run(both, totals);
}
