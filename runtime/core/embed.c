/* The driver that is polled: another program's loop waits for us. See weft/embed.h. */
#include "core/core.h"
#include "core/functions.h"
#include "weft/embed.h"

#undef weft_runner_begin /* as in functions.h */

static struct weft__operation wake; /* what weft_runner_wake posts */

static void submit_wake(void)
{
    (void)weft__operation_submit(&wake);
}

/* A wake has no other meaning than that the loop came back; the next one may come. */
static void woken(struct weft__operation *operation, int64_t now)
{
    (void)operation;
    (void)now;
    submit_wake();
}

static const struct weft__operation_kind waking = {.completed = woken};

static bool refuses(const weft_runner *runner, const char *what)
{
    const char *wrong = weft__loop.turning                    ? "inside a run"
                        : runner->state != WEFT__RUNNER_GUEST ? "before it began or after it was closed"
                                                              : NULL;
    if (wrong)
        weft__say("weft: a runner was %s %s\n", what, wrong);
    return wrong != NULL;
}

int weft_runner_begin(weft_place *place, weft_runner *runner, unsigned takes, weft_task_function *fn, void *arg)
{
    if (runner->state != WEFT__RUNNER_NEW || weft__loop.running || !fn) {
        weft__say("weft: a runner began %s\n", !fn                                  ? "with no function"
                                               : runner->state != WEFT__RUNNER_NEW ? "a second time"
                                                                                  : "inside a run, or while another is open");
        return WEFT_EXIT_FAILED;
    }
    if (!(takes & WEFT_TAKES_FAULTS))
        weft__stacks_leave_faults();
    if (!weft__run_begin(runner->options, takes & WEFT_TAKES_OUTPUT, takes & WEFT_TAKES_INTERRUPT)) {
        runner->state = WEFT__RUNNER_CLOSED;
        return WEFT_EXIT_OPTION;
    }
    runner->state = WEFT__RUNNER_GUEST;
    weft__loop.guest = true;
    wake = (struct weft__operation){.verb = WEFT__POSTED, .background = true, .kind = &waking};
    submit_wake();
    int code = weft__run_main(place, &(weft_spawn_options){.fn = fn, .arg = arg, .name = "main", .context = &runner->context}, true);
    if (code)
        (void)weft_runner_close(runner);
    return code;
}

bool weft_runner_poll(weft_runner *runner, double *seconds)
{
    int64_t wait;

    *seconds = 0;
    if (refuses(runner, "polled"))
        return false;
    weft__loop.turning = true;
    bool goes_on = weft__run_poll(&wait);
    weft__loop.turning = false;
    if (goes_on)
        *seconds = wait == WEFT__FOR_EVER ? WEFT_FOREVER : (double)wait / 1e9;
    return goes_on;
}

int weft_runner_descriptor(const weft_runner *runner)
{
    return runner->state == WEFT__RUNNER_GUEST ? weft__host_descriptor() : -1;
}

void weft_runner_wake(weft_runner *runner)
{
    if (runner->state == WEFT__RUNNER_GUEST)
        weft__host_post(&wake);
}

void weft_runner_cancel(weft_runner *runner)
{
    if (!refuses(runner, "cancelled") && weft__loop.main)
        (void)weft_task_cancel(weft__loop.main->face.name);
}
