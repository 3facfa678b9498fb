/* Files: what is read and written, lines and their limits, a file that grows, folders, every failure as a sentence, a cancel at every suspension,
 * each allocation failing in turn; and natively the same in threads, where no descriptor is left. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* syscall */
#endif
#include "check.h"
#include "port/file.h"
#include "weft/file.h"

#if !defined __wasi__ && !defined __EMSCRIPTEN__
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#define FOLDER "weft-test-files"
#define FILE_PATH FOLDER "/a.txt"

static int fail(int err, int code, const char *words)
{
    EXPECT_IS(err, code);
    WEFT_EXPECT_TEXT(weft_error_text(), words);
    return WEFT_OK;
}

/* A folder that is empty when the case begins. */
static int begin(void)
{
    int err = weft_make_folder(FOLDER);

    if (err != WEFT_IN_USE)
        return err;
    WEFT_OUTPUT(names);
    WEFT_TRY(weft_list_folder(FOLDER, &names));
    for (const char *name = names.bytes; *name; name += strlen(name) + 1) {
        char path[100];
        snprintf(path, sizeof path, FOLDER "/%s", name);
        WEFT_TRY(weft_remove_file(path));
    }
    return WEFT_OK;
}

static int end(void)
{
    WEFT_TRY(begin());
    return weft_remove_file(FOLDER);
}

static int holds(const char *path, const char *text)
{
    WEFT_OUTPUT(all);
    WEFT_TRY(weft_read_file(path, &all));
    WEFT_EXPECT_TEXT(all.bytes, text);
    EXPECT_IS((int)all.count, (int)strlen(text));
    return WEFT_OK;
}

static int write_text(weft_file *file, const char *text)
{
    return weft_file_write(file, text, strlen(text));
}

