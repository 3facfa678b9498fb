#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

static int reads_slowly(void *arg)
{
    weft_block(2);
    *(const char **)arg = "the content";
    return WEFT_OK;
}

static int amain(void *arg)
{
    const char *content = NULL; /* shared with the thread, which is alone with it until it has ended */

    (void)arg;
    int err = weft_wait_for(weft_to_thread(reads_slowly, &content, .to_end = true), 3);
    printf("%s: %s\n", weft_error_name(err), content);
    return err;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] ok: the content
 */
