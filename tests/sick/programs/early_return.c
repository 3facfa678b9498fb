/* A task ends with the lock in its hand (trio#3035 is its cousin). */
#include <assert.h>
#include <weft.h>

static weft_lock desk;
static int stopped;

static int work(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&desk));
    WEFT_TRY(weft_yield());
    if (stopped)
        return WEFT_OK;
    WEFT_TRY(weft_lock_release(&desk));
    return WEFT_OK;
}

static int stop(void *arg)
{
    (void)arg;
    stopped = 1;
    WEFT_TRY(weft_lock_acquire(&desk));
    WEFT_TRY(weft_lock_release(&desk));
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    weft_group_spawn(&group, work, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, stop, NULL);
    WEFT_TRY(weft_group_join(&group));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
