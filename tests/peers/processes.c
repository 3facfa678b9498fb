/* Runs `true` as often as the second argument says (`processes 1000`), ten at once. */
#include <stdlib.h>

#include "weft.h"
#include "weft/process.h"

enum { AT_ONCE = 10 };

static int left;

static int run_some(void *arg)
{
    (void)arg;
    while (left-- > 0) {
        WEFT_PROCESS(child);
        WEFT_TRY(weft_process_start(&child, "true"));
        WEFT_TRY(weft_process_wait(&child));
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(group);

    left = atoi(arg);
    for (int i = 0; i < AT_ONCE; i++)
        weft_group_spawn(&group, run_some, NULL);
    return weft_group_join(&group);
}

int main(int count, char **words)
{
    return weft_run(amain, count > 2 ? words[2] : "1000");
}
