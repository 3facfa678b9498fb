#include <stdio.h>
#include "weft/file.h"

static int amain(void *arg)
{
    char line[40];
    size_t count;

    WEFT_FILE(file);
    WEFT_TRY(weft_open_file(&file, "list.txt", "w+"));
    WEFT_TRY(weft_file_write(&file, "tea\nbread\n", 10));
    WEFT_TRY(weft_file_seek(&file, 0));
    do {
        WEFT_TRY(weft_file_read_line(&file, line, sizeof line, &count));
        printf("%zu: %s", count, line);
    } while (count > 0);
    weft_file_close(&file);

    if (weft_open_file(&file, "nothing.txt", "r") == WEFT_NOT_FOUND)
        printf("\n%s\n", weft_error_text());
    return weft_remove_file("list.txt");
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 4: tea
 * [0.000] 6: bread
 * [0.000] 0: 
 * [0.000] the file nothing.txt: not found
 */
