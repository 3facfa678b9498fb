/* Give the run arguments, get a result
 *
 * Gives the main task its arguments, and takes its result when the run is over.
 *
 * The sum becomes the exit code of the program: 6.
 * Exit code: 6
 * Try: let work return 7 instead of WEFT_OK. That is an error, and the run says so. */
#include <stdio.h>
#include "weft.h"

struct sum {
    int a, b, c;
    int result;
};

static int work(void *arg)
{
    struct sum *sum = arg;

    printf("%d + %d + %d\n", sum->a, sum->b, sum->c);
    WEFT_TRY(weft_sleep(1));
    sum->result = sum->a + sum->b + sum->c;
    printf("= %d\n", sum->result);
    return WEFT_OK;
}

int main(void)
{
    struct sum sum = {.a = 1, .b = 2, .c = 3};
    int code = weft_run(work, &sum);

    return code ? code : sum.result;
}
