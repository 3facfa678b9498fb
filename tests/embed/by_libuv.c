/* libuv's loop drives us, with a timer of its own beside. */
#include <uv.h>

#include "beside.h"

static uv_poll_t readable;
static uv_timer_t deadline, own;

static void on_deadline(uv_timer_t *timer);

static void turn(void)
{
    double seconds;

    if (!weft_runner_poll(&runner, &seconds)) {
        uv_close((uv_handle_t *)&readable, NULL); /* uv_run ends when no handle is left */
        uv_close((uv_handle_t *)&deadline, NULL);
        return;
    }
    uv_timer_stop(&deadline);
    if (seconds != WEFT_FOREVER)
        uv_timer_start(&deadline, on_deadline, (uint64_t)(seconds * 1000 + 0.999), 0);
}

static void on_deadline(uv_timer_t *timer)
{
    (void)timer;
    turn();
}

static void on_readable(uv_poll_t *handle, int status, int events)
{
    (void)handle;
    (void)status;
    (void)events;
    turn();
}

static void on_own(uv_timer_t *timer)
{
    if (!strike())
        uv_close((uv_handle_t *)timer, NULL);
}

int main(void)
{
    uv_loop_t *loop = uv_default_loop();

    weft_runner_begin(&runner, WEFT_TAKES_NOTHING, amain, NULL);
    uv_poll_init(loop, &readable, weft_runner_descriptor(&runner));
    uv_poll_start(&readable, UV_READABLE, on_readable);
    uv_timer_init(loop, &deadline);
    uv_timer_init(loop, &own);
    uv_timer_start(&own, on_own, 1, 1);
    turn();
    uv_run(loop, UV_RUN_DEFAULT);
    printf("exit code %d\n", weft_runner_close(&runner));
    return uv_loop_close(loop);
}
