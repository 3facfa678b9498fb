#include <stdio.h>
#include "weft/file.h"

static int write_log(void *arg)
{
    WEFT_FILE(log);
    WEFT_TRY(weft_open_file(&log, "log", "a"));
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_file_write(&log, "half a line", 11)); /* is not given yet */
    WEFT_TRY(weft_sleep(1));
    return weft_file_write(&log, " and the rest\n", 14);
}

static int amain(void *arg)
{
    char line[40];
    size_t count;

    WEFT_TRY(weft_write_file("log", "first\n", 6));
    weft_task writing = weft_spawn(write_log, NULL);
    WEFT_FILE(log);
    WEFT_TRY(weft_open_file(&log, "log", "r"));
    for (int i = 0; i < 2; i++) {
        WEFT_TRY(weft_file_follow(&log, line, sizeof line, &count, 0.3));
        printf("%s", line);
    }
    WEFT_TRY(weft_join(writing));
    return weft_remove_file("log");
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] first
 * [2.100] half a line and the rest
 */
