/* Three workers, a queue, a lock, memory of malloc and a timer: what is printed depends on the order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <weft.h>

static char log_text[64];
static WEFT_QUEUE(int, 1) queue;
static weft_lock lock;

static int producer(void *arg)
{
    const char *name = arg;

    for (int i = 0; i < 2; i++) {
        char *copy = realloc(aligned_alloc(64, 64), 128);
        copy[0] = name[0];
        copy[1] = '\0';
        WEFT_TRY(weft_lock_acquire(&lock));
        strcat(log_text, copy);
        weft_lock_release(&lock);
        free(copy);
        WEFT_TRY(weft_put(&queue, &i));
    }
    return WEFT_OK;
}

static int consumer(void *arg)
{
    (void)arg;
    for (int i = 0, got; i < 4; i++) {
        WEFT_TRY(weft_get(&queue, &got));
        strcat(log_text, got ? "1" : "0");
    }
    return weft_sleep(0.5);
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_gather({producer, "a"}, {producer, "b"}, {consumer, NULL}));
    printf("%s\n", log_text);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
