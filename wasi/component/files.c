/* Files of a component, by wasi:filesystem: the folders that the host gives, and what is opened in them, for the calls of preview 1 that libc has. A
 * descriptor is a place in a table; WASI keeps no position in a file, so it is here. In 0.3 these calls are asynchronous: lowered as others are, they block. */
#include "files.h"

#include <stdlib.h>
#include <string.h>

struct folder { handle descriptor; struct text path; };
struct time { uint64_t seconds; uint32_t nanoseconds; };
struct moment { uint8_t is_some; struct time time; };
struct status { kind type; uint64_t links, size; struct moment accessed, modified, changed; };
struct stat_answer { uint8_t failed; _Alignas(8) union { failure error; struct status status; }; };
struct text_answer { uint8_t failed; _Alignas(4) union { failure error; struct text text; }; };
struct hash_answer { uint8_t failed; _Alignas(8) union { failure error; uint64_t halves[2]; }; };

#define PATH const char *path, size_t length
#define TIMES int32_t access, int64_t accessed, int32_t a, int32_t change, int64_t changed, int32_t b

FROM("filesystem/preopens", "get-directories") void wasi_folders(struct list *folders);
FROM("filesystem/types", "[resource-drop]descriptor") void wasi_drop_file(handle file);
METHOD("open-at") void wasi_open(handle at, int32_t how, PATH, int32_t open, int32_t flags, struct file_made *answer);
METHOD("stat") void wasi_stat(handle file, struct stat_answer *answer);
METHOD("stat-at") void wasi_stat_at(handle at, int32_t how, PATH, struct stat_answer *answer);
METHOD("metadata-hash") void wasi_hash(handle file, struct hash_answer *answer);
METHOD("metadata-hash-at") void wasi_hash_at(handle at, int32_t how, PATH, struct hash_answer *answer);
METHOD("set-size") void wasi_set_size(handle file, uint64_t size, struct file_done *answer);
METHOD("set-times") void wasi_set_times(handle file, TIMES, struct file_done *answer);
METHOD("set-times-at") void wasi_set_times_at(handle at, int32_t how, PATH, TIMES, struct file_done *answer);
METHOD("sync") void wasi_sync(handle file, struct file_done *answer);
METHOD("sync-data") void wasi_sync_data(handle file, struct file_done *answer);
METHOD("create-directory-at") void wasi_make_folder(handle at, PATH, struct file_done *answer);
METHOD("remove-directory-at") void wasi_remove_folder(handle at, PATH, struct file_done *answer);
METHOD("unlink-file-at") void wasi_remove(handle at, PATH, struct file_done *answer);
METHOD("rename-at") void wasi_rename(handle at, PATH, handle other, const char *new_path, size_t new_length, struct file_done *answer);
METHOD("link-at") void wasi_link(handle at, int32_t how, PATH, handle other, const char *new_path, size_t new_length, struct file_done *answer);
METHOD("symlink-at") void wasi_symlink(handle at, const char *old, size_t old_length, PATH, struct file_done *answer);
METHOD("readlink-at") void wasi_read_link(handle at, PATH, struct text_answer *answer);

/* ---- errors and kinds ---- */

