/* A trap three calls deep, below a wait; one of the functions goes through Asyncify, one does not. */
#include <stdio.h>
#include <weft.h>

static int divide(int a, int b)
{
    int sum = a + b;

    return sum / b;
}

static int task(void *arg)
{
    volatile int *divisor = arg;

    WEFT_TRY(weft_sleep(1));
    printf("begins\n");
    int got = divide(3, *divisor);
    printf("%d\n", got);
    return WEFT_OK;
}

static int amain(void *arg)
{
    static volatile int zero;

    (void)arg;
    return weft_sleep(0) == WEFT_OK ? task((void *)&zero) : WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
