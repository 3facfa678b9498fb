#include <stdio.h>
#include <string.h>
#include "weft/file.h"

static int amain(void *arg)
{
    WEFT_TRY(weft_make_folder("notes"));
    WEFT_TRY(weft_write_file("notes/new", "milk\n", 5));
    WEFT_TRY(weft_rename_file("notes/new", "notes/today")); /* whole, or not there at all */
    WEFT_TRY(weft_write_file("notes/later", "", 0));

    WEFT_OUTPUT(names);
    WEFT_TRY(weft_list_folder("notes", &names));
    for (const char *name = names.bytes; *name; name += strlen(name) + 1)
        printf("%s\n", name);

    WEFT_OUTPUT(text);
    WEFT_TRY(weft_read_file("notes/today", &text));
    printf("%s", text.bytes);

    WEFT_TRY(weft_remove_file("notes/today"));
    WEFT_TRY(weft_remove_file("notes/later"));
    return weft_remove_file("notes");
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] later
 * [0.000] today
 * [0.000] milk
 */
