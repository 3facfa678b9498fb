/* Reads a line, waits, and reads the next one. */
#include <stdio.h>
#include "weft/file.h"

static int amain(void *arg)
{
    char line[40];

    (void)arg;
    WEFT_FILE(file);
    WEFT_TRY(weft_open_file(&file, "given.txt", "r+"));
    WEFT_TRY(weft_file_write(&file, "x", 1));
    WEFT_TRY(weft_sleep(1));
    int err = weft_file_read_line(&file, line, sizeof line, NULL);
    printf("%s%s\n", err ? "" : line, err ? weft_error_text() : "");
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }
