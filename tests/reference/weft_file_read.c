#include <stdio.h>
#include "weft/file.h"

static int amain(void *arg)
{
    char bytes[8];
    size_t count;
    int64_t size;

    WEFT_FILE(file);
    WEFT_TRY(weft_open_file(&file, "digits", "x+"));
    WEFT_TRY(weft_file_write(&file, "0123456789", 10));
    WEFT_TRY(weft_file_sync(&file)); /* on the disk now */
    WEFT_TRY(weft_file_size(&file, &size));
    printf("%d of %d\n", (int)weft_file_at(&file), (int)size);

    WEFT_TRY(weft_file_seek(&file, 4));
    do {
        WEFT_TRY(weft_file_read(&file, bytes, sizeof bytes, &count));
        printf("\"%.*s\"\n", (int)count, bytes);
    } while (count > 0);
    return weft_remove_file("digits");
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 10 of 10
 * [0.000] "456789"
 * [0.000] ""
 */
