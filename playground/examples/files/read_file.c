/* A file, read beside the loop
 *
 * A disk can be slow. Natively a thread reads the file while the other tasks go on; on every host the code is
 * the same. In the page the file lies in a folder in memory.
 * Try: a path that is not there. weft_error_text() says what is wrong.
 */
#include <stdio.h>
#include "weft/file.h"

static int tick(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_sleep(0.1));
        printf("the loop goes on\n");
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    static const char note[] = "Milk\nBread\nTea\n";

    (void)arg;
    weft_task ticking = weft_spawn(tick, NULL);
    WEFT_TRY(weft_write_file("note.txt", note, sizeof note - 1));
    WEFT_OUTPUT(content);
    WEFT_TRY(weft_read_file("note.txt", &content));
    printf("%zu bytes:\n%s", content.count, content.bytes);
    WEFT_TRY(weft_remove_file("note.txt"));
    return weft_join(ticking);
}

int main(void) { return weft_run(amain, NULL); }
