/* Files: a place in a file, and what was read ahead. The host's calls block, so each is a job (io/job.h), which runs to its end: the bytes of a
 * task go there and back without a copy, and nothing happens half. */
#include "io/file.h"

#include "io/job.h"
#include "port/tape.h"

enum { BUFFER_BYTES = 16384, WORDS_BYTES = 120 };

static struct weft__list files; /* all that are open */
static int numbers;             /* how many this run has opened */

/* ---- what is asked ---- */

static void give_back(int descriptor, char *buffer)
{
    if (descriptor >= 0)
        weft__host_file_close(descriptor);
    weft__free(buffer, BUFFER_BYTES);
}

static int perform(void *arg)
{
    struct weft__file_request *request = arg;

    if (weft__tape != WEFT__PLAYS)
        request->result = request->perform(request);
    return WEFT_OK;
}

int weft__file_perform(weft_place *place, struct weft__file_request *request)
{
    weft_file *file = request->file;

    if (!weft__self())
        return WEFT_USAGE;
    if (file)
        file->request = request;
    int err = weft__job_of_runtime(place, perform, request);
    if (request->closed) {
        give_back(request->descriptor, request->buffer);
        return WEFT_CLOSED;
    }
    if (file)
        file->request = NULL;
    return err;
}

int64_t weft__file_result(struct weft__file_request *request, int number, void *bytes, size_t count)
{
    int error = request->why;

    if (!weft__tape)
        return request->result;
    request->result = weft__tape_received(number, bytes, count, (long)request->result, &error);
    request->why = error;
    return request->result;
}

int weft__file_fail(const weft_place *place, const char *path, int64_t code, int why)
{
    static const char *const words[WEFT__WHYS] = {
        [WEFT__WHY_FOLDER] = "it is a folder",
        [WEFT__WHY_NO_FOLDER] = "a part of the path is no folder",
        [WEFT__WHY_NO_FILE] = "it is no file, but a pipe or a device",
        [WEFT__WHY_THERE] = "it is there already",
        [WEFT__WHY_NOT_EMPTY] = "the folder is not empty",
        [WEFT__WHY_SPACE] = "no space is left",
        [WEFT__WHY_SIZE] = "a file may not be that large",
        [WEFT__WHY_READ_ONLY] = "nothing can be written there",
        [WEFT__WHY_OPEN_FILES] = "too many open files",
        [WEFT__WHY_NAME] = "that cannot be a name",
        [WEFT__WHY_LINKS] = "its links go in a circle",
        [WEFT__WHY_DISKS] = "it cannot move to another disk",
        [WEFT__WHY_NOT_GIVEN] = "this host gives the program no folder (weft run --dir FOLDER)",
        [WEFT__WHY_MODE] = "it was not opened for that",
        [WEFT__WHY_MOVED] = "the program was moved",
    };
    char text[WORDS_BYTES] = "the file ";
    const char *more = why > 0 && why < WEFT__WHYS && words[why] ? words[why] : weft_error_name((int)code);

    weft__text_append(text, sizeof text - strlen(more) - 3, path);
    weft__text_append(text, sizeof text, ": ");
    weft__text_append(text, sizeof text, more);
    weft__task_error(place, (int)code, text);
    return (int)code;
}

/* ---- open and close ---- */

static void forget_all(void)
{
    while (files.first) {
        weft_file *file = weft__owner(files.first, weft_file, open);
        if (weft__options.debug && !weft__loop.fatal)
            weft__say("weft: debug: the file %s was still open at the end of the run\n", file->path);
        weft_file_close(file);
    }
    numbers = 0;
}

static struct weft__ending ending = {.forget = forget_all};

static void drop_buffer(weft_file *file)
{
    file->from = file->to = 0;
}

