/* Reading and writing files in a component of WASI 0.2. */
#include "files.h"

struct read_answer { uint8_t failed; _Alignas(4) union { failure error; struct { struct list list; uint8_t ended; }; }; };
struct name_answer { uint8_t failed; _Alignas(4) union { failure error; struct { uint8_t is_some; _Alignas(4) kind type; struct text name; }; }; };

enum { WRITE_PART = 4096 };

METHOD("read") void wasi_file_read(handle file, uint64_t most, uint64_t at, struct read_answer *answer);
METHOD("write") void wasi_file_write(handle file, const void *bytes, size_t count, uint64_t at, struct permit *answer);
METHOD("append-via-stream") void wasi_append(handle file, struct file_made *answer);
METHOD("read-directory") void wasi_names(handle folder, struct file_made *answer);
FROM("filesystem/types", "[resource-drop]directory-entry-stream") void wasi_drop_names(handle names);
FROM("filesystem/types", "[method]directory-entry-stream.read-directory-entry") void wasi_next_name(handle names, struct name_answer *answer);

int32_t component_bytes_read(struct file *file, void *bytes, size_t most, uint64_t at, size_t *count)
{
    struct read_answer answer;

    component_receive_into(bytes);
    wasi_file_read(file->descriptor, most, at, &answer);
    component_receive_into(NULL);
    if (answer.failed)
        return component_file_error(&answer.error);
    *count = answer.list.count;
    return 0;
}

int32_t component_bytes_write(struct file *file, const void *bytes, size_t count, uint64_t at)
{
    struct permit answer;

    for (size_t done = 0; done < count; done += (size_t)answer.count) {
        wasi_file_write(file->descriptor, (const char *)bytes + done, count - done, at + done, &answer);
        if (answer.failed)
            return component_file_error(&answer.error);
    }
    return 0;
}

int32_t component_bytes_append(struct file *file, const void *bytes, size_t count)
{
    struct file_made made;
    struct written answer;

    if (!file->stream) {
        wasi_append(file->descriptor, &made);
        if (made.failed)
            return component_file_error(&made.error);
        file->stream = made.first;
    }
    for (size_t done = 0, part; done < count; done += part) {
        part = count - done < WRITE_PART ? count - done : WRITE_PART;
        wasi_write_blocking(file->stream, (const char *)bytes + done, part, &answer);
        if (answer.failed && answer.error == 0)
            wasi_drop_error(answer.why);
        if (answer.failed)
            return __WASI_ERRNO_IO;
    }
    return 0;
}

int32_t component_bytes_names(struct file *file)
{
    struct file_made made;
    struct name_answer answer;
    bool kept = true;

    wasi_names(file->descriptor, &made);
    if (made.failed)
        return component_file_error(&made.error);
    do {
        wasi_next_name(made.first, &answer);
        if (!answer.failed && answer.is_some)
            kept = component_file_name(file, component_file_type(&answer.type), answer.name);
    } while (!answer.failed && answer.is_some && kept);
    wasi_drop_names(made.first);
    return answer.failed ? component_file_error(&answer.error) : kept ? 0 : __WASI_ERRNO_NOMEM;
}

void component_bytes_drop(struct file *file)
{
    if (file->stream)
        wasi_drop_out(file->stream);
    file->stream = 0;
}
