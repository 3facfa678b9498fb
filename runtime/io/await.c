/* What a task waits for when an import of its own waits for JavaScript: a function of EM_ASYNC_JS, emscripten_sleep. The import calls
 * weft_await, which waits as everything waits; on the way back it is called once more, and calls weft_await once more
 * (Weft.sleep in toolchain/emscripten/library.js). */
#include "core/core.h"
#include "core/functions.h"
#include "io/asked.h"
#include "port/host_emscripten.h"

static weft_resource_kind of_javascript = {.name = "promise", .noun = "JavaScript"};
static weft_wait_kind for_promise = {.name = "promise", .words = "waits for", .of = &of_javascript};

/* What was asked for has come, says JavaScript. */
EMSCRIPTEN_KEEPALIVE void weft_settled(struct weft__operation *operation)
{
    weft__host_post(operation);
}

/* An import is being called again on the way back into a stack, which has asked before. */
EMSCRIPTEN_KEEPALIVE int weft_rewinds(void)
{
    return weft__stack_rewinds() || weft__base_rewinds();
}

EMSCRIPTEN_KEEPALIVE int weft_in_task(void)
{
    return weft__self() != NULL;
}

/* A task is called back by its own import: nothing may lie on its stack but what Asyncify saves. */
static void await_in_task(int number)
{
    static weft_place place = {.file = "JavaScript", .function = "", .words = "a promise"};
    struct weft__asked asked = {.operation = {.verb = WEFT__POSTED, .kind = &weft__answers}, .task = weft__self()};

    asked.resource.name = "to settle a promise";
    if (weft__operation_submit(&asked.operation))
        return;
    weft_js_awaits(number, &asked.operation);
    weft__task_hold_back();
    (void)weft__park(&(struct weft__wait){.place = &place, .kind = &for_promise, .resource = &asked.resource});
    weft__task_let_through();
    weft__operation_drop(&asked.operation);
}

/* Waits until the promise of this number is settled: an import that was called by C calls this, and again on the way back. */
EMSCRIPTEN_KEEPALIVE void weft_await(int number)
{
    if (weft__self()) {
        await_in_task(number);
    } else if (weft__base_here() && (!weft__loop.running || (weft__loop.guest && !weft__loop.turning))) {
        weft_js_awaits(number, NULL);
        weft__base_suspend();
    } else {
        weft_js_cannot_await();
    }
    weft_js_takes(number);
}
