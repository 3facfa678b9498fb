/* A clock that does not drift: each beat is set from the one before, not from when it ran. */
#include <stdio.h>
#include "weft.h"

struct metronome {
    weft_handle handle;
    double next;
};

static void tick(void *arg)
{
    struct metronome *metronome = arg;

    puts("tick");
    metronome->next += 0.5;
    weft_call_at(&metronome->handle, metronome->next, tick, metronome);
}

static int amain(void *arg)
{
    struct metronome metronome = {.next = 1};

    WEFT_TRY(weft_call_at(&metronome.handle, metronome.next, tick, &metronome));
    int err = weft_sleep(2.2);
    weft_handle_cancel(&metronome.handle);
    return err;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] tick
 * [1.500] tick
 * [2.000] tick
 */
