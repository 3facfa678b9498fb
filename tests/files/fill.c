/* Writes until nothing more goes in, and looks out of its folder. */
#include <stdio.h>
#include <stdlib.h>
#include "weft/file.h"

static int amain(void *arg)
{
    static char piece[1 << 20];
    int err = WEFT_OK;
    long written = 0;

    (void)arg;
    {
        WEFT_FILE(file);
        WEFT_TRY(weft_open_file(&file, "deep/large", "w"));
        for (; !err; written += !err)
            err = weft_file_write(&file, piece, sizeof piece);
        printf("%ld MB, %s\n", written, weft_error_text());
        WEFT_TRY(weft_remove_file("deep/large"));
        printf("%s, ", weft_error_name(weft_write_file("other", piece, sizeof piece)));
    }
    printf("%s\n", weft_error_name(weft_write_file("other", piece, sizeof piece)));
    WEFT_OUTPUT(out);
    static const char *const paths[] = {"../secret", "deep/../../secret", "/etc/passwd", "deep/..", ""};
    for (int i = 0; i < 4; i++)
        printf("%s: %s\n", paths[i], weft_error_name(weft_read_file(paths[i], &out)));
    WEFT_TRY(weft_write_file("deep/../here", "x", 1));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }
