#include <stdio.h>
#include "weft.h"

static int boil(double seconds, const char *what)
{
    printf("%.0f s: %s begins\n", weft_time(), what);
    WEFT_TRY(weft_sleep(seconds));
    printf("%.0f s: %s is done\n", weft_time(), what);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(boil(1, "egg"));
    WEFT_TRY(boil(2, "rice"));
    WEFT_TRY(boil(3, "tea"));
    WEFT_TRY(weft_sleep(1));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
