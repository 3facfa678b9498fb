#include <stdio.h>
#include "weft/file.h"

static int amain(void *arg)
{
    WEFT_OUTPUT(names);
    char text[40];

    (void)arg;
    WEFT_TRY(weft_read_file("data/names.txt", &names));
    snprintf(text, sizeof text, "Hello, %s", names.bytes);
    return weft_write_file("hello.txt", text, sizeof "Hello, " - 1 + names.count);
}

int main(void) { return weft_run(amain, NULL); }
