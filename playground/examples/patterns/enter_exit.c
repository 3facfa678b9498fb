/* Do something before and after
 *
 * Does something before a body and something after it, also when the body fails.
 *
 * Try: let the body sleep for a minute, and call it within weft_wait_for(..., 2). */
#include <stdio.h>
#include "weft.h"

enum { VALUE_ERROR = 1 };

static int with_context(weft_task_function *body, void *arg)
{
    printf("entering context\n");
    int err = body(arg);
    printf("exiting context\n");
    return err;
}

static int body(void *arg)
{
    bool fails = *(bool *)arg;

    WEFT_TRY(weft_sleep(1));
    if (fails)
        return weft_raise(VALUE_ERROR, "this one fails");
    printf("body\n");
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(with_context(body, &(bool){false}));

    int err = with_context(body, &(bool){true});
    if (err != VALUE_ERROR)
        return err;
    printf("Caught: %s\n", weft_error_text());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
