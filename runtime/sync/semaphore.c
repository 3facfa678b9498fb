/* A number of permits, each handed straight to the first waiter. */
#include "core/functions.h"
#include "core/wait.h"

static int64_t permits(const weft_resource *resource)
{
    return weft__owner(resource, const weft_semaphore, resource)->permits;
}

static weft_resource_kind a_semaphore = {.name = "semaphore", .noun = "the semaphore", .capacity = permits};
static weft_wait_kind for_permit = {.name = "semaphore", .words = "waits for a permit of", .of = &a_semaphore};

static void level(weft_semaphore *semaphore)
{
    weft__level(&semaphore->resource, &a_semaphore, NULL, semaphore->permits);
}

int weft_semaphore_acquire(weft_place *place, weft_semaphore *semaphore)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (semaphore->permits > INT32_MAX)
        return WEFT_INVALID;
    weft__name_by_place(&semaphore->resource, place);
    if (semaphore->permits > 0 && weft__list_empty(&semaphore->waiters)) {
        weft__level(&semaphore->resource, &a_semaphore, NULL, semaphore->permits - 1);
        semaphore->permits--;
        return WEFT_OK;
    }
    return weft__park(&(struct weft__wait){.place = place, .kind = &for_permit, .list = &semaphore->waiters,
                                           .resource = &semaphore->resource});
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
