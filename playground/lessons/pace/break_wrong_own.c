#include <stdio.h>
#include "weft.h"


static int call_server(void *arg)
{
    int number = *(int *)arg;
    weft_pace pace = WEFT_PACE(2);

    WEFT_TRY(weft_pace_wait(&pace));
    printf("%.1f s: call %d\n", weft_time(), number);
    return WEFT_OK;
}

static int amain(void *arg)
{
    static int numbers[] = {1, 2, 3, 4, 5};
    WEFT_GROUP(calls);

    (void)arg;
    for (int i = 0; i < 5; i++)
        weft_group_spawn(&calls, call_server, &numbers[i]);
    return weft_group_join(&calls);
}

int main(void)
{
    return weft_run(amain, NULL);
}
