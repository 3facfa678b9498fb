/* Standard input: a task waits for lines while another one goes on; libc reads what has come. */
#include <stdio.h>
#include <unistd.h>
#include <weft.h>

static int ticks;

static int clock_of(void *arg)
{
    (void)arg;
    for (;; ticks++) {
        if (ticks == 1)
            puts("ticks");
        WEFT_TRY(weft_sleep(0.005));
    }
}

static int reads(void *arg)
{
    char bytes[100];
    ssize_t count;

    (void)arg;
    if (weft_wait_readable(1000000) != WEFT_INVALID)
        puts("a descriptor that nobody has can be waited for");
    for (;;) {
        WEFT_TRY(weft_wait_readable(0));
        count = read(0, bytes, sizeof bytes - 1);
        if (count <= 0)
            break;
        bytes[count] = 0;
        fputs(bytes, stdout);
        fflush(stdout);
        ticks = 0;
    }
    printf("end: %d\n", (int)count);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    return weft_race(((weft_call[]){{clock_of}, {reads}}), 2, 0, NULL, NULL);
}

int main(void)
{
    return weft_run(amain, NULL);
}
