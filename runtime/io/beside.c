/* Runs under Emscripten that JavaScript polls, and pictures of the page. See weft/emscripten.h. */
#include "core/core.h"
#include "core/functions.h"
#include "io/asked.h"
#include "port/host_emscripten.h"
#include "weft/embed.h"
#include "weft/emscripten.h"

#undef weft_runner_begin /* as in functions.h */
#undef weft_run_beside
#undef weft_next_frame

static weft_runner runner;

int weft_run_beside(weft_place *place, weft_task_function *fn, void *arg)
{
    if (runner.state == WEFT__RUNNER_CLOSED)
        runner = (weft_runner){0};
    int code = weft_runner_begin(place, &runner, WEFT_TAKES_OUTPUT, fn, arg);
    if (!code)
        weft_js_beside();
    return code;
}

/* Milliseconds until the next poll at the latest; below 0: all has ended. */
EMSCRIPTEN_KEEPALIVE double weft_poll(void)
{
    double seconds;

    if (runner.state == WEFT__RUNNER_GUEST && weft_runner_poll(&runner, &seconds))
        return seconds * 1000;
    weft_js_ended(weft_runner_close(&runner));
    return -1;
}

void weft_beside_wake(void)
{
    weft_runner_wake(&runner);
}

void weft_beside_cancel(void)
{
    if (runner.state == WEFT__RUNNER_GUEST) {
        weft_runner_cancel(&runner);
        weft_runner_wake(&runner);
    }
}

/* ---- pictures ---- */

static weft_wait_kind for_frame = {.name = "frame", .words = "waits for the next picture of the page"};

int weft_next_frame(weft_place *place)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (weft__clock_virtual())
        return weft_sleep(place, 1.0 / 60);
    struct weft__asked asked = {.operation = {.verb = WEFT__POSTED, .kind = &weft__answers}, .task = weft__self()};
    WEFT_TRY(weft__operation_submit(&asked.operation));
    int number = weft_js_frame(&asked.operation);
    int err = weft__park(&(struct weft__wait){.place = place, .kind = &for_frame});
    weft_js_forget(number);
    weft__operation_drop(&asked.operation);
    return err;
}
