#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

static int halve(void *bytes) { return *(int *)bytes /= 2, WEFT_OK; }

static int halve_later(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    return halve(arg);
}

static const weft_work now = {.plain = halve, .name = "now"};
static const weft_work later = {.task = halve_later, .name = "later"};
static const weft_work beside = {.job = halve, .name = "beside"};

static int amain(void *arg)
{
    int number = 80;

    (void)arg;
    WEFT_TRY(weft_do(&now, &number));
    WEFT_TRY(weft_do(&later, &number));
    WEFT_TRY(weft_do(&beside, &number));
    printf("%d\n", number);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] 10
 */
