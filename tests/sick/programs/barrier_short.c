/* A barrier counts on a task that goes home early. */
#include <assert.h>
#include <weft.h>

static weft_barrier meeting = WEFT_BARRIER(2);
static int closed;

static int walker(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_yield());
    if (closed)
        return WEFT_OK;
    WEFT_TRY(weft_barrier_wait(&meeting, NULL));
    return WEFT_OK;
}

static int closer(void *arg)
{
    (void)arg;
    closed = 1;
    WEFT_TRY(weft_barrier_wait(&meeting, NULL));
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    weft_group_spawn(&group, walker, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, closer, NULL);
    WEFT_TRY(weft_group_join(&group));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