void weft_file_close(weft_file *file)
{
    const char *name = file->resource.name;

    if (!file->number)
        return;
    if (file->request)
        file->request->closed = true;
    if (file->request && file->request->perform) /* a thread may be at it */
        file->request->buffer = file->buffer;
    else
        give_back(file->descriptor, file->buffer);
    weft__list_remove(&files, &file->open);
    *file = (weft_file){.resource = {.name = name}};
}

void weft__file_leave(weft_file *file)
{
    weft_file_close(file);
}

static unsigned flags_of(const char *mode)
{
    static const struct {
        char letter;
        unsigned flags, both;
    } modes[] = {
        {'r', WEFT__FILE_READS, WEFT__FILE_WRITES},
        {'w', WEFT__FILE_WRITES | WEFT__FILE_CREATES | WEFT__FILE_EMPTIES, WEFT__FILE_READS},
        {'a', WEFT__FILE_WRITES | WEFT__FILE_CREATES | WEFT__FILE_APPENDS, WEFT__FILE_READS},
        {'x', WEFT__FILE_WRITES | WEFT__FILE_CREATES | WEFT__FILE_NEW, WEFT__FILE_READS},
    };

    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (mode[0] == modes[i].letter && (!mode[1] || (mode[1] == '+' && !mode[2])))
            return modes[i].flags | (mode[1] ? modes[i].both : 0);
    return 0;
}

static int open_file(struct weft__file_request *request)
{
    request->descriptor = weft__host_file_open(request->path, request->flags, &request->why);
    return request->descriptor < 0 ? request->descriptor : WEFT_OK;
}

int weft_open_file(weft_place *place, weft_file *file, const char *path, const char *mode)
{
    struct weft__file_request request = {.perform = open_file, .path = path, .descriptor = -1};

    if (!weft__self() || file->number)
        return WEFT_USAGE;
    request.flags = mode ? flags_of(mode) : 0;
    if (!path || !*path || !request.flags) {
        weft__task_error(place, WEFT_INVALID, request.flags ? "a file is opened by its path, and this one is empty"
                                                            : "a file's mode is r, w, a or x, with + behind it to read and write");
        return WEFT_INVALID;
    }
    WEFT_TRY(weft__file_perform(place, &request));
    int64_t code = weft__file_result(&request, WEFT__NO_FILE, NULL, 0);
    if (code)
        return weft__file_fail(place, path, code, request.why);
    if (file->number) { /* another task has opened it meanwhile */
        if (request.descriptor >= 0)
            weft__host_file_close(request.descriptor);
        return WEFT_USAGE;
    }
    (void)weft__at_end(&ending);
    *file = (weft_file){.resource = file->resource, .path = path, .descriptor = request.descriptor, .number = ++numbers,
                        .flags = request.flags};
    weft__list_append(&files, &file->open);
    return WEFT_OK;
}

/* What every call begins with. */
static int check(weft_place *place, const weft_file *file, unsigned needed)
{
    if (!weft__self() || file->request)
        return WEFT_USAGE;
    if (!file->number)
        return WEFT_CLOSED;
    return (file->flags & needed) == needed ? WEFT_OK : weft__file_fail(place, file->path, WEFT_DENIED, WEFT__WHY_MODE);
}

/* ---- read ---- */

static int read_some(struct weft__file_request *request)
{
    return (int)weft__host_file_read(request->descriptor, request->bytes, request->count, request->at, &request->why);
}

/* From the file: how many, 0 at the end, or a code with its record. */
static int64_t fetch(weft_place *place, weft_file *file, void *bytes, size_t count)
{
    struct weft__file_request request = {.perform = read_some, .file = file, .descriptor = file->descriptor, .bytes = bytes,
                                         .count = count < BUFFER_BYTES * 64 ? count : BUFFER_BYTES * 64, .at = file->at};
    int err = weft__file_perform(place, &request);

    if (err)
        return err;
    int64_t got = weft__file_result(&request, WEFT__NO_FILE - file->number, bytes, request.count);
    return got < 0 ? weft__file_fail(place, file->path, got, request.why) : got;
}

