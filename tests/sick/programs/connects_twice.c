/* Who finds no connection makes one, and another task comes meanwhile. */
#include <assert.h>
#include <weft.h>

static int connected, connections;

static int work(void *arg)
{
    (void)arg;
    if (!connected) {
        connections++;
        WEFT_TRY(weft_yield());
        connected = 1;
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    weft_group_spawn(&group, work, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, work, NULL);
    WEFT_TRY(weft_group_join(&group));
    assert(connections == 1);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
