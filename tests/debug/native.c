/* native KIND: a fault that no check of the compiler's sees, in a task, below a wait; in the program's own code or in the C library's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <weft.h>

static int *volatile wild = (int *)8;
static volatile int zero;

static int task(void *arg)
{
    const char *kind = arg;

    WEFT_TRY(weft_sleep(0));
    if (kind[0] == 'p')
        *wild = 3;
    else if (kind[0] == 'd')
        printf("%d\n", 7 / zero);
    else if (kind[0] == 's')
        printf("%zu\n", strlen((const char *)wild));
    else
        abort();
    return WEFT_OK;
}

static int amain(void *arg)
{
    printf("before\n");
    weft_spawn(task, arg);
    return weft_sleep(1);
}

int main(int argc, char **argv)
{
    return weft_run(amain, argc > 1 ? argv[1] : "abort");
}
