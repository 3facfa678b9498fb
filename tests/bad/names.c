/* What reports name: two locks that are waited for by the same words, a failure whose last wait was a clean-up of the runtime's, a
 * failure after random numbers. */
#include <stdio.h>
#include <string.h>
#include "weft.h"

struct pair { weft_lock *mine, *yours; };

static int take(void *arg)
{
    struct pair *pair = arg;

    WEFT_TRY(weft_lock_acquire(pair->mine));
    WEFT_TRY(weft_sleep(1));
    return weft_lock_acquire(pair->yours);
}

static int two_locks(void)
{
    static weft_lock a, b;
    static struct pair x = {&a, &b}, y = {&b, &a};

    return weft_gather({take, &x}, {take, &y});
}

typedef WEFT_QUEUE(int, 1) int_queue;

static int get(void *arg)
{
    int_queue *queue = arg;
    int item;

    return weft_get(queue, &item);
}

static int clean_up(void)
{
    static int_queue queue;
    WEFT_FREE_AT_EXIT(&queue);

    (void)weft_spawn(get, &queue);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_put(&queue, &(int){1}));
    return WEFT_EMPTY; /* while the getter has been woken, and has not run */
}

static int draw(void)
{
    printf("%.6f\n", weft_random());
    return 7;
}

static int amain(void *arg)
{
    const char *what = arg;

    return strcmp(what, "locks") == 0 ? two_locks() : strcmp(what, "random") == 0 ? draw() : clean_up();
}

int main(int argc, char **argv)
{
    return weft_run(amain, argc > 1 ? argv[1] : "locks");
}
