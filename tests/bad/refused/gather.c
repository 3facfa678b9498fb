/* Calls of a gather without their braces: b would be a's argument. */
#include "weft.h"

static int a(void *arg) { return arg ? weft_sleep(1) : WEFT_OK; }
static int b(void *arg) { return arg ? weft_sleep(2) : WEFT_OK; }

static int bare(void)
{
    return weft_gather(a, b);
}

static int half(void)
{
    WEFT_TRY(weft_gather({a, NULL}, b, a));
    return bare();
}

int main(void) { return half(); }
