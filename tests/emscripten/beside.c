/* A run beside callbacks of JavaScript's: one sets an event and wakes the run, another cancels it; a task waits for pictures. */
#include <emscripten.h>
#include <stdio.h>
#include <weft.h>
#include <weft/emscripten.h>

static weft_event pressed;
static int frames;

static void press(void *arg)
{
    (void)arg;
    printf("pressed\n");
    weft_event_set(&pressed);
    weft_beside_wake();
}

static void stop(void *arg)
{
    (void)arg;
    weft_beside_cancel();
}

static int draws(void *arg)
{
    (void)arg;
    for (; frames < 3; frames++)
        WEFT_TRY(weft_next_frame());
    printf("%d pictures\n", frames);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_gather({draws, NULL}));
    emscripten_async_call(press, NULL, 1);
    WEFT_TRY(weft_event_wait(&pressed));
    printf("woken\n");
    emscripten_async_call(stop, NULL, 1);
    int err = weft_sleep(WEFT_FOREVER);
    printf("%s\n", err == WEFT_CANCELLED ? "cancelled" : "not cancelled");
    return 7;
}

int main(void)
{
    printf("begun: %d\n", weft_run_beside(amain, NULL));
    printf("again: %d\n", weft_run_beside(amain, NULL));
    return 0;
}
