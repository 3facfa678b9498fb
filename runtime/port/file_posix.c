/* Files by POSIX: natively, and under WASI, whose libc finds the folders that the host has given. */
#ifndef __wasi__
#define _GNU_SOURCE
#endif
#include "port/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __wasi__
#include <wasi/api.h>
#endif

enum { MODE_FILE = 0666, MODE_FOLDER = 0777, FIRST_NAMES = 1024, PART_MOST = 1 << 24 };

static const struct {
    int number, code, why;
} reasons[] = {
    {ENOENT, WEFT_NOT_FOUND, WEFT__WHY_CODE},     {ENOTDIR, WEFT_NOT_FOUND, WEFT__WHY_NO_FOLDER},
    {EACCES, WEFT_DENIED, WEFT__WHY_CODE},        {EPERM, WEFT_DENIED, WEFT__WHY_CODE},
    {EROFS, WEFT_DENIED, WEFT__WHY_READ_ONLY},    {ETXTBSY, WEFT_DENIED, WEFT__WHY_CODE},
    {EISDIR, WEFT_INVALID, WEFT__WHY_FOLDER},     {ENXIO, WEFT_INVALID, WEFT__WHY_NO_FILE},
    {ENAMETOOLONG, WEFT_INVALID, WEFT__WHY_NAME}, {ELOOP, WEFT_INVALID, WEFT__WHY_LINKS},
    {EINVAL, WEFT_INVALID, WEFT__WHY_NAME},       {EEXIST, WEFT_IN_USE, WEFT__WHY_THERE},
    {ENOTEMPTY, WEFT_IN_USE, WEFT__WHY_NOT_EMPTY},{EMFILE, WEFT_FULL, WEFT__WHY_OPEN_FILES},
    {ENFILE, WEFT_FULL, WEFT__WHY_OPEN_FILES},    {ENOMEM, WEFT_NO_MEMORY, WEFT__WHY_CODE},
    {ENOSPC, WEFT_HOST, WEFT__WHY_SPACE},         {EDQUOT, WEFT_HOST, WEFT__WHY_SPACE},
    {EFBIG, WEFT_HOST, WEFT__WHY_SIZE},           {EXDEV, WEFT_UNSUPPORTED, WEFT__WHY_DISKS},
#ifdef ENOTCAPABLE
    {ENOTCAPABLE, WEFT_DENIED, WEFT__WHY_CODE},
#endif
};

/* Whether the host has given the program a folder: natively all are there. */
static bool has_folders(void)
{
#ifdef __wasi__
    __wasi_prestat_t folder;

    for (__wasi_fd_t descriptor = 3; !__wasi_fd_prestat_get(descriptor, &folder); descriptor++)
        if (folder.tag == __WASI_PREOPENTYPE_DIR)
            return true;
    return false;
#else
    return true;
#endif
}

/* The code of a failed call. */
static int failed(int *why)
{
    int number = errno;

    if (!has_folders()) {
        *why = WEFT__WHY_NOT_GIVEN;
        return WEFT_UNSUPPORTED;
    }
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].number == number) {
            *why = reasons[i].why;
            return reasons[i].code;
        }
    *why = WEFT__WHY_CODE;
    return WEFT_HOST;
}

/* The same for a file that is open. Its descriptor is gone on a host where it was never opened. */
static int failed_open(int *why)
{
    if (errno != EBADF && errno != ENOSYS)
        return failed(why);
    *why = WEFT__WHY_MOVED;
    return WEFT_RESET;
}

int weft__host_file_open(const char *path, unsigned flags, int *why)
{
    struct stat seen;
    int how = flags & WEFT__FILE_WRITES ? flags & WEFT__FILE_READS ? O_RDWR : O_WRONLY : O_RDONLY;
    int descriptor;

    how |= (flags & WEFT__FILE_CREATES ? O_CREAT : 0) | (flags & WEFT__FILE_EMPTIES ? O_TRUNC : 0) | (flags & WEFT__FILE_NEW ? O_EXCL : 0) |
           (flags & WEFT__FILE_APPENDS ? O_APPEND : 0) | O_CLOEXEC | O_NONBLOCK; /* a pipe without another end is refused, not waited for */
    do
        descriptor = open(path, how, MODE_FILE);
    while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0)
        return failed(why);
    if (fstat(descriptor, &seen) == 0 && S_ISREG(seen.st_mode))
        return descriptor;
    *why = S_ISDIR(seen.st_mode) ? WEFT__WHY_FOLDER : WEFT__WHY_NO_FILE;
    close(descriptor);
    return WEFT_INVALID;
}