int32_t component_file_error(const failure *error)
{
    static const uint8_t known[] = {
        __WASI_ERRNO_ACCES, __WASI_ERRNO_AGAIN, __WASI_ERRNO_ALREADY, __WASI_ERRNO_BADF, __WASI_ERRNO_BUSY, __WASI_ERRNO_DEADLK, __WASI_ERRNO_DQUOT,
        __WASI_ERRNO_EXIST, __WASI_ERRNO_FBIG, __WASI_ERRNO_ILSEQ, __WASI_ERRNO_INPROGRESS, __WASI_ERRNO_INTR, __WASI_ERRNO_INVAL, __WASI_ERRNO_IO,
        __WASI_ERRNO_ISDIR, __WASI_ERRNO_LOOP, __WASI_ERRNO_MLINK, __WASI_ERRNO_MSGSIZE, __WASI_ERRNO_NAMETOOLONG, __WASI_ERRNO_NODEV,
        __WASI_ERRNO_NOENT, __WASI_ERRNO_NOLCK, __WASI_ERRNO_NOMEM, __WASI_ERRNO_NOSPC, __WASI_ERRNO_NOTDIR, __WASI_ERRNO_NOTEMPTY,
        __WASI_ERRNO_NOTRECOVERABLE, __WASI_ERRNO_NOTSUP, __WASI_ERRNO_NOTTY, __WASI_ERRNO_NXIO, __WASI_ERRNO_OVERFLOW, __WASI_ERRNO_PERM,
        __WASI_ERRNO_PIPE, __WASI_ERRNO_ROFS, __WASI_ERRNO_SPIPE, __WASI_ERRNO_TXTBSY, __WASI_ERRNO_XDEV};

    uint8_t code = CODE(*error);

#ifdef COMPONENT_03 /* it does not know the second one */
    if (code > 0)
        code++;
    if (code == sizeof known && error->has_words)
        free((void *)error->words.bytes);
#endif
    return code < sizeof known ? known[code] : __WASI_ERRNO_IO;
}

static int32_t result_of(const struct file_done *answer)
{
    return answer->failed ? component_file_error(&answer->error) : 0;
}

uint8_t component_file_type(const kind *type)
{
    static const uint8_t known[] = {__WASI_FILETYPE_UNKNOWN, __WASI_FILETYPE_BLOCK_DEVICE, __WASI_FILETYPE_CHARACTER_DEVICE, __WASI_FILETYPE_DIRECTORY,
                                    __WASI_FILETYPE_UNKNOWN, __WASI_FILETYPE_SYMBOLIC_LINK, __WASI_FILETYPE_REGULAR_FILE, __WASI_FILETYPE_SOCKET_STREAM};

    size_t code = CODE(*type);

#ifdef COMPONENT_03 /* what is not known comes last */
    code++;
    if (code == sizeof known && type->has_words)
        free((void *)type->words.bytes);
#endif
    return code < sizeof known ? known[code] : __WASI_FILETYPE_UNKNOWN;
}

/* ---- the table ---- */

enum { FIRST_FILE = 3, READ_FLAG = 1, WRITE_FLAG = 2, SYNC_FLAG = 4, DATA_SYNC_FLAG = 8 };

static struct file *files;
static size_t room;

static int32_t keep(struct file file)
{
    size_t at;

    if (!component_find_free((void **)&files, &room, sizeof *files, &at))
        return -1;
    files[at] = file;
    return (int32_t)at + FIRST_FILE;
}

static void open_folders(void)
{
    static bool done;
    struct list list;

    if (done)
        return;
    done = true;
    wasi_folders(&list);
    const struct folder *folder = list.items;
    for (size_t i = 0; i < list.count; i++)
        (void)keep((struct file){.descriptor = folder[i].descriptor, .given = folder[i].path, .type = __WASI_FILETYPE_DIRECTORY});
    free(list.items);
}

static struct file *file_of(int32_t fd)
{
    open_folders();
    size_t at = (size_t)(fd - FIRST_FILE);
    return fd >= FIRST_FILE && at < room && files[at].descriptor ? &files[at] : NULL;
}

static handle resource(int32_t fd)
{
    struct file *file = file_of(fd);

    return file ? file->descriptor : 0;
}

#define GIVE_FILE(fd)                    \
    struct file *file = file_of(fd);     \
    if (!file)                           \
        return __WASI_ERRNO_BADF
#define GIVE_HANDLE(name, fd)            \
    handle name = resource(fd);          \
    if (!name)                           \
        return __WASI_ERRNO_BADF

static void forget_names(struct file *file)
{
    for (size_t i = 0; i < file->name_count; i++)
        free((void *)file->names[i].text.bytes);
    free(file->names);
    file->names = NULL;
    file->name_count = file->name_room = 0;
}

