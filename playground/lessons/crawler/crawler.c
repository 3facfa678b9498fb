#include <stdio.h>
#include "weft.h"

/* Each page has links to others; -1 ends them. */
static const int links[8][4] = {{1, 2, 3, -1}, {4, 5, -1}, {6, 0, -1}, {7, -1}, {0, -1}, {6, -1}, {-1}, {1, -1}};
static int seen[8], fetched;

static int visit(int page)
{
    WEFT_TRY(weft_sleep(1)); /* fetch it */
    fetched++;
    for (const int *next = links[page]; *next >= 0; next++) {
        if (seen[*next])
            continue;
        seen[*next] = 1;
        WEFT_TRY(visit(*next));
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    seen[0] = 1;
    WEFT_TRY(visit(0));
    printf("%d pages in %.0f s\n", fetched, weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
