/* Promises and emscripten_sleep, awaited by main and by tasks, beside tasks that go on meanwhile; two runs; an exit code. */
#include <emscripten.h>
#include <stdio.h>
#include <weft.h>
#include <weft/emscripten.h>

EM_ASYNC_JS(int, later, (int milliseconds, int value), {
    await new Promise(go => setTimeout(go, milliseconds));
    return value;
});

/* Waits until open_gate. */
EM_ASYNC_JS(int, pass_gate, (int value), {
    await new Promise(go => { Module.gate = go; });
    return value;
});

EM_JS(void, open_gate, (void), { Module.gate(); });

EM_ASYNC_JS(double, half, (double of), { return of / 2; });

static int ticks;

static int tick(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_sleep(0.01));
        ticks++;
    }
    open_gate();
    return WEFT_OK;
}

static int asks(void *arg)
{
    (void)arg;
    int value = pass_gate(42);
    printf("%d after %d ticks, and %g\n", value, ticks, half(5));
    emscripten_sleep(10);
    printf("slept\n");
    return WEFT_OK;
}

/* A cancel waits until JavaScript is done. */
static int is_cancelled(void *arg)
{
    (void)arg;
    printf("got %d\n", pass_gate(1));
    int err = weft_sleep(1);
    printf("then %s\n", err == WEFT_CANCELLED ? "cancelled" : "not");
    return err;
}

static int cancels(void *arg)
{
    (void)arg;
    weft_task task = weft_spawn(is_cancelled, NULL);
    WEFT_TRY(weft_sleep(0.01));
    (void)weft_task_cancel(task);
    WEFT_TRY(weft_sleep(0.01));
    open_gate();
    (void)weft_join(task);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    return weft_gather({tick, NULL}, {asks, NULL});
}

int main(void)
{
    printf("main has %d\n", later(10, 7));
    emscripten_sleep(5);
    printf("run: %d\n", weft_run(amain, NULL));
    printf("main has %d\n", later(10, 8));
    printf("run: %d\n", weft_run(cancels, NULL));
    return 3;
}