int32_t component_file_close(int32_t fd)
{
    GIVE_FILE(fd);
    forget_names(file);
    component_bytes_drop(file);
    wasi_drop_file(file->descriptor);
    *file = (struct file){.descriptor = 0};
    return 0;
}

PREVIEW1(fd_renumber)(int32_t fd, int32_t to)
{
    if (!file_of(fd) || !file_of(to))
        return __WASI_ERRNO_BADF;
    if (fd == to)
        return 0;
    (void)component_file_close(to);
    files[to - FIRST_FILE] = files[fd - FIRST_FILE];
    files[fd - FIRST_FILE] = (struct file){.descriptor = 0};
    return 0;
}

PREVIEW1(fd_prestat_get)(int32_t fd, int32_t to)
{
    struct file *file = file_of(fd);

    if (!file || !file->given.count)
        return __WASI_ERRNO_BADF;
    *(__wasi_prestat_t *)to = (__wasi_prestat_t){.tag = __WASI_PREOPENTYPE_DIR, .u.dir.pr_name_len = file->given.count};
    return 0;
}

PREVIEW1(fd_prestat_dir_name)(int32_t fd, int32_t to, int32_t count)
{
    GIVE_FILE(fd);
    if ((size_t)count < file->given.count)
        return __WASI_ERRNO_NAMETOOLONG;
    memcpy((void *)to, file->given.bytes, file->given.count);
    return 0;
}

int32_t component_file_status(int32_t fd, __wasi_fdstat_t *status)
{
    GIVE_FILE(fd);
    bool is_folder = file->type == __WASI_FILETYPE_DIRECTORY;
    uint64_t others = ~(uint64_t)(__WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_READDIR | __WASI_RIGHTS_FD_WRITE);
    *status = (__wasi_fdstat_t){
        .fs_filetype = file->type, .fs_flags = file->appends ? __WASI_FDFLAGS_APPEND : 0,
        .fs_rights_base = others | (file->reads || is_folder ? __WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_READDIR : 0) | (file->writes ? __WASI_RIGHTS_FD_WRITE : 0),
        .fs_rights_inheriting = is_folder ? ~UINT64_C(0) : 0};
    return 0;
}

int32_t component_file_flags(int32_t fd, int32_t flags)
{
    GIVE_FILE(fd);
    file->appends = flags & __WASI_FDFLAGS_APPEND;
    return 0;
}

/* ---- opening ---- */

PREVIEW1(path_open)(int32_t fd, int32_t how, int32_t path, int32_t length, int32_t open, int64_t rights, int64_t inheriting, int32_t flags, int32_t to)
{
    struct file_made made;
    struct stat_answer seen;
    struct file file = {.reads = rights & (__WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_READDIR), .writes = rights & __WASI_RIGHTS_FD_WRITE,
                        .appends = flags & __WASI_FDFLAGS_APPEND};

    (void)inheriting;
    GIVE_HANDLE(at, fd);
    if (open & __WASI_OFLAGS_DIRECTORY) /* what a folder may is the host's to say */
        file.writes = false;
    int32_t wanted = (file.reads || !file.writes ? READ_FLAG : 0) | (file.writes ? WRITE_FLAG : 0) | (flags & __WASI_FDFLAGS_SYNC ? SYNC_FLAG : 0) |
                     (flags & __WASI_FDFLAGS_DSYNC ? DATA_SYNC_FLAG : 0);
    wasi_open(at, how, (const char *)path, (size_t)length, open, wanted, &made);
    if (made.failed)
        return component_file_error(&made.error);
    file.descriptor = made.first;
    wasi_stat(made.first, &seen);
    file.type = seen.failed ? __WASI_FILETYPE_UNKNOWN : component_file_type(&seen.status.type);
    int32_t kept = keep(file);
    if (kept < 0) {
        wasi_drop_file(made.first);
        return __WASI_ERRNO_NOMEM;
    }
    *(int32_t *)to = kept;
    return 0;
}

/* ---- bytes ---- */

