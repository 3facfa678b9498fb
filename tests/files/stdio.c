/* libc's own files: what a program that knows nothing of weft/file.h does with them. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "weft.h"

static void show(const char *name)
{
    char line[40];
    FILE *file = fopen(name, "r");

    while (file && fgets(line, sizeof line, file))
        printf("%s: %s", name, line);
    if (file)
        fclose(file);
}

static void list(const char *path)
{
    int count = 0, folders = 0;
    DIR *folder = opendir(path);

    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        count++;
        folders += entry->d_type == DT_DIR;
    }
    if (folder)
        closedir(folder);
    printf("%s has %d names, %d of folders\n", path, count, folders);
}

static void say(const char *what, int err)
{
    printf("%s: %s\n", what, err ? strerror(errno) : "done");
}

static int amain(void *arg)
{
    struct stat seen;
    char name[20] = "";

    (void)arg;
    FILE *file = fopen("one", "w+");
    fprintf(file, "%s\n%s\n", "first", "second");
    fseek(file, 6, SEEK_SET);
    fputs("SECOND", file);
    fseek(file, -7, SEEK_END);
    printf("at %ld: %d\n", ftell(file), fgetc(file));
    fclose(file);
    file = fopen("one", "a");
    fputs("third\n", file);
    fclose(file);
    show("one");
    say("stat", stat("one", &seen));
    printf("%d bytes, %s\n", (int)seen.st_size, S_ISREG(seen.st_mode) && seen.st_mtime > 1000000000 ? "a file" : "no file");
    say("truncate", truncate("one", 5));
    show("one");
    printf("\n");
    say("mkdir", mkdir("made", 0777));
    say("mkdir", mkdir("made", 0777));
    say("rename", rename("one", "made/two"));
    say("link", link("made/two", "made/three"));
    say("symlink", symlink("three", "made/four"));
    printf("%zd %s\n", readlink("made/four", name, sizeof name), name);
    list("made");
    show("made/four");
    printf("\n");
    for (int i = 0; i < 300; i++) { /* more names than one call of readdir's has room for */
        snprintf(name, sizeof name, "made/name-%d", i);
        fclose(fopen(name, "w"));
    }
    list("made");
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "made/name-%d", i);
        unlink(name);
    }
    say("open", fopen("none", "r") == NULL);
    say("open a file in a file", fopen("made/two/x", "r") == NULL);
    say("open outside", fopen("../given", "r") == NULL);
    say("open for writing alone, and read", read(open("made/two", O_WRONLY), name, 1) < 0);
    say("rmdir", rmdir("made"));
    say("unlink", unlink("made/two") || unlink("made/three") || unlink("made/four"));
    say("rmdir", rmdir("made"));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
