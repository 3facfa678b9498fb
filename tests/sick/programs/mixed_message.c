/* Two tasks write to one stream in parts, and the parts may mix. */
#include <assert.h>
#include <string.h>
#include <weft.h>

static char line[5];
static int length;

static int writer(void *arg)
{
    (void)arg;
    line[length++] = 'h';
    WEFT_TRY(weft_yield());
    line[length++] = 'i';
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    weft_group_spawn(&group, writer, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, writer, NULL);
    WEFT_TRY(weft_group_join(&group));
    assert(!strcmp(line, "hihi"));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