/* All that is there, vector by vector; fewer at the end. */
static int32_t read_at(struct file *file, const __wasi_iovec_t *vectors, int32_t many, uint64_t at, size_t *count)
{
    *count = 0;
    if (file->type == __WASI_FILETYPE_DIRECTORY)
        return __WASI_ERRNO_ISDIR;
    if (!file->reads)
        return __WASI_ERRNO_BADF;
    for (int32_t i = 0; i < many; i++)
        for (size_t done = 0, part = 1; done < vectors[i].buf_len && part > 0; done += part, *count += part) {
            part = 0;
            int32_t error = component_bytes_read(file, vectors[i].buf + done, vectors[i].buf_len - done, at + *count, &part);
            if (error)
                return *count > 0 ? 0 : error;
            if (part == 0)
                return 0;
        }
    return 0;
}

static int32_t write_at(struct file *file, const __wasi_ciovec_t *vectors, int32_t many, uint64_t at, bool appends, size_t *count)
{
    *count = 0;
    if (!file->writes)
        return __WASI_ERRNO_BADF;
    for (int32_t i = 0; i < many; i++) {
        if (vectors[i].buf_len == 0)
            continue;
        int32_t error = appends ? component_bytes_append(file, vectors[i].buf, vectors[i].buf_len)
                                : component_bytes_write(file, vectors[i].buf, vectors[i].buf_len, at + *count);
        if (error)
            return *count > 0 ? 0 : error;
        *count += vectors[i].buf_len;
    }
    return 0;
}

int32_t component_file_read(int32_t fd, const __wasi_iovec_t *vectors, int32_t many, size_t *count)
{
    GIVE_FILE(fd);
    int32_t error = read_at(file, vectors, many, file->at, count);
    file->at += *count;
    return error;
}

int32_t component_file_write(int32_t fd, const __wasi_ciovec_t *vectors, int32_t many, size_t *count)
{
    GIVE_FILE(fd);
    int32_t error = write_at(file, vectors, many, file->at, file->appends, count);
    file->at += *count;
    return error;
}

PREVIEW1(fd_pread)(int32_t fd, int32_t vectors, int32_t many, int64_t at, int32_t count)
{
    GIVE_FILE(fd);
    return read_at(file, (const void *)vectors, many, (uint64_t)at, (size_t *)count);
}

PREVIEW1(fd_pwrite)(int32_t fd, int32_t vectors, int32_t many, int64_t at, int32_t count)
{
    GIVE_FILE(fd);
    return write_at(file, (const void *)vectors, many, (uint64_t)at, false, (size_t *)count);
}

int32_t component_file_seek(int32_t fd, int64_t offset, int32_t from, uint64_t *to)
{
    struct stat_answer answer;

    GIVE_FILE(fd);
    if (file->type == __WASI_FILETYPE_DIRECTORY)
        return __WASI_ERRNO_BADF;
    int64_t base = from == __WASI_WHENCE_CUR ? (int64_t)file->at : 0;
    if (from == __WASI_WHENCE_END) {
        wasi_stat(file->descriptor, &answer);
        if (answer.failed)
            return component_file_error(&answer.error);
        base = (int64_t)answer.status.size;
    }
    if (base + offset < 0)
        return __WASI_ERRNO_INVAL;
    *to = file->at = (uint64_t)(base + offset);
    return 0;
}

PREVIEW1(fd_tell)(int32_t fd, int32_t to)
{
    GIVE_FILE(fd);
    *(uint64_t *)to = file->at;
    return 0;
}

PREVIEW1(fd_sync)(int32_t fd)
{
    struct file_done answer;

    GIVE_HANDLE(file, fd);
    wasi_sync(file, &answer);
    return result_of(&answer);
}

PREVIEW1(fd_datasync)(int32_t fd)
{
    struct file_done answer;

    GIVE_HANDLE(file, fd);
    wasi_sync_data(file, &answer);
    return result_of(&answer);
}

PREVIEW1(fd_filestat_set_size)(int32_t fd, int64_t size)
{
    struct file_done answer;

    GIVE_HANDLE(file, fd);
    wasi_set_size(file, (uint64_t)size, &answer);
    return result_of(&answer);
}

