#include <stdio.h>
#include "weft.h"

static weft_condition news;

static int reader(void *arg)
{
    WEFT_TRY(weft_lock_acquire(&news.lock));
    WEFT_UNLOCK_AT_EXIT(&news.lock);
    WEFT_TRY(weft_condition_wait(&news));
    printf("%s has read it\n", (const char *)arg);
    return WEFT_OK;
}

static int editor(void *arg)
{
    printf("without the lock: %s\n", weft_error_name(weft_condition_notify(&news, 1)));
    WEFT_TRY(weft_lock_acquire(&news.lock));
    WEFT_UNLOCK_AT_EXIT(&news.lock);
    WEFT_TRY(weft_condition_notify_all(&news));
    puts("notified; nobody goes on before the lock is free");
    return WEFT_OK;
}

static int amain(void *arg) { return weft_gather({reader, "A"}, {reader, "B"}, {editor, NULL}); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] without the lock: wrong use
 * [0.000] notified; nobody goes on before the lock is free
 * [0.000] A has read it
 * [0.000] B has read it
 */
