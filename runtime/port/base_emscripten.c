/* The base of a program under Emscripten: main and what it calls, up to the loop's wait. JavaScript cannot wait, so main is left there and
 * entered again, by Asyncify, as the base of a WASI program is by our own host.
 *
 * The weaving puts weft_main in the place of the exported main, and has it call the program's. It is a bottom, as weft__stack_resume is: what
 * unwinds ends here, and nothing of JavaScript's has to know. A callback of JavaScript's that comes while main is left has its frames below
 * those of main on the C stack, and is over before main goes on. */
#include "port/asyncify.h"
#include "port/host_emscripten.h"
#include "port/stack.h"

enum { BUFFER_BYTES = 16384 };

static char buffer[BUFFER_BYTES] __attribute__((aligned(16)));

static struct {
    struct saved saved;
    char *stack_pointer;
    bool here, left, rewinding;
} base;

/* The program's main, which the weaving puts here. */
int weft_program_main(int argc, char **argv);

bool weft__base_here(void)
{
    return base.here;
}

bool weft__base_rewinds(void)
{
    return base.rewinding;
}

__attribute__((noinline)) void weft__base_suspend(void)
{
    if (base.rewinding) {
        base.rewinding = false;
        weft__stop_rewind();
        return;
    }
    base.left = true;
    base.stack_pointer = weft__get_stack_pointer();
    base.saved = (struct saved){buffer, buffer + sizeof buffer};
    weft__start_unwind(&base.saved);
}

/* 1: main has been left. */
static bool stop(void)
{
    base.here = false;
    if (!base.left)
        return false;
    base.left = false;
    if (base.saved.cursor > base.saved.end)
        weft__stack_overflowed(NULL, 0, base.saved.cursor);
    weft__stop_unwind();
    weft__set_stack_pointer(base.stack_pointer); /* callbacks of JavaScript's have their frames below */
    return true;
}

/* What JavaScript has called is over. Main may have been left by an exception of JavaScript's, which nothing here notices:
 * emscripten_set_main_loop does so. */
EMSCRIPTEN_KEEPALIVE void weft_turn_over(void)
{
    base.here = false;
}

EMSCRIPTEN_KEEPALIVE __attribute__((noinline)) int weft_main(int argc, char **argv)
{
    base.here = true;
    weft_js_turn();
    int code = weft_program_main(argc, argv);
    return stop() ? 0 : code;
}

/* Main goes on where the loop waits (`ours`), or on its way back into what emcc's own Asyncify has left. */
EMSCRIPTEN_KEEPALIVE __attribute__((noinline)) void weft_go_on(int ours)
{
    base.here = true;
    weft_js_turn();
    if (ours) {
        base.rewinding = true;
        weft__set_stack_pointer(base.stack_pointer);
        weft__start_rewind(&base.saved);
    }
    int code = weft_program_main(0, NULL);
    if (!stop() && !weft_js_sleeps())
        weft_js_end(code);
}
