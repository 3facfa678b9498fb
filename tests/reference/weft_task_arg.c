#include <stdio.h>
#include "weft.h"

struct page {
    const char *address;
    int bytes;
};

static int fetch(void *arg)
{
    struct page *page = arg;

    page->bytes = 512;
    return weft_sleep(1);
}

static int amain(void *arg)
{
    struct page pages[] = {{"/a", 0}, {"/b", 0}};
    WEFT_GROUP(group);
    weft_task tasks[] = {weft_group_spawn(&group, fetch, &pages[0]), weft_group_spawn(&group, fetch, &pages[1])};

    WEFT_TRY(weft_group_join(&group));
    for (int i = 0; i < 2; i++) {
        struct page *page = weft_task_arg(tasks[i]);
        printf("%s: %d bytes\n", page->address, page->bytes);
    }
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] /a: 512 bytes
 * [1.000] /b: 512 bytes
 */
