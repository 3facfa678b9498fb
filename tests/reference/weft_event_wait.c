#include <stdio.h>
#include "weft.h"

static weft_event door;

static int guest(void *arg)
{
    WEFT_TRY(weft_event_wait(&door));
    printf("%s comes in\n", (const char *)arg);
    return WEFT_OK;
}

static int host(void *arg)
{
    WEFT_TRY(weft_sleep(2));
    puts("the door opens");
    weft_event_set(&door);
    return WEFT_OK;
}

static int amain(void *arg) { return weft_gather({guest, "Ada"}, {guest, "Bob"}, {host, NULL}); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] the door opens
 * [2.000] Ada comes in
 * [2.000] Bob comes in
 */