/* What is only advice. */
PREVIEW1(fd_advise)(int32_t fd, int64_t offset, int64_t count, int32_t advice)
{
    (void)offset, (void)count, (void)advice;
    return file_of(fd) ? 0 : __WASI_ERRNO_BADF;
}

/* ---- what is known of a file ---- */

static uint64_t time_of(const struct moment *moment)
{
    return moment->is_some ? moment->time.seconds * 1000000000 + moment->time.nanoseconds : 0;
}

static int32_t put_status(const struct stat_answer *answer, const struct hash_answer *hash, __wasi_filestat_t *to)
{
    const struct status *status = &answer->status;

    if (answer->failed)
        return component_file_error(&answer->error);
    *to = (__wasi_filestat_t){.dev = 1, .ino = hash->failed ? 0 : hash->halves[0], .filetype = component_file_type(&status->type), .nlink = status->links,
                              .size = status->size, .atim = time_of(&status->accessed), .mtim = time_of(&status->modified),
                              .ctim = time_of(&status->changed)};
    return 0;
}

int32_t component_file_stat(int32_t fd, __wasi_filestat_t *to)
{
    struct stat_answer answer;
    struct hash_answer hash;

    GIVE_HANDLE(file, fd);
    wasi_stat(file, &answer);
    wasi_hash(file, &hash);
    return put_status(&answer, &hash, to);
}

PREVIEW1(path_filestat_get)(int32_t fd, int32_t how, int32_t path, int32_t length, int32_t to)
{
    struct stat_answer answer;
    struct hash_answer hash;

    GIVE_HANDLE(at, fd);
    wasi_stat_at(at, how, (const char *)path, (size_t)length, &answer);
    wasi_hash_at(at, how, (const char *)path, (size_t)length, &hash);
    return put_status(&answer, &hash, (void *)to);
}

/* Parameters of 0.2 for a time of preview 1: none, now, or one that is given. */
static int32_t kind_of_time(int32_t which, int32_t given, int32_t now)
{
    return which & now ? 1 : which & given ? 2 : 0;
}

#define SPLIT(nanoseconds) (int64_t)((uint64_t)(nanoseconds) / 1000000000), (int32_t)((uint64_t)(nanoseconds) % 1000000000)
#define GIVE_TIMES kind_of_time(which, __WASI_FSTFLAGS_ATIM, __WASI_FSTFLAGS_ATIM_NOW), SPLIT(access), \
    kind_of_time(which, __WASI_FSTFLAGS_MTIM, __WASI_FSTFLAGS_MTIM_NOW), SPLIT(change)

PREVIEW1(fd_filestat_set_times)(int32_t fd, int64_t access, int64_t change, int32_t which)
{
    struct file_done answer;

    GIVE_HANDLE(file, fd);
    wasi_set_times(file, GIVE_TIMES, &answer);
    return result_of(&answer);
}

PREVIEW1(path_filestat_set_times)(int32_t fd, int32_t how, int32_t path, int32_t length, int64_t access, int64_t change, int32_t which)
{
    struct file_done answer;

    GIVE_HANDLE(at, fd);
    wasi_set_times_at(at, how, (const char *)path, (size_t)length, GIVE_TIMES, &answer);
    return result_of(&answer);
}

/* ---- folders ---- */

bool component_file_name(struct file *file, uint8_t type, struct text text)
{
    if (file->name_count == file->name_room && !component_grow((void **)&file->names, &file->name_room, sizeof *file->names))
        return false;
    file->names[file->name_count++] = (struct name){type, text};
    return true;
}

static bool add_dots(struct file *file, size_t count)
{
    char *dots = malloc(count);

    if (!dots)
        return false;
    memset(dots, '.', count);
    return component_file_name(file, __WASI_FILETYPE_DIRECTORY, (struct text){dots, count});
}

/* All of them, as they are now: a place among them is a number. */
static int32_t read_names(struct file *file)
{
    forget_names(file);
    return add_dots(file, 1) && add_dots(file, 2) ? component_bytes_names(file) : __WASI_ERRNO_NOMEM;
}