static int modes(void *arg)
{
    char bytes[20];
    size_t count;

    (void)arg;
    WEFT_TRY(begin());
    WEFT_FILE(file);
    EXPECT_IS(weft_open_file(&file, FILE_PATH, "r"), WEFT_NOT_FOUND);
    WEFT_TRY(fail(weft_open_file(&file, FILE_PATH, "rz"), WEFT_INVALID, "a file's mode is r, w, a or x, with + behind it to read and write"));
    WEFT_TRY(fail(weft_open_file(&file, "", "r"), WEFT_INVALID, "a file is opened by its path, and this one is empty"));
    WEFT_TRY(weft_open_file(&file, FILE_PATH, "x"));
    EXPECT_IS(weft_open_file(&file, FILE_PATH, "r"), WEFT_USAGE);
    WEFT_TRY(write_text(&file, "one"));
    WEFT_TRY(fail(weft_file_read(&file, bytes, sizeof bytes, &count), WEFT_DENIED, "the file " FILE_PATH ": it was not opened for that"));
    weft_file_close(&file);
    weft_file_close(&file);
    EXPECT_IS(write_text(&file, "one"), WEFT_CLOSED);
    WEFT_TRY(fail(weft_open_file(&file, FILE_PATH, "x+"), WEFT_IN_USE, "the file " FILE_PATH ": it is there already"));
    WEFT_TRY(weft_open_file(&file, FILE_PATH, "a+"));
    WEFT_TRY(write_text(&file, "two"));
    EXPECT_IS((int)weft_file_at(&file), 6);
    WEFT_TRY(weft_file_seek(&file, 0));
    WEFT_TRY(write_text(&file, "!"));
    weft_file_close(&file);
    WEFT_TRY(holds(FILE_PATH, "onetwo!"));
    WEFT_TRY(weft_open_file(&file, FILE_PATH, "r+"));
    WEFT_TRY(weft_file_read(&file, bytes, 2, &count));
    EXPECT_IS((int)count, 2);
    WEFT_TRY(write_text(&file, "E")); /* at the place, and not behind what was read ahead */
    WEFT_TRY(weft_file_read(&file, bytes, sizeof bytes, &count));
    EXPECT_IS((int)count, 4);
    EXPECT(memcmp(bytes, "two!", 4) == 0);
    WEFT_TRY(weft_file_read(&file, bytes, sizeof bytes, &count));
    EXPECT_IS((int)count, 0);
    WEFT_TRY(weft_file_seek(&file, 9));
    WEFT_TRY(write_text(&file, "."));
    WEFT_TRY(weft_file_sync(&file));
    int64_t size = 0;
    WEFT_TRY(weft_file_size(&file, &size));
    EXPECT_IS(size, 10);
    weft_file_close(&file);
    WEFT_TRY(weft_open_file(&file, FILE_PATH, "w"));
    weft_file_close(&file);
    WEFT_TRY(holds(FILE_PATH, ""));
    static const char *const wrong[] = {"", "z", "rb", "r++", "+", "wr"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        EXPECT_IS(weft_open_file(&file, FILE_PATH, wrong[i]), WEFT_INVALID);
    return end();
}

static int lines(void *arg)
{
    char line[8], wide[9];
    size_t count;

    (void)arg;
    WEFT_TRY(begin());
    WEFT_TRY(weft_write_file(FILE_PATH, "one\n\n1234567\ntoo long a line\nlast", 33));
    WEFT_FILE(file);
    WEFT_TRY(weft_open_file(&file, FILE_PATH, "r"));
    WEFT_TRY(weft_file_read_line(&file, line, sizeof line, &count));
    WEFT_EXPECT_TEXT(line, "one\n");
    WEFT_TRY(weft_file_read_line(&file, line, sizeof line, NULL));
    WEFT_EXPECT_TEXT(line, "\n");
    WEFT_TRY(fail(weft_file_read_line(&file, line, sizeof line, &count), WEFT_LIMIT, "the file " FILE_PATH ": too long"));
    EXPECT_IS(weft_file_read_line(&file, line, sizeof line, &count), WEFT_LIMIT);
    EXPECT_IS((int)weft_file_at(&file), 29);
    WEFT_TRY(weft_file_seek(&file, 5)); /* "1234567\n" has as many bytes as there is room, without its end */
    memset(wide, '.', sizeof wide);
    EXPECT_IS(weft_file_read_line(&file, wide, sizeof line, &count), WEFT_LIMIT);
    EXPECT(memchr(wide, '\0', sizeof line) == wide && wide[sizeof line] == '.');
    WEFT_TRY(weft_file_seek(&file, 29));
    WEFT_TRY(weft_file_read_line(&file, line, sizeof line, &count));
    WEFT_EXPECT_TEXT(line, "last");
    EXPECT_IS((int)count, 4);
    WEFT_TRY(weft_file_read_line(&file, line, sizeof line, &count));
    EXPECT_IS((int)count, 0);
    WEFT_EXPECT_TEXT(line, "");
    weft_file_close(&file);
    return end();
}

/* More than what is read ahead, and more than one call of the host's. */
static int large(void *arg)
{
    static char bytes[70001], back[70001], line[50001];
    size_t count, got = 0;

    (void)arg;
    WEFT_TRY(begin());
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = i == 50000 - 1 ? '\n' : (char)('a' + i % 23);
    WEFT_TRY(weft_write_file(FILE_PATH, bytes, sizeof bytes));
    WEFT_FILE(file);
    WEFT_TRY(weft_open_file(&file, FILE_PATH, "r"));
    WEFT_TRY(weft_file_read_line(&file, line, sizeof line, &count));
    EXPECT_IS((int)count, 50000);
    EXPECT(memcmp(line, bytes, count) == 0);
    for (size_t rest = 0; rest < 20001; rest += count) /* what was read ahead first, however much is asked for */
        WEFT_TRY(weft_file_read(&file, back + rest, 20001, &count));
    EXPECT(memcmp(back, bytes + 50000, 20001) == 0);
    WEFT_TRY(weft_file_read(&file, back, 1, &count));
    EXPECT_IS((int)count, 0);
    WEFT_TRY(weft_file_seek(&file, 50000));
    WEFT_TRY(weft_file_read_line(&file, line, sizeof line, &count));
    EXPECT_IS((int)count, 20001);
    WEFT_TRY(weft_file_seek(&file, 0));
    for (size_t piece = 1;; piece = piece * 3 % 65537) {
        WEFT_TRY(weft_file_read(&file, back + got, piece < sizeof back - got ? piece : sizeof back - got, &count));
        if (count == 0)
            break;
        got += count;
    }
    EXPECT_IS((int)got, (int)sizeof back);
    EXPECT(memcmp(back, bytes, sizeof back) == 0);
    weft_file_close(&file);
    WEFT_OUTPUT(all);
    all.limit = sizeof bytes - 1;
    WEFT_TRY(fail(weft_read_file(FILE_PATH, &all), WEFT_LIMIT, "the file " FILE_PATH ": too long"));
    EXPECT_IS((int)all.count, 0);
    all.limit = sizeof bytes;
    WEFT_TRY(weft_read_file(FILE_PATH, &all));
    EXPECT(all.count == sizeof bytes && memcmp(all.bytes, bytes, sizeof bytes) == 0);
    EXPECT_IS(weft_read_file(FILE_PATH, &all), WEFT_LIMIT);
    EXPECT_IS((int)all.count, (int)sizeof bytes);
    return end();
}

static int folders(void *arg)
{
    (void)arg;
    WEFT_TRY(begin());
    WEFT_OUTPUT(names);
    WEFT_TRY(weft_list_folder(FOLDER, &names));
    EXPECT_IS((int)names.count, 0);
    static const char *const made[] = {FOLDER "/c", FOLDER "/B", FOLDER "/a"};
    for (size_t i = 0; i < 3; i++)
        WEFT_TRY(weft_write_file(made[i], made[i], i));
    WEFT_TRY(weft_list_folder(FOLDER, &names));
    EXPECT_IS((int)names.count, 6);
    EXPECT(memcmp(names.bytes, "B\0a\0c\0", 7) == 0);
    WEFT_TRY(fail(weft_make_folder(FOLDER), WEFT_IN_USE, "the file " FOLDER ": it is there already"));
    WEFT_TRY(fail(weft_remove_file(FOLDER), WEFT_IN_USE, "the file " FOLDER ": the folder is not empty"));
    WEFT_TRY(weft_rename_file(FOLDER "/c", FOLDER "/a"));
    WEFT_TRY(weft_remove_file(FOLDER "/B"));
    weft_output_clear(&names);
    WEFT_TRY(weft_list_folder(FOLDER, &names));
    WEFT_EXPECT_TEXT(names.bytes, "a");
    WEFT_TRY(holds(FOLDER "/a", ""));
    return end();
}

int weft__file_fail(const weft_place *place, const char *path, int64_t code, int why); /* io/file.h has no macros beside it */

static int failures(void *arg)
{
    weft_file closed = {0};
    int64_t size;

    (void)arg;
    WEFT_TRY(begin());
    WEFT_OUTPUT(all);
    WEFT_FILE(file);
    WEFT_TRY(fail(weft_read_file(FILE_PATH, &all), WEFT_NOT_FOUND, "the file " FILE_PATH ": not found"));
    WEFT_TRY(fail(weft_write_file(FOLDER "/no/b", "", 0), WEFT_NOT_FOUND, "the file " FOLDER "/no/b: not found"));
    WEFT_TRY(fail(weft_read_file(FOLDER, &all), WEFT_INVALID, "the file " FOLDER ": it is a folder"));
    WEFT_TRY(fail(weft_open_file(&file, FOLDER, "r"), WEFT_INVALID, "the file " FOLDER ": it is a folder"));
    WEFT_TRY(fail(weft_open_file(&file, FOLDER, "w"), WEFT_INVALID, "the file " FOLDER ": it is a folder"));
    WEFT_TRY(weft_write_file(FILE_PATH, "", 0));
    WEFT_TRY(fail(weft_list_folder(FILE_PATH, &all), WEFT_NOT_FOUND, "the file " FILE_PATH ": a part of the path is no folder"));
#ifndef __EMSCRIPTEN__ /* whose file system says that it is not there */
    WEFT_TRY(fail(weft_read_file(FILE_PATH "/b", &all), WEFT_NOT_FOUND, "the file " FILE_PATH "/b: a part of the path is no folder"));
#endif
    WEFT_TRY(fail(weft_remove_file(FOLDER "/no"), WEFT_NOT_FOUND, "the file " FOLDER "/no: not found"));
    WEFT_TRY(fail(weft_rename_file(FOLDER "/no", FOLDER "/b"), WEFT_NOT_FOUND, "the file " FOLDER "/no: not found"));
    WEFT_TRY(fail(weft__file_fail(NULL, "of another host", WEFT_NOT_FOUND, WEFT__WHYS), WEFT_NOT_FOUND, "the file of another host: not found"));
    EXPECT_IS(weft_read_file("", &all), WEFT_INVALID);
    EXPECT_IS(weft_read_file(NULL, &all), WEFT_INVALID);
    EXPECT_IS(weft_write_file(FILE_PATH, NULL, 1), WEFT_INVALID);
    EXPECT_IS(weft_rename_file(FILE_PATH, ""), WEFT_INVALID);
    EXPECT_IS(weft_make_folder(NULL), WEFT_INVALID);
    EXPECT_IS(weft_file_seek(&closed, 0), WEFT_CLOSED);
    EXPECT_IS(weft_file_size(&closed, &size), WEFT_CLOSED);
    EXPECT_IS(weft_file_sync(&closed), WEFT_CLOSED);
    WEFT_TRY(weft_open_file(&file, FILE_PATH, "r"));
    EXPECT_IS(weft_file_seek(&file, -1), WEFT_INVALID);
    EXPECT_IS(weft_file_follow(&file, (char[8]){0}, 8, NULL, 0), WEFT_INVALID);
    EXPECT_IS(weft_file_follow(&file, (char[8]){0}, 8, NULL, WEFT_FOREVER), WEFT_INVALID);
#if !defined __wasi__ && !defined __EMSCRIPTEN__
    EXPECT_IS(mkfifo(FOLDER "/pipe", 0600), 0);
    WEFT_TRY(fail(weft_read_file(FOLDER "/pipe", &all), WEFT_INVALID, "the file " FOLDER "/pipe: it is no file, but a pipe or a device"));
    EXPECT_IS(weft_write_file(FOLDER "/pipe", "", 0), WEFT_INVALID);
    EXPECT_IS(weft_read_file("/dev/null", &all), WEFT_INVALID);
    char longest[400];
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    EXPECT_IS(weft_read_file(longest, &all), WEFT_INVALID);
    EXPECT(strstr(weft_error_text(), ": that cannot be a name") != NULL); /* the reason is there, whatever the path */
#endif
    weft_file_close(&file);
    return end();
}

/* ---- a file that grows ---- */

static int grow(void *arg)
{
    static const char *const pieces[] = {"one", "\ntw", "o\n", "three\n"};

    (void)arg;
    WEFT_FILE(file);
    WEFT_TRY(weft_open_file(&file, FILE_PATH, "a"));
    for (int i = 0; i < 4; i++) {
        WEFT_TRY(weft_sleep(1));
        WEFT_TRY(write_text(&file, pieces[i]));
    }
    WEFT_TRY(weft_sleep(1));
    return weft_write_file(FILE_PATH, "anew\n", 5); /* shorter than before: begun anew */
}

static int follow(void *arg)
{
    char line[20];
    size_t count;

    (void)arg;
    WEFT_TRY(begin());
    WEFT_TRY(weft_write_file(FILE_PATH, "zero\n", 5));
    weft_task growing = weft_spawn(grow, NULL);
    WEFT_FILE(file);
    WEFT_TRY(weft_open_file(&file, FILE_PATH, "r"));
    for (int i = 0; i < 5; i++) {
        WEFT_TRY(weft_file_follow(&file, line, sizeof line, &count, 0.3));
        line[count - 1] = '\0';
        note("%s", line);
    }
    EXPECT_LOG("[0.000] zero\n[2.100] one\n[3.000] two\n[4.200] three\n[5.100] anew\n");
    EXPECT_IS(weft_wait_for(weft_file_follow(&file, line, sizeof line, &count, 0.3), 1), WEFT_TIMEOUT);
    WEFT_TRY(weft_join(growing));
    weft_file_close(&file);
    return end();
}

/* ---- several tasks, cancels ---- */

struct shared {
    weft_file *file;
    int result, other;
};

static int reads(void *arg)
{
    struct shared *shared = arg;
    char bytes[4];
    size_t count;

    shared->result = weft_file_read(shared->file, bytes, sizeof bytes, &count);
    return WEFT_OK;
}

static int follows(void *arg)
{
    struct shared *shared = arg;
    char bytes[4];

    shared->result = weft_file_follow(shared->file, bytes, sizeof bytes, NULL, 1);
    return WEFT_OK;
}

static int between_tasks(void *arg)
{
    struct shared shared = {.result = 1};

    (void)arg;
    WEFT_TRY(begin());
    WEFT_TRY(weft_write_file(FILE_PATH, "abc", 3));
    {
        WEFT_FILE(file);
        shared.file = &file;
        WEFT_TRY(weft_open_file(&file, FILE_PATH, "r"));
        weft_task task = weft_spawn(reads, &shared);
        shared.other = weft_file_read(&file, (char[4]){0}, 4, &(size_t){0});
        WEFT_TRY(weft_join(task));
        EXPECT((shared.result == WEFT_USAGE) != (shared.other == WEFT_USAGE)); /* which of the two is the order's choice */
        task = weft_spawn(follows, &shared);
        WEFT_TRY(weft_sleep(0.5));
        EXPECT_IS(weft_file_read(&file, (char[4]){0}, 4, &(size_t){0}), WEFT_USAGE);
    } /* the file is gone, and a task follows it */
    WEFT_TRY(weft_sleep(2));
    EXPECT_IS(shared.result, WEFT_CLOSED);
    return end();
}

static int cancels(void *arg)
{
    struct shared shared = {.result = 1};
    char line[8];

    (void)arg;
    WEFT_TRY(begin());
    WEFT_TRY(weft_write_file(FILE_PATH, "a\nb\n", 4));
    WEFT_FILE(file);
    WEFT_TRY(weft_open_file(&file, FILE_PATH, "r"));
    shared.file = &file;
    weft_task task = weft_spawn(reads, &shared);
    weft_task_cancel(task); /* before it has begun */
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_IS(shared.result, 1);
    EXPECT_IS((int)weft_file_at(&file), 0);
    WEFT_TRY(weft_file_read_line(&file, line, sizeof line, NULL));
    WEFT_EXPECT_TEXT(line, "a\n");
    weft_file_close(&file);
    return end();
}

/* ---- each suspension cancelled, each allocation failing ---- */

static int scene(void *arg)
{
    static const char long_text[10000] = "long";
    char line[20];
    size_t count;

    (void)arg;
    WEFT_TRY(begin());
    WEFT_TRY(weft_write_file(FILE_PATH, "one\ntwo\n", 8));
    WEFT_FILE(file);
    WEFT_OUTPUT(out);
    WEFT_TRY(weft_open_file(&file, FILE_PATH, "a+"));
    WEFT_TRY(write_text(&file, "three\n"));
    WEFT_TRY(weft_file_seek(&file, 0));
    for (int i = 0; i < 3; i++)
        WEFT_TRY(weft_file_follow(&file, line, sizeof line, &count, 0.1));
    WEFT_EXPECT_TEXT(line, "three\n");
    WEFT_TRY(weft_read_file(FILE_PATH, &out));
    EXPECT_IS((int)out.count, 14);
    WEFT_TRY(weft_write_file(FOLDER "/b.txt", long_text, sizeof long_text));
    int err = weft_read_file(FOLDER "/b.txt", &out);
    if (err) { /* also when a part of it was there already */
        EXPECT_IS((int)out.count, 14);
        EXPECT_IS((int)strlen(out.bytes), 14);
        return err;
    }
    EXPECT_IS((int)out.count, 14 + (int)sizeof long_text);
    weft_output_clear(&out);
    WEFT_TRY(weft_list_folder(FOLDER, &out));
    weft_file_close(&file);
    return end();
}

static int count_descriptors(void)
{
    int count = 0;

#if !defined __wasi__ && !defined __EMSCRIPTEN__
    for (int descriptor = 0; descriptor < 256; descriptor++)
        count += fcntl(descriptor, F_GETFD) >= 0;
#endif
    return count;
}

static struct weft__fault wanted_cancel, wanted_allocation;

static int with_faults(void *arg)
{
    weft__options.cancel = wanted_cancel;
    weft__options.fail_allocation = wanted_allocation;
    return scene(arg);
}

static int play(bool virtual)
{
    weft_run_outcome left = {0};
    weft_run_options options = {.virtual_clock = virtual, .speed = 1, .outcome = &left};
    int code = weft_run_with(&options, with_faults, NULL);

    EXPECT_IS((int)(left.tasks + left.timers + left.waiters + left.bytes), 0);
    return code;
}

static int at_each_place(bool virtual, struct weft__fault *wanted, int code)
{
    int before = count_descriptors(), failed = weft_test_failures, place = 1;

    for (; place < 500 && weft_test_failures == failed; place++) {
        *wanted = (struct weft__fault){.at = (uint64_t)place};
        int ended = play(virtual);
        *wanted = (struct weft__fault){0};
        EXPECT_IS(count_descriptors(), before);
        if (ended == 0)
            break;
        EXPECT_IS(ended, code);
    }
    EXPECT(place > 5 && place < 500);
    return WEFT_OK;
}

#if !defined __wasi__ && !defined __EMSCRIPTEN__
/* ---- a disk that is slow, and interrupted: this stands before the C library ---- */

static sem_t disk;
static int slow_reads, interrupted;

ssize_t pread(int descriptor, void *bytes, size_t count, off_t at)
{
    if (interrupted > 0) {
        interrupted--;
        errno = EINTR;
        return -1;
    }
    if (slow_reads) {
        slow_reads = 0;
        while (sem_wait(&disk) != 0)
            ;
    }
    return syscall(SYS_pread64, descriptor, bytes, count, at);
}

/* Only another task can let the read go on: it runs meanwhile. */
static int lets_go(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(0.01));
    return sem_post(&disk);
}

