#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

static weft_event here;

static void arrive(void *arg)
{
    printf("%s\n", (const char *)arg);
    weft_event_set(&here);
}

static int thread(void *arg)
{
    weft_block(1);
    return weft_call_from_thread(arrive, arg);
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_to_thread(thread, "a word from a thread"));
    return weft_event_wait(&here);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] a word from a thread
 */
