/* weft/file.h: files, without blocking the other tasks. Opened, read, written and followed while they grow; folders
 * are listed. As Trio's files and asyncio's threads for them.
 *
 *     WEFT_FILE(log);
 *     char line[200];
 *     size_t count;
 *     WEFT_TRY(weft_open_file(&log, "server.log", "r"));
 *     do {
 *         WEFT_TRY(weft_file_read_line(&log, line, sizeof line, &count));
 *         printf("%s", line);
 *     } while (count > 0);                                       0: the end
 *
 * What holds for all of them:
 *   - Natively a thread of the pool of jobs does it, and other tasks run meanwhile. In wasm, and under the virtual
 *     clock, it happens in place, in a turn of its own, and takes no virtual time: tasks take turns as natively, but
 *     a slow disk holds up all of them.
 *   - Natively all files are there. In Node and wasmtime those of the folders that `weft run --dir FOLDER` gives,
 *     in a page those of a folder in memory. Without a folder: UNSUPPORTED, with a sentence.
 *   - What has begun is not called off: a cancel or a timeout that comes meanwhile is delivered at the next wait. One
 *     that comes before it has begun changes nothing in the file (Trio's rule). So nothing is read or written twice
 *     or half.
 *   - Files hold bytes; nothing is translated. Only files are opened: a pipe, a device or a folder is INVALID.
 *   - In a recording stands what was read, and of what was written only how much: a replay touches no file.
 *   - Beside the codes of weft.h there are those of weft/stream.h: NOT_FOUND, DENIED, IN_USE (it is there already),
 *     LIMIT, RESET (the program runs on another host now); and HOST, when the disk is full or fails.
 *     weft_error_text() says more. */
#ifndef WEFT_FILE_H
#define WEFT_FILE_H

#include "weft/output.h"
#include "weft/stream.h"

/* ---- Files ------------------------------------------------------------------------------------------------------- */

/* An open file, with the place in it where the next read or write begins. One task uses it at a time. */
typedef struct weft_file {
    /* private */
    struct weft__resource resource;
    struct weft__node open;             /* among all that are open */
    const char *path;
    int descriptor, number;             /* number: of the run's files; 0: closed */
    unsigned flags;
    int64_t at;                         /* of the first byte that was not given */
    char *buffer;                       /* what was read ahead, for lines */
    size_t from, to;
    struct weft__file_request *request; /* that is under way */
} weft_file;

