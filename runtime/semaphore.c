/* A number of permits, each handed straight to the first waiter. */
#include "core.h"

static void level(weft_semaphore *semaphore)
{
    WEFT__TRACE(weft__trace_resource(WEFT__LEVEL, &semaphore->resource, WEFT__A_SEMAPHORE, NULL, semaphore->permits));
}

int(weft_semaphore_acquire)(weft_place *place, weft_semaphore *semaphore)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (semaphore->permits > INT32_MAX)
        return WEFT_INVALID;
    if (!semaphore->resource.name)
        semaphore->resource.name = place->words;
    if (semaphore->permits > 0 && weft__list_empty(&semaphore->waiters)) {
        WEFT__TRACE(weft__trace_resource(WEFT__LEVEL, &semaphore->resource, WEFT__A_SEMAPHORE, NULL, semaphore->permits - 1));
        semaphore->permits--;
        return WEFT_OK;
    }
    return weft__park(&(struct weft__wait){.place = place, .kind = WEFT__WAIT_SEMAPHORE, .list = &semaphore->waiters,
                                           .resource = &semaphore->resource, .resource_kind = WEFT__A_SEMAPHORE});
}

int weft_semaphore_release(weft_semaphore *semaphore)
{
    if (semaphore->permits >= (semaphore->bounded ? semaphore->bound : INT32_MAX))
        return WEFT_INVALID;
    if (weft__wake_first(&semaphore->waiters, WEFT_OK, true)) /* mutant: semaphore-handed */
        return WEFT_OK;
    semaphore->permits++;
    level(semaphore);
    return WEFT_OK;
}

bool weft_semaphore_locked(const weft_semaphore *semaphore)
{
    return semaphore->permits == 0 || !weft__list_empty(&semaphore->waiters);
}

void weft__semaphore_leave(weft_semaphore **semaphore)
{
    weft_semaphore_release(*semaphore);
}
