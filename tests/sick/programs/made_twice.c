/* Two tasks make the one buffer, and one of the two is nobody's: it leaks. */
#include <assert.h>
#include <stdlib.h>
#include <weft.h>

static char *buffer;
static int made;

static int work(void *arg)
{
    (void)arg;
    if (!buffer) {
        char *mine = malloc(100);

        if (!mine)
            return WEFT_NO_MEMORY;
        made++;
        WEFT_TRY(weft_yield());
        buffer = mine;
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
    free(buffer);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
