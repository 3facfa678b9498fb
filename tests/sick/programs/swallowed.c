/* A task takes the request to stop for an error that it can pass over (gh-116720 is its cousin). */
#include <assert.h>
#include <weft.h>

static int saved, asked;

static int saver(void *arg)
{
    (void)arg;
    int err = weft_yield();

    (void)err; /* "whatever it was, go on" */
    saved = 1;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    weft_task task = weft_spawn(saver, NULL);

    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    asked = !saved;
    weft_task_cancel(task);
    (void)!weft_join(task);
    assert(!asked || !saved);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
