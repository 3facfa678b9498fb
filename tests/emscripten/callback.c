/* Waits where nobody can come back: in a callback of a main loop. */
#include <emscripten.h>
#include <stdio.h>
#include <weft.h>

EM_ASYNC_JS(int, later, (void), {
    await 0;
    return 1;
});

static int sleeps(void *arg)
{
    (void)arg;
    return weft_sleep(0.1);
}

static void frame(void)
{
    printf("run %d\n", weft_run(sleeps, NULL));
    printf("later %d\n", later());
}

int main(void)
{
    emscripten_set_main_loop(frame, 0, true);
}
