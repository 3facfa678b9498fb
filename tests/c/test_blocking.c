/* libc's sleeping functions inside a run: they cost the run's time and stop every task, which a sentence says; what makes no sense is
 * refused as libc does. */
#define _POSIX_C_SOURCE 200809L /* clock_nanosleep */

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static int said;

static void count_said(const char *line, void *arg)
{
    (void)arg;
    const char *rest = strstr(line, "a libc function that stops every task; call weft_sleep instead; it");

    said += rest && (strstr(rest, "; it was spawned at ") || strstr(rest, "; its last wait was at "));
}

static int pause_for(time_t seconds, long nanoseconds, struct timespec *left)
{
    struct timespec wanted = {.tv_sec = seconds, .tv_nsec = nanoseconds};

    errno = 0;
    return nanosleep(&wanted, left);
}

static int refused(time_t seconds, long nanoseconds)
{
    double before = weft_time();

    EXPECT_IS(pause_for(seconds, nanoseconds, NULL), -1);
    EXPECT_IS(errno, EINVAL);
    EXPECT(weft_time() == before);
    return WEFT_OK;
}

static int sibling(void *arg)
{
    *(double *)arg = weft_time();
    return WEFT_OK;
}

static int sleeps(void *arg)
{
    struct timespec left = {.tv_sec = 9, .tv_nsec = 9}, second = {.tv_sec = 1}, until;
    double began = 0;

    (void)arg;
    weft_task task = weft_spawn(sibling, &began);
    EXPECT_IS(pause_for(0, 500000000, &left), 0);
    EXPECT(weft_time() == 0.5);
    EXPECT(left.tv_sec == 0 && left.tv_nsec == 0);
    EXPECT_IS(sleep(2), 0);
    EXPECT(weft_time() == 2.5);
    EXPECT_IS(clock_nanosleep(CLOCK_MONOTONIC, 0, &second, NULL), 0);
    EXPECT(weft_time() == 3.5);
    EXPECT(!weft_task_ended(task)); /* nobody else ran */
    WEFT_TRY(weft_join(task));
    EXPECT(began == 3.5);
    EXPECT_IS(clock_gettime(CLOCK_MONOTONIC, &until), 0);
    EXPECT_IS(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL), 0); /* which is past */
    EXPECT(weft_time() == 3.5);
    until.tv_sec += 1000;
    EXPECT_IS(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL), 0);
    EXPECT(weft_time() > 900 && weft_time() <= 1003.5);
    EXPECT_IS(pause_for(0, 0, NULL), 0);
    EXPECT_IS(pause_for(0, 999999999, NULL), 0);
    WEFT_TRY(refused(0, -1));
    WEFT_TRY(refused(0, 1000000000));
    WEFT_TRY(refused(-1, 0));
    return clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = -1}, NULL) == EINVAL ? WEFT_OK : WEFT_INVALID;
}

static int once_or_each(void *arg)
{
    weft_run_options options = {.virtual_clock = true, .debug = WEFT_DEBUG_OFF, .slow = 1e6};

    (void)arg;
    weft_on_report(count_said, NULL);
    for (int run = 0; run < 2; run++) {
        said = 0;
        EXPECT_IS(weft_run_with(&options, sleeps, NULL), 0);
        EXPECT_IS(said, 1); /* once a run */
    }
    options.debug = WEFT_DEBUG_ON;
    said = 0;
    EXPECT_IS(weft_run_with(&options, sleeps, NULL), 0);
    EXPECT(said > 5);
    weft_on_report(NULL, NULL);
    return WEFT_OK;
}

WEFT_TESTS({.body = once_or_each, .alone = true, .name = "libc's sleeps: they block, and a sentence says so once a run, in debug mode each time"})
