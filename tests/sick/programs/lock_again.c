/* A helper takes the lock that its caller holds already, in one case only. */
#include <assert.h>
#include <weft.h>

static weft_lock file;
static int verbose;

static int note(void)
{
    WEFT_TRY(weft_lock_acquire(&file));
    return weft_lock_release(&file);
}

static int work(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&file));
    WEFT_UNLOCK_AT_EXIT(&file);
    WEFT_TRY(weft_yield());
    if (verbose)
        WEFT_TRY(note());
    return WEFT_OK;
}

static int talk(void *arg)
{
    (void)arg;
    verbose = 1;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    weft_group_spawn(&group, work, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, talk, NULL);
    WEFT_TRY(weft_group_join(&group));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