static int slowly(void *arg)
{
    char bytes[8];
    size_t count;

    (void)arg;
    WEFT_TRY(begin());
    WEFT_TRY(weft_write_file(FILE_PATH, "slow", 4));
    WEFT_FILE(file);
    WEFT_TRY(weft_open_file(&file, FILE_PATH, "r"));
    weft_task task = weft_spawn(lets_go, NULL);
    slow_reads = 1;
    interrupted = 3;
    WEFT_TRY(weft_file_read(&file, bytes, sizeof bytes, &count));
    EXPECT_IS((int)count, 4);
    WEFT_TRY(weft_join(task));
    slow_reads = 1; /* a timeout strikes meanwhile, and waits for the end of what has begun */
    task = weft_spawn(lets_go, NULL);
    WEFT_TRY(weft_file_seek(&file, 0));
    int err = weft_wait_for(weft_file_read(&file, bytes, sizeof bytes, &count), 0.001);
    EXPECT(err == WEFT_OK || err == WEFT_TIMEOUT);
    EXPECT_IS((int)weft_file_at(&file), 4);
    WEFT_TRY(weft_join(task));
    struct shared shared = {.file = &file, .result = 1};
    slow_reads = 1; /* it is closed meanwhile */
    task = weft_spawn(reads, &shared);
    WEFT_TRY(weft_sleep(0.01));
    weft_file_close(&file);
    sem_post(&disk);
    WEFT_TRY(weft_join(task));
    EXPECT_IS(shared.result, WEFT_CLOSED);
    return end();
}
#endif

