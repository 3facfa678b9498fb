/* An event is set and cleared at once: a task that comes later waits for ever. */
#include <assert.h>
#include <weft.h>

static weft_event starts;

static int waiter(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_event_wait(&starts));
    return WEFT_OK;
}

static int starter(void *arg)
{
    (void)arg;
    weft_event_set(&starts);
    weft_event_clear(&starts);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    weft_group_spawn(&group, waiter, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, starter, NULL);
    WEFT_TRY(weft_group_join(&group));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