/* Bytes that were read ahead; when there are none, more are. 0 at the end. */
static int64_t look(weft_place *place, weft_file *file)
{
    if (file->from < file->to)
        return (int64_t)(file->to - file->from);
    if (!file->buffer)
        file->buffer = weft__alloc(BUFFER_BYTES);
    if (!file->buffer)
        return WEFT_NO_MEMORY;
    int64_t got = fetch(place, file, file->buffer, BUFFER_BYTES);
    if (got > 0) {
        file->from = 0;
        file->to = (size_t)got;
    }
    return got;
}

static void took(weft_file *file, size_t count)
{
    file->from += count;
    file->at += (int64_t)count;
}

int weft_file_read(weft_place *place, weft_file *file, void *bytes, size_t size, size_t *count)
{
    *count = 0;
    WEFT_TRY(check(place, file, WEFT__FILE_READS));
    if (size == 0)
        return WEFT_OK;
    bool straight = size >= BUFFER_BYTES && file->from == file->to;
    int64_t got = straight ? fetch(place, file, bytes, size) : look(place, file);
    if (got < 0)
        return (int)got;
    *count = (size_t)got < size ? (size_t)got : size;
    if (straight) {
        file->at += got;
        return WEFT_OK;
    }
    if (*count > 0)
        memcpy(bytes, file->buffer + file->from, *count);
    took(file, *count);
    return WEFT_OK;
}

/* A line as far as it is there: its length, with `*whole` when it ended with '\n'; what has no room is dropped. Or a code. */
static int64_t take_line(weft_place *place, weft_file *file, char *line, size_t size, bool *whole)
{
    size_t length = 0;

    for (*whole = false; !*whole;) {
        int64_t there = look(place, file);
        if (there < 0)
            return there;
        if (there == 0)
            break;
        const char *from = file->buffer + file->from, *end = memchr(from, '\n', (size_t)there);
        size_t part = end ? (size_t)(end - from) + 1 : (size_t)there;
        *whole = end != NULL;
        if (length + part < size)
            memcpy(line + length, from, part);
        length += part;
        took(file, part);
    }
    line[length < size ? length : 0] = '\0';
    return (int64_t)length;
}

static int read_line(weft_place *place, weft_file *file, char *line, size_t size, size_t *count, bool wants_end)
{
    int64_t begin = file->at;
    bool whole;

    if (count)
        *count = 0;
    if (size == 0)
        return WEFT_INVALID;
    int64_t length = take_line(place, file, line, size, &whole);
    if (length < 0 || (wants_end && !whole)) {
        if (length != WEFT_CLOSED) { /* then it may be gone */
            drop_buffer(file);
            file->at = begin;
        }
        *line = '\0';
        return length < 0 ? (int)length : WEFT_OK;
    }
    if ((size_t)length >= size)
        return weft__file_fail(place, file->path, WEFT_LIMIT, WEFT__WHY_CODE);
    if (count)
        *count = (size_t)length;
    return WEFT_OK;
}

int weft_file_read_line(weft_place *place, weft_file *file, char *line, size_t size, size_t *count)
{
    WEFT_TRY(check(place, file, WEFT__FILE_READS));
    return read_line(place, file, line, size, count, false);
}

/* A file that is shorter than what was read of it was begun anew. */
static int begin_anew(weft_place *place, weft_file *file)
{
    int64_t size;

    WEFT_TRY(weft_file_size(place, file, &size));
    if (size >= file->at)
        return WEFT_OK;
    drop_buffer(file);
    file->at = 0;
    return WEFT_OK;
}

/* The file may be closed meanwhile, and be gone. */
static int rest(weft_place *place, weft_file *file, double seconds)
{
    struct weft__file_request request = {.file = file};

    file->request = &request;
    int err = weft_sleep(place, seconds);
    if (request.closed)
        return WEFT_CLOSED;
    file->request = NULL;
    return err;
}

