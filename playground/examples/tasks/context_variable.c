/* Give each task a value of its own
 *
 * Gives each task a request's id, which the functions it calls can see, and no other task.
 *
 * Try: set the variable in amain before the gather, and leave the set in process out. Each task
 * begins with what its maker saw. */
#include <stdio.h>
#include "weft.h"

static weft_variable request_id = {.fallback = "none"};

static int step(const char *name)
{
    printf("[%s] %s\n", (const char *)weft_variable_get(&request_id), name);
    return weft_sleep(0.1);
}

static int process(void *arg)
{
    WEFT_TRY(weft_variable_set(&request_id, arg));
    WEFT_TRY(step("Step 1"));
    return step("Step 2");
}

static int amain(void *arg)
{
    (void)arg;
    return weft_gather({process, "req-001"}, {process, "req-002"}, {process, "req-003"});
}

int main(void)
{
    return weft_run(amain, NULL);
}
