#include "greet.h"
#include <stdio.h>
#include <weft.h>

int greet(void *name)
{
    WEFT_TRY(weft_sleep(1));
    printf("Hello, %s.\n", (const char *)name);
    return WEFT_OK;
}
