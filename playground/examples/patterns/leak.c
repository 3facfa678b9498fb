/* Forget to close, and find out
 *
 * Opens sessions with a scope and without, and counts those that stay open after a failure.
 *
 * Try: let get succeed. Then both forms close what they opened, and the mistake goes unseen. */
#include <stdio.h>
#include "weft.h"

enum { NOT_FOUND = 1 };

static int sessions_open;

static int session_open(void)
{
    WEFT_TRY(weft_sleep(0.5));
    sessions_open++;
    return WEFT_OK;
}

static int session_close(void *arg)
{
    (void)arg;
    sessions_open--;
    return weft_sleep(0.1);
}

static int get(const char *url)
{
    WEFT_TRY(weft_sleep(0.4));
    return weft_raise(NOT_FOUND, "%s is not there", url);
}

static int good(void)
{
    weft_exit_call close = {.fn = session_close};
    WEFT_EXITS(exits);

    WEFT_TRY(session_open());
    weft_exits_push(&exits, &close);
    return get("/index.html");
}

static int bad(void)
{
    WEFT_TRY(session_open());
    WEFT_TRY(get("/index.html")); /* leaves here, and nobody closes */
    return session_close(NULL);
}

static int amain(void *arg)
{
    (void)arg;
    int err = good();
    if (err != NOT_FOUND)
        return err;
    printf("with a scope: %s; open: %d\n", weft_error_text(), sessions_open);

    err = bad();
    if (err != NOT_FOUND)
        return err;
    printf("without one: %s; open: %d\n", weft_error_text(), sessions_open);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
