/* Wait for two children
 *
 * Has a parent wait for two children before it ends.
 *
 * Try: let child1 spawn a third child into the group. The parent waits for that one, too. */
#include <stdio.h>
#include "weft.h"

static int child1(void *arg)
{
    (void)arg;
    printf(" child1: started! sleeping now...\n");
    WEFT_TRY(weft_sleep(1));
    printf(" child1: exiting!\n");
    return WEFT_OK;
}

static int child2(void *arg)
{
    (void)arg;
    printf(" child2: started! sleeping now...\n");
    WEFT_TRY(weft_sleep(1));
    printf(" child2: exiting!\n");
    return WEFT_OK;
}

static int parent(void *arg)
{
    WEFT_GROUP(nursery);

    (void)arg;
    printf("parent: started!\n");
    printf("parent: spawning child1...\n");
    weft_group_spawn(&nursery, child1, NULL);
    printf("parent: spawning child2...\n");
    weft_group_spawn(&nursery, child2, NULL);

    printf("parent: waiting for children to finish...\n");
    WEFT_TRY(weft_group_join(&nursery));
    printf("parent: all done!\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(parent, NULL);
}
