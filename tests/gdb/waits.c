/* Three tasks that wait, each in another way, and one that stops in the debugger. */
#include <weft.h>

static weft_lock the_lock;

static int sleeps(void *arg)
{
    (void)arg;
    return weft_sleep(1000);
}

static int deep(int depth)
{
    return depth > 0 ? deep(depth - 1) + 0 * depth : weft_lock_acquire(&the_lock);
}

static int wants(void *arg)
{
    (void)arg;
    WEFT_TRY(deep(2));
    return weft_lock_release(&the_lock);
}

static int stops(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    weft_stop();
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&the_lock));
    WEFT_GROUP(group);
    weft_group_spawn(&group, sleeps, NULL);
    weft_group_spawn(&group, wants, NULL);
    weft_group_spawn(&group, stops, NULL);
    return weft_group_join(&group);
}

int main(void)
{
    return weft_run(amain, NULL);
}
