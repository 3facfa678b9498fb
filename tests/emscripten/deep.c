/* A task whose frames need more than its stack has; what it printed before is not lost. */
#include <stdio.h>
#include <weft.h>

static int deep(int depth)
{
    volatile char frame[512];

    frame[depth % 512] = (char)depth;
    return depth > 0 ? deep(depth - 1) + frame[depth % 512] : weft_yield();
}

static int digs(void *arg)
{
    (void)arg;
    printf("digs\n");
    return deep(1000);
}

static int amain(void *arg)
{
    (void)arg;
    return weft_gather({digs, NULL});
}

int main(void)
{
    return weft_run(amain, NULL);
}
