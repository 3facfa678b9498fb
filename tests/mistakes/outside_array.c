#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    (void)arg;
    int numbers[3] = {1, 2, 3}, sum = 0;
    for (int i = 0; i <= 3; i++)
        sum += numbers[i];
    printf("%d\n", sum);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
