/* A hundred thousand steps: two tasks that let each other run. */
#include <weft.h>

static int turns(void *arg)
{
    (void)arg;
    for (int i = 0; i < 50000; i++)
        WEFT_TRY(weft_yield());
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    return weft_gather({turns, NULL}, {turns, NULL});
}

int main(void)
{
    return weft_run(amain, NULL);
}
