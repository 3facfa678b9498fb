/* A folder of the machine's, mounted by NODEFS: a task writes a file there and reads it again. */
#include <emscripten.h>
#include <stdio.h>
#include <weft.h>
#include <weft/file.h>

static int amain(void *arg)
{
    char text[100];

    (void)arg;
    WEFT_TRY(weft_write_file("/machine/note.txt", "from a task\n", 12));
    WEFT_TRY(weft_sleep(0.001));
    FILE *file = fopen("/machine/note.txt", "r");
    if (fgets(text, sizeof text, file))
        fputs(text, stdout);
    return fclose(file);
}

int main(void)
{
    EM_ASM({
        FS.mkdir('/machine');
        FS.mount(NODEFS, {root : process.cwd()}, '/machine');
    });
    return weft_run(amain, NULL);
}
