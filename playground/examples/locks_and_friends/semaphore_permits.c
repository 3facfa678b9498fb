/* Take permits and give them back
 *
 * Takes the permits of a semaphore, waits for one, and gives back one too many.
 *
 * Try: declare it with WEFT_SEMAPHORE(2). Without a bound, a third permit is just one more. */
#include <stdio.h>
#include "weft.h"

static void give_back(void *arg)
{
    weft_semaphore *permits = arg;

    printf("a permit comes back\n");
    weft_semaphore_release(permits);
}

static int amain(void *arg)
{
    weft_semaphore permits = WEFT_BOUNDED_SEMAPHORE(2);
    WEFT_HANDLE(later);

    (void)arg;
    WEFT_TRY(weft_semaphore_acquire(&permits));
    WEFT_TRY(weft_semaphore_acquire(&permits));
    printf("two are taken, %s\n", weft_semaphore_locked(&permits) ? "none is left" : "one is left");

    WEFT_TRY(weft_call_later(&later, 1, give_back, &permits));
    WEFT_TRY(weft_semaphore_acquire(&permits));
    printf("and taken again\n");

    weft_semaphore_release(&permits);
    weft_semaphore_release(&permits);
    if (weft_semaphore_release(&permits) == WEFT_INVALID)
        printf("a third one cannot be given back\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