/* Declares a closed file, which is closed again when the scope is left. */
#define WEFT_FILE(variable) \
    weft_file variable __attribute__((cleanup(weft__file_leave), unused)) = {.resource = {.name = #variable}}

/* Opens the file `path`, a text that stays as it is while the file is open. `mode` is Python's: "r" to read, "w" to
 * write a new one or one that is emptied first, "a" to write behind what is there, "x" to write one that is not
 * there yet; with "+" for both ("r+").
 *
 * OK; NOT_FOUND (no such file or folder), IN_USE ("x", and it is there), DENIED, FULL (too many open files),
 * INVALID (no file, or no such mode), UNSUPPORTED, CANCELLED, NO_MEMORY, HOST; USAGE (no task, or it is open).
 * (trio.open_file) */
WEFT_WAITS int weft_open_file(weft_place *place, weft_file *file, const char *path, const char *mode);
#define weft_open_file(file, path, mode) weft_open_file(WEFT_HERE(#file), file, path, mode)

/* Gives 1 to `size` of the next bytes. `*count` is 0 only at the end, or when `size` is 0. What is added later can
 * be read later. OK, CANCELLED, DENIED (it is not open to read), CLOSED, NO_MEMORY, HOST, RESET; USAGE (no task, or
 * another one uses it). (trio's AsyncFile.read) */
WEFT_WAITS int weft_file_read(weft_place *place, weft_file *file, void *bytes, size_t size, size_t *count);
#define weft_file_read(file, bytes, size, count) weft_file_read(WEFT_HERE(#file), file, bytes, size, count)

/* Gives the next line, with its '\n' and a NUL behind it; `*count`, which may be NULL, is its length without the
 * NUL. What follows the last '\n' is a line, too; after that the length is 0. LIMIT: the line has no room in `size`
 * bytes; it is dropped up to its '\n'. Else as weft_file_read; after any other failure the next call begins with
 * the same line. (AsyncFile.readline) */
WEFT_WAITS int weft_file_read_line(weft_place *place, weft_file *file, char *line, size_t size, size_t *count);
#define weft_file_read_line(file, line, size, count) weft_file_read_line(WEFT_HERE(#file), file, line, size, count)

/* Waits for the next whole line of a file that others write to, as `tail -f` does: it looks every `seconds` (0.1 is
 * usual) whether more is there. A file that has become shorter was begun anew, and is read from its beginning. A
 * file that was renamed is followed where it went. Else as weft_file_read_line. INVALID: `seconds` is no time, or
 * not above 0. */
WEFT_WAITS int weft_file_follow(weft_place *place, weft_file *file, char *line, size_t size, size_t *count,
                                double seconds);
#define weft_file_follow(file, line, size, count, seconds) \
    weft_file_follow(WEFT_HERE(#file), file, line, size, count, seconds)

/* Writes all of the bytes, at the place where it is, or with "a" at the end. When it returns OK, every other
 * program sees them; weft_file_sync brings them to the disk. OK, CANCELLED (nothing is written), DENIED (it is not
 * open to write), CLOSED, NO_MEMORY, RESET; HOST: a part may be written; USAGE (no task, or another one uses it).
 * (AsyncFile.write) */
WEFT_WAITS int weft_file_write(weft_place *place, weft_file *file, const void *bytes, size_t count);
#define weft_file_write(file, bytes, count) weft_file_write(WEFT_HERE(#file), file, bytes, count)

/* The next read or write is `at` bytes behind the beginning, which may be behind the end. OK; INVALID (below 0),
 * CLOSED, USAGE (a task uses it). It does not wait. (AsyncFile.seek) */
WEFT_CHECKED int weft_file_seek(weft_file *file, int64_t at);

/* Where that is. */
int64_t weft_file_at(const weft_file *file);

/* How many bytes the file has. OK, CANCELLED, CLOSED, RESET, NO_MEMORY, HOST, USAGE. (os.fstat) */
WEFT_WAITS int weft_file_size(weft_place *place, weft_file *file, int64_t *bytes);
#define weft_file_size(file, bytes) weft_file_size(WEFT_HERE(#file), file, bytes)

/* Waits until what was written is on the disk. OK, CANCELLED, CLOSED, RESET, NO_MEMORY, USAGE; HOST: it is not.
 * (os.fsync) */
WEFT_WAITS int weft_file_sync(weft_place *place, weft_file *file);
#define weft_file_sync(file) weft_file_sync(WEFT_HERE(#file), file)

/* Closes it, and does not wait: nothing is held back. A call that another task waits in ends with CLOSED. Closing
 * twice is fine. (AsyncFile.aclose) */
void weft_file_close(weft_file *file);

/* ---- Whole files and folders ------------------------------------------------------------------------------------- */

/* All of a file, behind what the output holds. OK, NOT_FOUND, DENIED, INVALID (it is no file), LIMIT (it is more
 * than the output may hold; nothing of it is there), FULL, UNSUPPORTED, CANCELLED, NO_MEMORY, HOST, USAGE.
 * (trio.Path.read_bytes) */
WEFT_WAITS int weft_read_file(weft_place *place, const char *path, weft_output *output);
#define weft_read_file(path, output) weft_read_file(WEFT_HERE(#path), path, output)

/* Makes a file of the bytes; one that is there is emptied first. OK, NOT_FOUND (no such folder), DENIED, INVALID,
 * FULL, UNSUPPORTED, CANCELLED (nothing has happened), NO_MEMORY, USAGE; HOST: a part may be written.
 * (trio.Path.write_bytes) */
WEFT_WAITS int weft_write_file(weft_place *place, const char *path, const void *bytes, size_t count);
#define weft_write_file(path, bytes, count) weft_write_file(WEFT_HERE(#path), path, bytes, count)

/* The names in a folder, behind what the output holds, in the order of their bytes, each with a NUL; "." and ".."
 * are not among them. At the end there is an empty one:
 * for (const char *name = names.bytes; *name; name += strlen(name) + 1) printf("%s\n", name); OK, NOT_FOUND (none
 * of that name, or it is no folder), DENIED, LIMIT, FULL, INVALID, UNSUPPORTED, CANCELLED, NO_MEMORY, HOST, USAGE.
 * (trio.Path.iterdir) */
WEFT_WAITS int weft_list_folder(weft_place *place, const char *path, weft_output *names);
#define weft_list_folder(path, names) weft_list_folder(WEFT_HERE(#path), path, names)

/* Makes a folder; takes away a file or an empty folder; gives a file another name in one step, and what had that
 * name is gone: to write a file anew, write another one and rename it. OK, NOT_FOUND, IN_USE (it is there; it is
 * not empty), DENIED, INVALID, UNSUPPORTED (to another disk), CANCELLED (nothing has happened), NO_MEMORY, HOST,
 * USAGE. (trio.Path.mkdir, unlink, rmdir, rename) */
WEFT_WAITS int weft_make_folder(weft_place *place, const char *path);
#define weft_make_folder(path) weft_make_folder(WEFT_HERE(#path), path)
WEFT_WAITS int weft_remove_file(weft_place *place, const char *path);
#define weft_remove_file(path) weft_remove_file(WEFT_HERE(#path), path)
WEFT_WAITS int weft_rename_file(weft_place *place, const char *path, const char *to);
#define weft_rename_file(path, to) weft_rename_file(WEFT_HERE(#path), path, to)

/* ---- Private building blocks ------------------------------------------------------------------------------------- */

void weft__file_leave(weft_file *file);

#endif
