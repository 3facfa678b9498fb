/* What a host says when it ends a program in the middle of a step that has lasted too long: which task has the processor. A signal handler
 * may call it, so it touches neither stdio nor the program's own hook. */
#include "core/core.h"

void weft__describe_step(void)
{
    const struct weft__task *task = weft__self();

    if (!task)
        return;
    weft_on_report(NULL, NULL);
    weft__say("weft: %s has run since %t s without waiting%s: it %s at %p\n", task->name, weft__clock_seen(),
              weft_tasks(NULL, 0) > 1 ? ", so nobody else can" : "",
              task->waits_at == task->spawned_at ? "was spawned" : "last went on", task->waits_at);
    weft__trace_flush();
}

#ifdef __wasm__
/* For a host whose engine has been made to stop in the middle of a step. Linked when it is asked for. */
void weft_describe_step(void);
__attribute__((export_name("weft_describe_step"))) void weft_describe_step(void)
{
    weft__describe_step();
}
#endif
