#include <stdio.h>
#include "weft/file.h"

static int amain(void *arg)
{
    WEFT_OUTPUT(text);
    text.limit = 12;
    WEFT_TRY(weft_write_file("word", "Hello\n", 6));
    WEFT_TRY(weft_read_file("word", &text));
    WEFT_TRY(weft_read_file("word", &text)); /* goes behind what it holds */
    printf("%s", text.bytes);
    if (weft_read_file("word", &text) == WEFT_LIMIT)
        printf("%s\n", weft_error_text());

    weft_output_clear(&text);
    printf("%zu bytes\n", text.count);
    return weft_remove_file("word");
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] Hello
 * [0.000] Hello
 * [0.000] the file word: too long
 * [0.000] 0 bytes
 */
