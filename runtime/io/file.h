/* What the files of files share. */
#ifndef WEFT_IO_FILE_H
#define WEFT_IO_FILE_H

#include "core/core.h"
#include "core/functions.h"
#include "io/collect.h"
#include "port/file.h"
#include "weft/file.h"

/* As in core/functions.h. */
#undef weft_file_follow
#undef weft_file_read
#undef weft_file_read_line
#undef weft_file_size
#undef weft_file_sync
#undef weft_file_write
#undef weft_list_folder
#undef weft_make_folder
#undef weft_open_file
#undef weft_read_file
#undef weft_remove_file
#undef weft_rename_file
#undef weft_write_file

/* One thing that is asked of the host, on the task's stack. A thread or a turn of its own performs it. */
struct weft__file_request {
    int (*perform)(struct weft__file_request *request); /* sets `result` and `why` */
    const char *path, *other;
    weft_file *file;      /* NULL: of none, or closed meanwhile */
    int descriptor;
    unsigned flags;
    void *bytes;
    size_t count;
    int64_t at;
    int64_t result;       /* 0 or more, or a code */
    int why;              /* enum weft__file_why */
    bool closed;          /* the file was, meanwhile: what it had is given back afterwards */
    char *buffer;         /* that it had */
};

enum { WEFT__NO_FILE = -1 }; /* in recordings, where a file has its number: what is about a path alone */

/* Performs it: OK, or CANCELLED and others when it has not begun. A replay performs nothing. */
int weft__file_perform(weft_place *place, struct weft__file_request *request);
/* The result as the tape has it: nothing but that, or with the bytes that came. */
int64_t weft__file_result(struct weft__file_request *request, int number, void *bytes, size_t count);
/* The same for a write: OK, or a code. */
int weft__file_written(struct weft__file_request *request, int number);
/* The sentence for a failure becomes the task's record. Returns the code. */
int weft__file_fail(const weft_place *place, const char *path, int64_t code, int why);

#endif