/* As much of it as there is room for; how much that is. */
static size_t put(char *to, size_t room, const void *from, size_t count)
{
    size_t part = count < room ? count : room;

    memcpy(to, from, part);
    return part;
}

PREVIEW1(fd_readdir)(int32_t fd, int32_t bytes, int32_t most, int64_t cookie, int32_t count)
{
    size_t used = 0, all = (size_t)most;
    struct hash_answer hash;

    GIVE_FILE(fd);
    int32_t error = cookie == 0 || !file->names ? read_names(file) : 0;
    if (error)
        return error;
    for (uint64_t i = (uint64_t)cookie; i < file->name_count && used < all; i++) {
        const struct name *name = &file->names[i];
        wasi_hash_at(file->descriptor, 0, name->text.bytes, name->text.count, &hash);
        __wasi_dirent_t entry = {.d_next = i + 1, .d_ino = hash.failed ? 1 : hash.halves[0], .d_namlen = name->text.count, .d_type = name->type};
        used += put((char *)bytes + used, all - used, &entry, sizeof entry);
        used += put((char *)bytes + used, all - used, name->text.bytes, name->text.count);
    }
    *(size_t *)count = used;
    return 0;
}

#define AT_PATH(function, call)                                            \
    PREVIEW1(function)(int32_t fd, int32_t path, int32_t length)           \
    {                                                                      \
        struct file_done answer;                                               \
                                                                           \
        GIVE_HANDLE(at, fd);                                               \
        call(at, (const char *)path, (size_t)length, &answer);             \
        return result_of(&answer);                                         \
    }
AT_PATH(path_create_directory, wasi_make_folder)
AT_PATH(path_remove_directory, wasi_remove_folder)
AT_PATH(path_unlink_file, wasi_remove)

PREVIEW1(path_rename)(int32_t fd, int32_t path, int32_t length, int32_t other, int32_t new_path, int32_t new_length)
{
    struct file_done answer;

    GIVE_HANDLE(at, fd);
    GIVE_HANDLE(to, other);
    wasi_rename(at, (const char *)path, (size_t)length, to, (const char *)new_path, (size_t)new_length, &answer);
    return result_of(&answer);
}

PREVIEW1(path_link)(int32_t fd, int32_t how, int32_t path, int32_t length, int32_t other, int32_t new_path, int32_t new_length)
{
    struct file_done answer;

    GIVE_HANDLE(at, fd);
    GIVE_HANDLE(to, other);
    wasi_link(at, how, (const char *)path, (size_t)length, to, (const char *)new_path, (size_t)new_length, &answer);
    return result_of(&answer);
}

PREVIEW1(path_symlink)(int32_t path, int32_t length, int32_t fd, int32_t new_path, int32_t new_length)
{
    struct file_done answer;

    GIVE_HANDLE(at, fd);
    wasi_symlink(at, (const char *)path, (size_t)length, (const char *)new_path, (size_t)new_length, &answer);
    return result_of(&answer);
}

PREVIEW1(path_readlink)(int32_t fd, int32_t path, int32_t length, int32_t bytes, int32_t most, int32_t count)
{
    struct text_answer answer;

    GIVE_HANDLE(at, fd);
    wasi_read_link(at, (const char *)path, (size_t)length, &answer);
    if (answer.failed)
        return component_file_error(&answer.error);
    *(size_t *)count = put((char *)bytes, (size_t)most, answer.text.bytes, answer.text.count);
    free((void *)answer.text.bytes);
    return 0;
}

PREVIEW1(fd_allocate)(int32_t fd, int64_t offset, int64_t count)
{
    (void)offset, (void)count;
    return file_of(fd) ? __WASI_ERRNO_NOTSUP : __WASI_ERRNO_BADF;
}

PREVIEW1(fd_fdstat_set_rights)(int32_t fd, int64_t base, int64_t inheriting)
{
    (void)base, (void)inheriting;
    return file_of(fd) ? 0 : __WASI_ERRNO_BADF;
}
