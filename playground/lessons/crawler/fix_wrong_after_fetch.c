#include <stdio.h>
#include "weft.h"

/* Each page has links to others; -1 ends them. */
static const int links[8][4] = {{1, 2, 3, -1}, {4, 5, -1}, {6, 0, -1}, {7, -1}, {0, -1}, {6, -1}, {-1}, {1, -1}};
static WEFT_GROWING_QUEUE(int) pages;
static int seen[8], fetched;

static int worker(void *arg)
{
    int page;

    (void)arg;
    for (;;) {
        WEFT_TRY(weft_get(&pages, &page));
        WEFT_TRY(weft_sleep(1)); /* fetch it */
        fetched++;
        seen[page] = 1;
        for (const int *next = links[page]; *next >= 0; next++) {
            if (seen[*next])
                continue;
            WEFT_TRY(weft_put(&pages, next));
        }
        weft_task_done(&pages);
    }
}

static int crawl(weft_group *crawlers)
{
    for (int i = 0; i < 3; i++)
        weft_group_spawn(crawlers, worker, NULL);
    seen[0] = 1;
    WEFT_TRY(weft_put(&pages, &(int){0}));
    WEFT_TRY(weft_queue_join(&pages));
    weft_group_cancel(crawlers);
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(crawlers);
    WEFT_FREE_AT_EXIT(&pages);

    (void)arg;
    WEFT_TRY(crawl(&crawlers));
    (void)!weft_group_join(&crawlers);
    printf("%d pages in %.0f s\n", fetched, weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
