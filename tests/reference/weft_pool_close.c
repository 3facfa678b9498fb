#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

static weft_pool printers = {.most = 1};

static int print_page(void *bytes)
{
    weft_block(1);
    printf("page %d\n", *(int *)bytes);
    return WEFT_OK;
}

static int print(void *arg)
{
    int page = *(int *)arg;

    return weft_offload(print_page, &page, .pool = &printers);
}

static int amain(void *arg)
{
    int one = 1, two = 2;
    weft_task first = weft_spawn(print, &one), second = weft_spawn(print, &two);

    (void)arg;
    WEFT_TRY(weft_yield());
    printf("%zu runs, %zu waits\n", weft_jobs_running(), weft_jobs_waiting());
    WEFT_TRY(weft_pool_close(&printers));
    printf("closed: %s\n", weft_error_name(weft_offload(print_page, &one, .pool = &printers)));
    WEFT_TRY(weft_join(first));
    return weft_join(second);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 1 runs, 1 waits
 * [1.000] page 1
 * [2.000] page 2
 * [2.000] closed: wrong use
 */
