/* Take pages one at a time
 *
 * Takes five pages one at a time; each is made when it is asked for.
 *
 * Try: leave the loop after the second page. The generator is closed, and makes no third one. */
#include <stdio.h>
#include "weft.h"

enum { PAGES = 5, ITEMS = 10 };

struct page {
    int number;
    int items[ITEMS];
};

static int paginate(weft_generator *pages, void *arg)
{
    struct page page;

    (void)arg;
    for (page.number = 1; page.number <= PAGES; page.number++) {
        WEFT_TRY(weft_sleep(0.5)); /* as long as a call of the server takes */
        for (int i = 0; i < ITEMS; i++)
            page.items[i] = i;
        WEFT_TRY(weft_give(pages, &page));
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GENERATOR(pages, paginate, NULL);
    struct page page;
    int err;

    (void)arg;
    while ((err = weft_next(&pages, &page)) == WEFT_OK)
        printf("Page %d: %zu items\n", page.number, sizeof page.items / sizeof *page.items);
    return err == WEFT_CLOSED ? WEFT_OK : err; /* closed: that was the last */
}

int main(void)
{
    return weft_run(amain, NULL);
}
