#include <stdio.h>
#include "weft.h"

static int answer(void)
{
    int err = weft_sleep(5);

    if (err == WEFT_CANCELLED)
        printf("%.0f s: the answer is called off\n", weft_time());
    return WEFT_OK;
}

static int ask(void)
{
    printf("%.0f s: asked\n", weft_time());
    int err = weft_wait_for(answer(), 2);
    printf("%.0f s: %s\n", weft_time(), err == WEFT_TIMEOUT ? "no answer in time" : "answered");
    return err == WEFT_TIMEOUT ? WEFT_OK : err;
}

static int amain(void *arg)
{
    (void)arg;
    return ask();
}

int main(void)
{
    return weft_run(amain, NULL);
}
