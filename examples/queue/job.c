/* job WHAT ATTEMPTS: one job of the queue. It is tried, and tried again after an hour, two, four; it can be called off at any time by a line that
 * says so. Each attempt is an effect, with a number that stays with it. Written as if nothing ever crashed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "weft/effect.h"
#include "weft/stream.h"

#define HOUR 3600.0

static const char *what = "nothing";
static int attempts = 5;
static weft_event over;
static const char *end = "failed";

static void is_over(const char *how)
{
    end = how;
    weft_event_set(&over);
}

static int work(void *arg)
{
    char answer[200];
    double wait = HOUR;

    for (int i = 1; i <= attempts; i++, wait *= 2) {
        int err = weft_effect("work", what, answer, sizeof answer);
        if (err == WEFT_CANCELLED)
            return err;
        printf("attempt %d: %s\n", i, answer);
        if (err == WEFT_OK) {
            is_over("done");
            return WEFT_OK;
        }
        if (i < attempts)
            WEFT_TRY(weft_sleep(wait));
    }
    is_over("failed");
    return WEFT_OK;
}

static int listen_to_users(void *arg)
{
    char line[80];
    size_t count;
    WEFT_STREAM(input);

    WEFT_TRY(weft_stream_open(&input, 0));
    do {
        WEFT_TRY(weft_read_line(&input, line, sizeof line, &count));
    } while (count > 0 && strcmp(line, "stop\n") != 0);
    if (count > 0)
        is_over("called off");
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(tasks);

    weft_group_spawn(&tasks, work, NULL);
    weft_group_spawn(&tasks, listen_to_users, NULL);
    WEFT_TRY(weft_event_wait(&over));
    weft_group_cancel(&tasks);
    printf("%s: %s\n", what, end);
    return strcmp(end, "failed") == 0 ? 1 : WEFT_OK;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        what = argv[1];
    if (argc > 2)
        attempts = atoi(argv[2]);
    return weft_run(amain, NULL);
}