int weft_file_follow(weft_place *place, weft_file *file, char *line, size_t size, size_t *count, double seconds)
{
    size_t length;

    if (!(seconds > 0) || seconds == WEFT_FOREVER)
        return WEFT_INVALID;
    for (;;) {
        WEFT_TRY(check(place, file, WEFT__FILE_READS));
        WEFT_TRY(read_line(place, file, line, size, &length, true));
        if (count)
            *count = length;
        if (length > 0)
            return WEFT_OK;
        WEFT_TRY(rest(place, file, seconds));
        WEFT_TRY(begin_anew(place, file));
    }
}

/* ---- write ---- */

static int write_all(struct weft__file_request *request)
{
    bool appends = request->flags & WEFT__FILE_APPENDS;
    int code = weft__host_file_write(request->descriptor, request->bytes, request->count, request->at, appends, &request->why);

    if (appends && !code) {
        int64_t end = weft__host_file_size(request->descriptor, &request->why);
        request->at = end < 0 ? request->at : end;
    }
    return code;
}

int weft__file_written(struct weft__file_request *request, int number)
{
    int error = request->why;

    if (!weft__tape)
        return (int)request->result;
    long done = request->result ? (long)request->result : (long)request->count;
    done = weft__tape_sent(number, request->bytes, request->count, done, &error);
    request->why = error;
    return done < 0 ? (int)done : WEFT_OK;
}

int weft_file_write(weft_place *place, weft_file *file, const void *bytes, size_t count)
{
    WEFT_TRY(check(place, file, WEFT__FILE_WRITES));
    struct weft__file_request request = {.perform = write_all, .file = file, .descriptor = file->descriptor, .flags = file->flags,
                                         .bytes = (void *)(uintptr_t)bytes, .count = count, .at = file->at};
    if (!bytes && count > 0)
        return WEFT_INVALID;
    if (count == 0)
        return WEFT_OK;
    drop_buffer(file);
    WEFT_TRY(weft__file_perform(place, &request));
    int code = weft__file_written(&request, WEFT__NO_FILE - file->number);
    if (code)
        return weft__file_fail(place, file->path, code, request.why);
    file->at = request.flags & WEFT__FILE_APPENDS ? request.at : file->at + (int64_t)count;
    return WEFT_OK;
}

/* ---- the place, the size, the disk ---- */

int weft_file_seek(weft_file *file, int64_t at)
{
    if (file->request)
        return WEFT_USAGE;
    if (!file->number)
        return WEFT_CLOSED;
    if (at < 0)
        return WEFT_INVALID;
    drop_buffer(file);
    file->at = at;
    return WEFT_OK;
}

int64_t weft_file_at(const weft_file *file)
{
    return file->at;
}

static int see_size(struct weft__file_request *request)
{
    int64_t size = weft__host_file_size(request->descriptor, &request->why);

    request->at = size;
    return size < 0 ? (int)size : (int)sizeof size;
}

int weft_file_size(weft_place *place, weft_file *file, int64_t *bytes)
{
    WEFT_TRY(check(place, file, 0));
    struct weft__file_request request = {.perform = see_size, .file = file, .descriptor = file->descriptor};
    WEFT_TRY(weft__file_perform(place, &request));
    int64_t code = weft__file_result(&request, WEFT__NO_FILE - file->number, &request.at, sizeof request.at);
    if (code < 0)
        return weft__file_fail(place, file->path, code, request.why);
    *bytes = request.at;
    return WEFT_OK;
}

static int sync_file(struct weft__file_request *request)
{
    return weft__host_file_sync(request->descriptor, &request->why);
}

int weft_file_sync(weft_place *place, weft_file *file)
{
    WEFT_TRY(check(place, file, 0));
    struct weft__file_request request = {.perform = sync_file, .file = file, .descriptor = file->descriptor};
    WEFT_TRY(weft__file_perform(place, &request));
    int64_t code = weft__file_result(&request, WEFT__NO_FILE - file->number, NULL, 0);
    return code ? weft__file_fail(place, file->path, code, request.why) : WEFT_OK;
}
