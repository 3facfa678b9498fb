/* Reading and writing files in a component of WASI 0.3, which knows streams only. One that reads stays as long as reading goes on where it was;
 * each write has one of its own, whose future says what came of it. All of it blocks. */
#include "component/files.h"

struct entry { kind type; struct text name; };

enum { ENTRIES = 16 };

METHOD("read-via-stream") void wasi_file_stream(handle file, uint64_t at, struct pair *answer);
METHOD("write-via-stream") handle wasi_file_write(handle file, handle stream, uint64_t at);
METHOD("append-via-stream") handle wasi_file_append(handle file, handle stream);
METHOD("read-directory") void wasi_names(handle folder, struct pair *answer);
READS_STREAM(bytes, "filesystem/types", 0, "[method]descriptor.read-via-stream");
READS_FUTURE(bytes_end, "filesystem/types", 1, "[method]descriptor.read-via-stream");
WRITES_STREAM(put, "filesystem/types", 0, "[method]descriptor.write-via-stream");
READS_FUTURE(put_end, "filesystem/types", 1, "[method]descriptor.write-via-stream");
READS_STREAM(names, "filesystem/types", 0, "[method]descriptor.read-directory");
READS_FUTURE(names_end, "filesystem/types", 1, "[method]descriptor.read-directory");

static int32_t error_in(const struct file_done *end)
{
    return end->failed ? component_file_error(&end->error) : 0;
}

void component_bytes_drop(struct file *file)
{
    if (!file->stream)
        return;
    bytes_drop(file->stream);
    bytes_end_drop(file->rest);
    file->stream = 0;
}

int32_t component_bytes_read(struct file *file, void *to, size_t most, uint64_t at, size_t *count)
{
    struct file_done end = {.failed = 0};
    struct pair made;

    if (file->stream && file->next != at)
        component_bytes_drop(file);
    if (!file->stream) {
        wasi_file_stream(file->descriptor, at, &made);
        file->stream = made.stream;
        file->rest = made.future;
        file->next = at;
    }
    uint32_t code = component_settle(bytes_read(file->stream, to, most), file->stream);
    *count = COUNT_OF(code);
    file->next += *count;
    if (STATE_OF(code) == MORE_TO_COME)
        return 0;
    if (*count == 0)
        (void)component_settle(bytes_end_read(file->rest, &end), file->rest);
    component_bytes_drop(file); /* it may grow */
    return error_in(&end);
}

/* All of it goes to the stream, whose other end the host has; what came of it. */
static int32_t write_all(handle out, handle outcome, const char *from, size_t count)
{
    struct file_done end = {.failed = 0};
    uint32_t code = MORE_TO_COME;

    while (count > 0 && STATE_OF(code) == MORE_TO_COME) {
        code = component_settle(put_write(out, from, count), out);
        from += COUNT_OF(code);
        count -= COUNT_OF(code);
    }
    put_end_of(out);
    (void)component_settle(put_end_read(outcome, &end), outcome);
    put_end_drop(outcome);
    return end.failed ? error_in(&end) : count > 0 ? __WASI_ERRNO_IO : 0;
}

int32_t component_bytes_write(struct file *file, const void *from, size_t count, uint64_t at)
{
    uint64_t ends = put_new();

    component_bytes_drop(file); /* it may have read ahead */
    return write_all(WRITABLE_END(ends), wasi_file_write(file->descriptor, READABLE_END(ends), at), from, count);
}

int32_t component_bytes_append(struct file *file, const void *from, size_t count)
{
    uint64_t ends = put_new();

    component_bytes_drop(file);
    return write_all(WRITABLE_END(ends), wasi_file_append(file->descriptor, READABLE_END(ends)), from, count);
}

int32_t component_bytes_names(struct file *file)
{
    struct entry entries[ENTRIES];
    struct file_done end = {.failed = 0};
    struct pair made;
    uint32_t code;
    bool kept = true;

    wasi_names(file->descriptor, &made);
    do {
        code = component_settle(names_read(made.stream, entries, ENTRIES), made.stream);
        for (size_t i = 0; i < COUNT_OF(code); i++)
            kept = component_file_name(file, component_file_type(&entries[i].type), entries[i].name) && kept;
    } while (STATE_OF(code) == MORE_TO_COME && kept);
    names_drop(made.stream);
    if (STATE_OF(code) != MORE_TO_COME)
        (void)component_settle(names_end_read(made.future, &end), made.future);
    names_end_drop(made.future);
    return end.failed ? error_in(&end) : kept ? 0 : __WASI_ERRNO_NOMEM;
}
