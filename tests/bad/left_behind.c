/* Something that the runtime holds lies in a function that returns too early: the first argument says what. The second part of the
 * list does it well, and nothing is said. */
#include <stdio.h>
#include <string.h>
#include "weft.h"

static weft_handle everywhere; /* a handle that lives long, for a future that does not */
static weft_limiter two = WEFT_LIMITER(2);

static void nothing(void *arg)
{
    (void)arg;
}

static int naps(void *arg)
{
    (void)arg;
    return weft_sleep(WEFT_FOREVER);
}

static int numbers(weft_generator *generator, void *arg)
{
    (void)arg;
    for (int n = 1;; n++)
        WEFT_TRY(weft_give(generator, &n));
}

__attribute__((noinline)) static int timed(void)
{
    weft_handle handle = {0};

    WEFT_TRY(weft_call_later(&handle, 5, nothing, NULL));
    return weft_yield();
}

__attribute__((noinline)) static int signalled(void)
{
    weft_handle handle = {0};

    WEFT_TRY(weft_on_signal(&handle, WEFT_SIGTERM, nothing, NULL));
    return weft_yield();
}

__attribute__((noinline)) static int watched(void)
{
    weft_future future = {0};

    WEFT_TRY(weft_future_on_done(&future, &everywhere, nothing, NULL));
    return weft_yield();
}

__attribute__((noinline)) static int grouped(void)
{
    weft_group group = {0};

    weft_group_spawn(&group, naps, NULL);
    return weft_yield();
}

__attribute__((noinline)) static int generated(void)
{
    weft_generator generator = WEFT_GENERATES(numbers, NULL);
    int number = 0;

    return weft_next(&generator, &number);
}

__attribute__((noinline)) static int borrowed(void)
{
    weft_loan loan = {0};

    return weft_limiter_borrow(&two, &loan);
}

__attribute__((noinline)) static int done_well(void)
{
    WEFT_HANDLE(later);
    WEFT_HANDLE(signal);
    WEFT_GROUP(group);
    WEFT_LOAN(loan);
    weft_handle soon = {0}, again = {0}, end = {0};
    weft_future future = {0};
    weft_group plain = {0};
    weft_generator generator = WEFT_GENERATES(numbers, NULL);
    int number = 0;

    WEFT_TRY(weft_call_later(&later, 5, nothing, NULL));
    WEFT_TRY(weft_on_signal(&signal, WEFT_SIGTERM, nothing, NULL));
    WEFT_TRY(weft_call_soon(&soon, nothing, NULL));
    WEFT_TRY(weft_call_later(&again, 5, nothing, NULL));
    WEFT_TRY(weft_future_on_done(&future, &everywhere, nothing, NULL));
    WEFT_TRY(weft_task_on_done(weft_group_spawn(&plain, naps, NULL), &end, nothing, NULL));
    WEFT_TRY(weft_limiter_borrow(&two, &loan));
    weft_group_spawn(&group, naps, NULL);
    WEFT_TRY(weft_next(&generator, &number));
    WEFT_TRY(weft_generator_close(&generator));
    WEFT_TRY(weft_group_close(&plain));
    weft_handle_cancel(&again);
    weft_future_set(&future, NULL);
    return weft_sleep(1);
}

__attribute__((noinline)) static int write_over_it(void)
{
    volatile char bytes[900];

    memset((char *)bytes, 'A', sizeof bytes);
    return bytes[5];
}

static int cleans_up(void *arg)
{
    int err = weft_sleep(5);

    (void)arg;
    printf("a task of the group: %s, clean-up %s\n", weft_error_name(err), weft_error_name(weft_sleep(1)));
    return err;
}

static int ends_at_once(void *arg)
{
    (void)arg;
    return 3;
}

static void declares_a_group(void *arg)
{
    WEFT_GROUP(group);

    (void)arg;
    weft_group_spawn_with(&group, cleans_up, NULL, .start = weft_start_now);
    weft_group_spawn_with(&group, ends_at_once, NULL, .start = weft_start_now);
}

static int in_a_callback(void)
{
    WEFT_HANDLE(handle);

    WEFT_TRY(weft_call_soon(&handle, declares_a_group, NULL));
    WEFT_TRY(weft_sleep(2));
    return write_over_it() == 'A' ? WEFT_OK : 9;
}

static int takes_one_and_fails(void *arg)
{
    weft_semaphore *places = arg;

    WEFT_TRY(weft_semaphore_acquire(places));
    return weft_raise(7, "the only worker broke");
}

static int waits_in_a_failed_group(void)
{
    weft_semaphore places = WEFT_SEMAPHORE(1);
    WEFT_GROUP(workers);

    weft_group_spawn(&workers, takes_one_and_fails, &places);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_semaphore_acquire(&places)); /* never free again: the failure ends the wait */
    return weft_group_join(&workers);
}

static int a_task(void *arg)
{
    (void)arg;
    return timed();
}

static int amain(void *arg)
{
    static const struct { const char *word; int (*call)(void); } calls[] = {
        {"handle", timed},    {"signal", signalled},     {"future", watched}, {"group", grouped},
        {"generator", generated}, {"loan", borrowed}, {"written over", timed}, {"well", done_well},
        {"callback", in_a_callback}, {"body", waits_in_a_failed_group}};
    const char *what = arg;

    if (strcmp(what, "end of a task") == 0)
        return weft_join(weft_spawn_with(a_task, NULL, .name = "job"));
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (strcmp(what, calls[i].word) == 0)
            WEFT_TRY(calls[i].call());
    if (strcmp(what, "written over") == 0)
        printf("%c\n", write_over_it());
    printf("it has returned\n");
    return weft_sleep(9);
}

int main(int argc, char **argv)
{
    return weft_run(amain, argc > 1 ? argv[1] : "well");
}
