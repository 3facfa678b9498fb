/* A loop by hand: poll(), with a timer of its own, a thread that wakes the runner, and one that is closed before its end. */
#include <poll.h>
#include <pthread.h>
#include <signal.h>

#include "beside.h"

static atomic_int called;
static weft_event from_thread;

static void *thread(void *arg)
{
    (void)arg;
    atomic_store(&called, 1);
    weft_runner_wake(&runner);
    return NULL;
}

static int waits_for_thread(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_event_wait(&from_thread));
    printf("a task heard of a thread\n");
    return WEFT_OK;
}

static int for_ever(void *arg)
{
    (void)arg;
    return weft_sleep(WEFT_FOREVER);
}

static volatile sig_atomic_t heard;

static void hear(int signal)
{
    heard = signal;
}

static void ignore(void *arg)
{
    (void)arg;
}

/* It ends before anybody looks at the signal that it has asked for. */
static int misses_a_signal(void *arg)
{
    WEFT_HANDLE(handle);

    (void)arg;
    WEFT_TRY(weft_on_signal(&handle, WEFT_SIGUSR1, ignore, NULL));
    raise(SIGUSR1);
    return WEFT_OK;
}

/* Waits as long as a loop may: for the descriptor, or for so long. -1: for ever. */
static void wait_for(double seconds, int most)
{
    struct pollfd descriptor = {.fd = weft_runner_descriptor(&runner), .events = POLLIN};
    int milliseconds = seconds > 1e6 ? most : (int)(seconds * 1000 + 0.999);

    poll(&descriptor, 1, most >= 0 && milliseconds > most ? most : milliseconds);
}

static int begin(weft_task_function *fn)
{
    runner = (weft_runner){0};
    return weft_runner_begin(&runner, WEFT_TAKES_NOTHING, fn, NULL);
}

int main(void)
{
    double seconds;
    pthread_t other;
    struct sigaction interrupt;

    begin(amain);
    while (weft_runner_poll(&runner, &seconds)) {
        wait_for(seconds, strikes < ROUNDS ? 1 : -1);
        strike();
    }
    sigaction(SIGINT, NULL, &interrupt);
    printf("exit code %d, Ctrl-C is %s\n", weft_runner_close(&runner), interrupt.sa_handler == SIG_DFL ? "ours" : "taken");

    begin(waits_for_thread);
    weft_runner_poll(&runner, &seconds);
    printf("nothing to do %s\n", seconds == WEFT_FOREVER ? "for ever" : "for a while");
    pthread_create(&other, NULL, thread, NULL);
    do {
        wait_for(seconds, -1); /* only the thread can end it */
        if (atomic_exchange(&called, 0))
            weft_event_set(&from_thread);
    } while (weft_runner_poll(&runner, &seconds));
    pthread_join(other, NULL);
    printf("exit code %d\n", weft_runner_close(&runner));

    begin(for_ever);
    weft_runner_poll(&runner, &seconds);
    weft_runner_cancel(&runner);
    while (weft_runner_poll(&runner, &seconds))
        wait_for(seconds, -1);
    printf("asked to end: exit code %d\n", weft_runner_close(&runner));

    begin(for_ever);
    weft_runner_poll(&runner, &seconds);
    printf("closed before its end: exit code %d\n", weft_runner_close(&runner));
    printf("polled after that: %d\n", weft_runner_poll(&runner, &seconds));

    signal(SIGUSR1, hear);
    begin(misses_a_signal);
    while (weft_runner_poll(&runner, &seconds))
        wait_for(seconds, -1);
    int code = weft_runner_close(&runner);
    printf("a signal that nobody looked at: exit code %d, %s\n", code, heard == SIGUSR1 ? "the loop's handler has it" : "lost");
    return 0;
}
