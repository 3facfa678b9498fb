/* Calls sleeping functions of libc in a task: everybody waits, and the virtual clock pays. */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include "weft.h"

static int other(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(0.25));
    printf("the other is on at %.3f\n", weft_time());
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    weft_task task = weft_spawn(other, NULL);

    WEFT_TRY(weft_yield());
    usleep(500000);
    nanosleep(&(struct timespec){.tv_nsec = 250000000}, NULL);
    sleep(1);
    printf("main is on at %.3f\n", weft_time());
    return weft_join(task);
}

int main(void)
{
    return weft_run(amain, NULL);
}
