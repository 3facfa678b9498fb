/* Files on every host: prints what it finds, and the sentence of each failure. */
#include <stdio.h>
#include <string.h>
#include "weft/file.h"

static void say(const char *what, int err)
{
    printf("%s: %s\n", what, err == WEFT_OK ? "ok" : *weft_error_text() ? weft_error_text() : weft_error_name(err));
}

static int tick(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_sleep(0.02));
        printf("tick\n");
    }
    return WEFT_OK;
}

static int list(const char *path)
{
    WEFT_OUTPUT(names);
    WEFT_TRY(weft_list_folder(path, &names));
    for (const char *name = names.bytes; *name; name += strlen(name) + 1)
        printf("- %s\n", name);
    return WEFT_OK;
}

static int write_log(void *arg)
{
    WEFT_FILE(log);
    (void)arg;
    WEFT_TRY(weft_open_file(&log, "made/log.txt", "a"));
    WEFT_TRY(weft_sleep(0.02));
    WEFT_TRY(weft_file_write(&log, "half ", 5));
    WEFT_TRY(weft_sleep(0.02));
    return weft_file_write(&log, "and half\n", 9);
}

static int amain(void *arg)
{
    char line[40];
    size_t count;
    int64_t size = 0;

    (void)arg;
    WEFT_OUTPUT(given);
    int err = weft_read_file("given.txt", &given);
    if (err) {
        say("given", err);
        return WEFT_OK;
    }
    printf("given: %s", given.bytes);
    WEFT_TRY(weft_join(weft_spawn(tick, NULL)));
    WEFT_TRY(weft_make_folder("made"));
    WEFT_TRY(weft_write_file("made/log.txt", "begins\n", 7));
    weft_task writing = weft_spawn(write_log, NULL);
    WEFT_FILE(log);
    WEFT_TRY(weft_open_file(&log, "made/log.txt", "r"));
    for (int i = 0; i < 2; i++) {
        WEFT_TRY(weft_file_follow(&log, line, sizeof line, &count, 0.005));
        printf("log: %s", line);
    }
    WEFT_TRY(weft_file_size(&log, &size));
    printf("%d bytes\n", (int)size);
    WEFT_TRY(weft_join(writing));
    say("read from what is open to write", weft_file_write(&log, "x", 1));
    weft_file_close(&log);
    WEFT_TRY(weft_write_file("made/b", "b", 1));
    WEFT_TRY(weft_rename_file("made/b", "made/a"));
    WEFT_TRY(list("made"));
    say("no such file", weft_read_file("nothing", &given));
    say("a folder", weft_read_file("made", &given));
    WEFT_FILE(file);
    say("there already", weft_open_file(&file, "made/a", "x"));
    say("a folder that is there", weft_make_folder("made"));
    say("a folder that is not empty", weft_remove_file("made"));
    say("on a file", weft_list_folder("made/a", &given));
    say("a file in a file", weft_write_file("made/a/b", "", 0));
    WEFT_TRY(weft_remove_file("made/a"));
    WEFT_TRY(weft_remove_file("made/log.txt"));
    WEFT_TRY(weft_remove_file("made"));
    return list(".");
}

int main(void) { return weft_run(amain, NULL); }
