/* Keep a call and make it later
 *
 * Keeps a call without making it: nothing runs before a task waits for it.
 *
 * A call is a function and its argument, two pointers that can be kept, passed on, put into arrays.
 * Try: leave the last line of amain out and return WEFT_OK. Nobody is greeted. */
#include <stdio.h>
#include "weft.h"

struct greeting {
    double delay;
    const char *name;
};

static int say_hello(void *arg)
{
    struct greeting *greeting = arg;

    printf("Starting to say hello to %s...\n", greeting->name);
    WEFT_TRY(weft_sleep(greeting->delay));
    printf("Hello, %s!\n", greeting->name);
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct greeting greeting = {.delay = 2, .name = "Alice"};
    weft_call call = {say_hello, &greeting};

    (void)arg;
    printf("Coroutine object created: say_hello\n");
    return call.fn(call.arg);
}

int main(void)
{
    return weft_run(amain, NULL);
}
