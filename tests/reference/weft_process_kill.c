#include <stdio.h>
#include "weft/process.h"

static int amain(void *arg)
{
    WEFT_PROCESS(one);
    WEFT_PROCESS(two);
    WEFT_PROCESS(three);

    WEFT_TRY(weft_process_start(&one, "sleep 9", .shell = true));
    WEFT_TRY(weft_process_start(&two, "sleep 9", .shell = true));
    WEFT_TRY(weft_process_start(&three, "sleep 9; sleep 9", .shell = true, .new_session = true));
    WEFT_TRY(weft_process_kill(&one));
    WEFT_TRY(weft_process_terminate(&two));
    WEFT_TRY(weft_process_signal_group(&three, WEFT_SIGHUP)); /* the shell and what it has started */
    WEFT_TRY(weft_process_wait(&one));
    WEFT_TRY(weft_process_wait(&two));
    WEFT_TRY(weft_process_wait(&three));
    printf("%d %d %d\n", one.exit_code, two.exit_code, three.exit_code);
    printf("%s\n", weft_error_name(weft_process_signal(&one, WEFT_SIGTERM)));
    printf("%s\n", weft_error_name(weft_process_kill_group(&one))); /* it has no group of its own */
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] -9 -15 -1
 * [0.000] closed
 * [0.000] wrong use
 */
