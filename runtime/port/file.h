/* Seam 4: files, for programs that use them. What is here blocks, and any thread may call it. 0 or more, or a code; then `*why` says more, in
 * numbers that are the same on every host. */
#ifndef WEFT_PORT_FILE_H
#define WEFT_PORT_FILE_H

#include "port/host.h"
#include "weft/stream.h"

enum weft__file_why {
    WEFT__WHY_CODE, /* the code says it all */
    WEFT__WHY_FOLDER,
    WEFT__WHY_NO_FOLDER,
    WEFT__WHY_NO_FILE, /* a pipe, a device */
    WEFT__WHY_THERE,
    WEFT__WHY_NOT_EMPTY,
    WEFT__WHY_SPACE,
    WEFT__WHY_SIZE,
    WEFT__WHY_READ_ONLY,
    WEFT__WHY_OPEN_FILES,
    WEFT__WHY_NAME,
    WEFT__WHY_LINKS,
    WEFT__WHY_DISKS,
    WEFT__WHY_NOT_GIVEN, /* this host has given no folder to the program */
    WEFT__WHY_MODE,      /* it was not opened for that */
    WEFT__WHY_MOVED,     /* the program runs on another host now */
    WEFT__WHYS
};

/* How a file is opened. */
enum weft__file_flag {
    WEFT__FILE_READS = 1,
    WEFT__FILE_WRITES = 2,
    WEFT__FILE_CREATES = 4,
    WEFT__FILE_EMPTIES = 8,
    WEFT__FILE_NEW = 16, /* there is none of that name */
    WEFT__FILE_APPENDS = 32,
};

/* Its descriptor. Files only. */
int weft__host_file_open(const char *path, unsigned flags, int *why);
void weft__host_file_close(int descriptor);
/* How many bytes were there from `at` on; 0 at the end. */
long weft__host_file_read(int descriptor, void *bytes, size_t count, int64_t at, int *why);
/* All of them, from `at` on, or at the end of the file if `appends`. */
int weft__host_file_write(int descriptor, const void *bytes, size_t count, int64_t at, bool appends, int *why);
int64_t weft__host_file_size(int descriptor, int *why);
int weft__host_file_sync(int descriptor, int *why);

int weft__host_file_remove(const char *path, int *why);
int weft__host_file_rename(const char *path, const char *to, int *why);
int weft__host_folder_make(const char *path, int *why);
/* The names in it, in the order of their bytes, each with a NUL: memory of malloc's, `*count` bytes of it. NULL: `*code`. */
char *weft__host_folder_list(const char *path, size_t *count, int *code, int *why);

#endif
