/* A log that grows, followed line by line
 *
 * One task writes to a log, a piece now and a piece later. The other one waits for whole lines, as `tail -f` does:
 * weft_file_follow looks every tenth of a second whether more is there.
 * Try: 1.0 instead of 0.1, and two lines come at one time.
 */
#include <stdio.h>
#include <string.h>
#include "weft/file.h"

static int write_log(void *arg)
{
    static const char *const pieces[] = {"server ", "starts\n", "a visitor\n", "server stops\n"};

    (void)arg;
    WEFT_FILE(log);
    WEFT_TRY(weft_open_file(&log, "server.log", "a"));
    for (int i = 0; i < 4; i++) {
        WEFT_TRY(weft_sleep(0.25));
        WEFT_TRY(weft_file_write(&log, pieces[i], strlen(pieces[i])));
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    char line[80];
    size_t count;

    (void)arg;
    WEFT_TRY(weft_write_file("server.log", "", 0));
    weft_task writing = weft_spawn(write_log, NULL);
    WEFT_FILE(log);
    WEFT_TRY(weft_open_file(&log, "server.log", "r"));
    do {
        int err = weft_wait_for(weft_file_follow(&log, line, sizeof line, &count, 0.1), 1);
        if (err == WEFT_TIMEOUT)
            return weft_join(writing); /* nothing comes any more: that task knows why */
        WEFT_TRY(err);
        printf("%s", line);
    } while (!strstr(line, "stops"));
    WEFT_TRY(weft_join(writing));
    return weft_remove_file("server.log");
}

int main(void) { return weft_run(amain, NULL); }
