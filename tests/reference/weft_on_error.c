/* An error that nobody looks at is not lost: the handler gets it. */
#include <stdio.h>
#include "weft.h"

enum { DISK_FULL = 28 };

static int log_error(const weft_error_report *error, void *arg)
{
    int *count = arg;

    printf("%d: %s: %s (code %d)\n", ++*count, error->name, error->text, error->code);
    return WEFT_OK; /* another code: the default reports it, too */
}

static int save(void *arg) { return weft_raise(DISK_FULL, "the disk is full"); }

static int amain(void *arg)
{
    weft_spawn_with(save, NULL, .name = "saver");
    return weft_sleep(1);
}

int main(void)
{
    int count = 0;
    weft_error_handler *handler = log_error;

    weft_on_error(handler, &count);
    return weft_run(amain, NULL);
}

/* Prints:
 * 1: saver: the disk is full (code 28)
 */