void weft__host_file_close(int descriptor)
{
    close(descriptor);
}

long weft__host_file_read(int descriptor, void *bytes, size_t count, int64_t at, int *why)
{
    ssize_t got;

    do
        got = pread(descriptor, bytes, count < PART_MOST ? count : PART_MOST, (off_t)at);
    while (got < 0 && errno == EINTR);
    return got < 0 ? failed_open(why) : (long)got;
}

int weft__host_file_write(int descriptor, const void *bytes, size_t count, int64_t at, bool appends, int *why)
{
    for (size_t done = 0; done < count;) {
        size_t part = count - done < PART_MOST ? count - done : PART_MOST;
        const char *from = (const char *)bytes + done;
        ssize_t wrote = appends ? write(descriptor, from, part) : pwrite(descriptor, from, part, (off_t)at + (off_t)done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return failed_open(why);
        done += (size_t)wrote;
    }
    return WEFT_OK;
}

int64_t weft__host_file_size(int descriptor, int *why)
{
    struct stat seen;

    return fstat(descriptor, &seen) < 0 ? failed_open(why) : (int64_t)seen.st_size;
}

int weft__host_file_sync(int descriptor, int *why)
{
    return fsync(descriptor) < 0 ? failed_open(why) : WEFT_OK;
}

int weft__host_file_remove(const char *path, int *why)
{
    if (unlink(path) == 0)
        return WEFT_OK;
    if ((errno == EISDIR || errno == EPERM) && rmdir(path) == 0) /* which of the two it is depends on the system */
        return WEFT_OK;
    return failed(why);
}

int weft__host_file_rename(const char *path, const char *to, int *why)
{
    return rename(path, to) < 0 ? failed(why) : WEFT_OK;
}

int weft__host_folder_make(const char *path, int *why)
{
    return mkdir(path, MODE_FOLDER) < 0 ? failed(why) : WEFT_OK;
}

/* ---- lists ---- */

struct names {
    char *bytes;
    size_t count, room, many;
};

static bool add(struct names *names, const char *name)
{
    size_t length = strlen(name) + 1;

    if (names->count + length > names->room) {
        size_t room = names->room * 2 + FIRST_NAMES + length;
        char *grown = realloc(names->bytes, room);
        if (!grown)
            return false;
        names->bytes = grown;
        names->room = room;
    }
    memcpy(names->bytes + names->count, name, length);
    names->count += length;
    names->many++;
    return true;
}

static int compare(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* Systems give them in orders of their own. False: no memory. */
static bool sort(struct names *names)
{
    const char **list = malloc((names->many + 1) * sizeof *list);
    char *sorted = malloc(names->count + 1), *to = sorted;
    const char *at = names->bytes;

    for (size_t i = 0; list && i < names->many; i++, at += strlen(at) + 1)
        list[i] = at;
    bool done = list && sorted;
    if (done) {
        qsort(list, names->many, sizeof *list, compare);
        for (size_t i = 0; i < names->many; i++)
            to = (char *)memcpy(to, list[i], strlen(list[i]) + 1) + strlen(list[i]) + 1;
        free(names->bytes);
        names->bytes = sorted;
    } else {
        free(sorted);
    }
    free(list);
    return done;
}

static bool collect(DIR *folder, struct names *names)
{
    for (struct dirent *entry; (entry = readdir(folder));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && !add(names, entry->d_name))
            return false;
    return sort(names);
}

char *weft__host_folder_list(const char *path, size_t *count, int *code, int *why)
{
    struct names names = {0};
    DIR *folder = opendir(path);

    if (!folder) {
        *code = failed(why);
        return NULL;
    }
    bool done = collect(folder, &names);
    closedir(folder);
    *count = names.count;
    if (done)
        return names.bytes;
    free(names.bytes);
    *code = WEFT_NO_MEMORY;
    *why = WEFT__WHY_CODE;
    return NULL;
}
