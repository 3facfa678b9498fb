#include <stdio.h>
#include "weft.h"

struct square {
    int number;
    double seconds;
    int result;
};

static int square(void *arg)
{
    struct square *s = arg;

    WEFT_TRY(weft_sleep(s->seconds));
    printf("%d is ready\n", s->number);
    s->result = s->number * s->number;
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct square all[] = {{3, 0.03, 0}, {1, 0.01, 0}, {2, 0.02, 0}};

    (void)arg;
    WEFT_TRY(weft_gather_each(square, all, 3));
    printf("%d %d %d\n", all[0].result, all[1].result, all[2].result);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