static int on_a_slow_disk(void *arg)
{
    (void)arg;
#if !defined __wasi__ && !defined __EMSCRIPTEN__
    int before = count_descriptors();
    weft_run_outcome left = {0};
    weft_run_options options = {.speed = 1, .outcome = &left};
    EXPECT_IS(sem_init(&disk, 0, 0), 0);
    EXPECT_IS(weft_run_with(&options, slowly, NULL), 0);
    EXPECT_IS((int)(left.tasks + left.timers + left.waiters + left.bytes), 0);
    EXPECT_IS(count_descriptors(), before);
#endif
    return WEFT_OK;
}

static int quiet(const weft_error_report *report, void *arg)
{
    (void)report, (void)arg;
    return WEFT_OK;
}

/* ---- a file that nobody closed ---- */

static char said[200];

static void keep_line(const char *line, void *arg)
{
    (void)arg;
    if (strstr(line, FOLDER))
        snprintf(said, sizeof said, "%s", line);
}

static int leaves_it_open(void *arg)
{
    static weft_file file;

    (void)arg;
    WEFT_TRY(begin());
    return weft_open_file(&file, FILE_PATH, "w");
}

static int left_open(void *arg)
{
    (void)arg;
    for (int debug = 0; debug < 2; debug++) {
        int before = count_descriptors();
        said[0] = '\0';
        weft_on_report(keep_line, NULL);
        weft_run_options options = {.virtual_clock = true, .debug = debug};
        EXPECT_IS(weft_run_with(&options, leaves_it_open, NULL), 0);
        weft_on_report(NULL, NULL);
        WEFT_EXPECT_TEXT(said, debug ? "weft: debug: the file " FILE_PATH " was still open at the end of the run" : "");
        EXPECT_IS(count_descriptors(), before);
    }
    return WEFT_OK;
}

static int everywhere(void *arg)
{
    (void)arg;
    weft_on_error(quiet, NULL);
    for (int virtual = 0; virtual < 2; virtual++) {
        EXPECT_IS(play(virtual), 0);
        at_each_place(virtual, &wanted_cancel, 101);
        at_each_place(virtual, &wanted_allocation, 104);
    }
    weft_on_error(NULL, NULL);
    return WEFT_OK;
}

WEFT_TESTS(CASE(modes, "how a file is opened"), CASE(lines, "lines, and one that is too long"), CASE(large, "more than is read ahead"),
           CASE(folders, "folders"), CASE(failures, "every failure is a sentence"), CASE(follow, "a file that grows"),
           CASE_ANY_ORDER(between_tasks, "one task at a time, and a close meanwhile"), CASE(cancels, "a cancel before it has begun"),
           {.body = left_open, .name = "one that nobody closed is closed, and debug mode says so", .alone = true},
           {.body = on_a_slow_disk, .name = "natively others run meanwhile", .alone = true},
           {.body = everywhere, .name = "a cancel at each suspension, and each allocation fails", .alone = true})
