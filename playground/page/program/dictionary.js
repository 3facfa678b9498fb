// What sources have in common, so that links to them are short. Version 1 of links is unpacked with
// exactly this text: it must never change; another text is another version.

export const DICTIONARY = `typedef WEFT_QUEUE(struct item, 3) item_queue;
    WEFT_TRY(weft_condition_wait(&changed));
    WEFT_TRY(weft_event_wait(&event));
    weft_event_set(&event);
    WEFT_TRY(weft_semaphore_acquire(&semaphore));
    weft_semaphore_release(&semaphore);
    WEFT_TRY(weft_lock_acquire(&counter->lock));
    WEFT_UNLOCK_AT_EXIT(&counter->lock);
    weft_task task = weft_spawn(worker, &a);
    weft_task_cancel(task);
    if (weft_join(task) == WEFT_CANCELLED)
    if (err == WEFT_TIMEOUT) {
        int err = weft_wait_for(weft_get(me->queue, &item), 2.0);
        WEFT_TRY(weft_put(me->queue, &item));
        weft_task_done(me->queue);
    WEFT_TRY(weft_gather({worker, &a}, {worker, &b}, {worker, &c}));
    WEFT_GROUP(workers);
    weft_group_spawn(&workers, worker, &a);
    WEFT_TRY(weft_group_join(&workers));
    for (int i = 0; i < 3; i++) {
        printf("%s: started\\n", me->name);
        WEFT_TRY(weft_sleep(0.5));
    }
    const char *name;
    double seconds;
    struct job *me = arg;
 * Try: 
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include "weft.h"

static int worker(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
`
