#include <stdio.h>
#include "weft.h"

int main(void)
{
    printf("before\n");
    int err = weft_sleep(1);
    printf("after %d\n", err);
    return 0;
}
