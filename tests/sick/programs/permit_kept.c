/* A permit is not given back on one way out, and the next task waits for ever. */
#include <assert.h>
#include <weft.h>

static weft_semaphore slots = WEFT_SEMAPHORE(1);
static int offline;

static int job(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_semaphore_acquire(&slots));
    WEFT_TRY(weft_yield());
    if (offline)
        return WEFT_OK;
    weft_semaphore_release(&slots);
    return WEFT_OK;
}

static int network(void *arg)
{
    (void)arg;
    offline = 1;
    WEFT_TRY(weft_yield());
    offline = 0;
    WEFT_TRY(weft_semaphore_acquire(&slots));
    weft_semaphore_release(&slots);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    weft_group_spawn(&group, job, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, network, NULL);
    WEFT_TRY(weft_group_join(&group));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
