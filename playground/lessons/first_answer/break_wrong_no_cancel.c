#include <stdio.h>
#include "weft.h"

struct mirror {
    const char *name;
    double seconds;
};

static int fetch(void *arg)
{
    struct mirror *mirror = arg;

    WEFT_TRY(weft_sleep(mirror->seconds));
    printf("%.0f s: %s has answered\n", weft_time(), mirror->name);
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct mirror near = {"near", 1}, far = {"far", 3};
    weft_task tasks[] = {weft_spawn_with(fetch, &far, .name = "far"), weft_spawn_with(fetch, &near, .name = "near")};
    size_t done;

    (void)arg;
    WEFT_TRY(weft_wait_sorted(tasks, 2, WEFT_FIRST_COMPLETED, WEFT_FOREVER, &done));
    printf("%.0f s: we have an answer\n", weft_time());
    (void)done;
    WEFT_TRY(weft_sleep(5)); /* we work with it */
    printf("%.0f s: the end\n", weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
