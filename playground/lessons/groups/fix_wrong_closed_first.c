#include <stdio.h>
#include "weft.h"

static bool is_open;

static int write_page(void *arg)
{
    int page = *(int *)arg;

    WEFT_TRY(weft_sleep(page)); /* page 1 takes a second, page 2 two, page 3 three */
    printf("%.0f s: page %d %s\n", weft_time(), page, is_open ? "is written" : "HAS NO FILE");
    return WEFT_OK;
}

static int write_book(void)
{
    static int pages[] = {1, 2, 3};
    WEFT_GROUP(writers);

    is_open = true;
    weft_group_spawn(&writers, write_page, &pages[0]);
    weft_group_spawn(&writers, write_page, &pages[1]);
    weft_group_spawn(&writers, write_page, &pages[2]);
    is_open = false;
    printf("%.0f s: the file is closed\n", weft_time());
    return weft_group_join(&writers);
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(write_book());
    return weft_sleep(5); /* the program does other things */
}

int main(void)
{
    return weft_run(amain, NULL);
}
