/* The imports of WASI preview 1 that libc and the runtime have, by those of a component: arguments, clocks, standard input and output. They take the
 * place of the imports when the program is linked, so that the module has none of preview 1. */
#include "component.h"

#include <stdlib.h>
#include <string.h>

FROM("cli/environment", "get-arguments") void wasi_arguments(struct list *texts);
FROM("cli/environment", "get-environment") void wasi_environment(struct list *pairs);
FROM("cli/terminal-stdin", "get-terminal-stdin") void wasi_terminal_in(struct handles *answer);
FROM("cli/terminal-stdout", "get-terminal-stdout") void wasi_terminal_out(struct handles *answer);
FROM("cli/terminal-stderr", "get-terminal-stderr") void wasi_terminal_err(struct handles *answer);
FROM(WALL_CLOCK, "now") void wasi_wall_clock(struct { uint64_t seconds; uint32_t nanoseconds; } *answer);
FROM("random/random", "get-random-bytes") void wasi_random(uint64_t count, struct list *bytes);

/* ---- memory for what the host gives ---- */

static void *place;

void component_receive_into(void *bytes)
{
    place = bytes;
}

__attribute__((export_name("cabi_realloc"))) void *cabi_realloc(void *old, size_t old_count, size_t align, size_t count)
{
    void *given = place;

    (void)old_count;
    place = NULL;
    if (given)
        return given;
    void *made = count ? realloc(old, count) : (void *)align;
    if (!made)
        abort();
    return made;
}

/* ---- arguments and variables ---- */

/* As libc wants them: each text with a NUL, one behind the other. `many` texts make one of them, with '=' between. */
static void sizes(const struct list *list, int many, size_t *count, size_t *bytes)
{
    const struct text *texts = list->items;

    *count = list->count;
    *bytes = 0;
    for (size_t i = 0; i < list->count * (size_t)many; i++)
        *bytes += texts[i].count + 1;
}

static void copy(const struct list *list, int many, char **pointers, char *to)
{
    const struct text *texts = list->items;

    for (size_t i = 0; i < list->count * (size_t)many; i++) {
        if (i % (size_t)many == 0)
            pointers[i / (size_t)many] = to;
        memcpy(to, texts[i].bytes, texts[i].count);
        to += texts[i].count;
        *to++ = (i + 1) % (size_t)many == 0 ? '\0' : '=';
    }
}

static const struct list *arguments(void)
{
    static struct list list;

    if (!list.items)
        wasi_arguments(&list);
    return &list;
}

static const struct list *environment(void)
{
    static struct list list;

    if (!list.items)
        wasi_environment(&list);
    return &list;
}

PREVIEW1(args_sizes_get)(int32_t count, int32_t bytes)
{
    sizes(arguments(), 1, (size_t *)count, (size_t *)bytes);
    return 0;
}

PREVIEW1(args_get)(int32_t pointers, int32_t bytes)
{
    copy(arguments(), 1, (char **)pointers, (char *)bytes);
    return 0;
}

PREVIEW1(environ_sizes_get)(int32_t count, int32_t bytes)
{
    sizes(environment(), 2, (size_t *)count, (size_t *)bytes);
    return 0;
}

PREVIEW1(environ_get)(int32_t pointers, int32_t bytes)
{
    copy(environment(), 2, (char **)pointers, (char *)bytes);
    return 0;
}

/* ---- clocks and chance ---- */

PREVIEW1(clock_time_get)(int32_t id, int64_t precision, int32_t to)
{
    struct { uint64_t seconds; uint32_t nanoseconds; } wall;

    (void)precision;
    if (id != __WASI_CLOCKID_REALTIME) {
        *(uint64_t *)to = wasi_now();
        return 0;
    }
    wasi_wall_clock((void *)&wall);
    *(uint64_t *)to = wall.seconds * 1000000000 + wall.nanoseconds;
    return 0;
}

PREVIEW1(clock_res_get)(int32_t id, int32_t to)
{
    (void)id;
    *(uint64_t *)to = 1;
    return 0;
}

PREVIEW1(random_get)(int32_t bytes, int32_t count)
{
    struct list given;

    component_receive_into((void *)bytes);
    wasi_random((uint64_t)(uint32_t)count, &given);
    return 0;
}

PREVIEW1(sched_yield)(void)
{
    return 0;
}

/* libc's own sleeping: one clock, and nothing else of the program runs. */
PREVIEW1(poll_oneoff)(int32_t subscriptions, int32_t events, int32_t count, int32_t answered)
{
    const __wasi_subscription_t *first = (void *)subscriptions;

    if (count != 1 || first->u.tag != __WASI_EVENTTYPE_CLOCK)
        return __WASI_ERRNO_NOTSUP;
    component_sleep(first->u.u.clock.timeout);
    *(__wasi_event_t *)events = (__wasi_event_t){.userdata = first->userdata, .type = __WASI_EVENTTYPE_CLOCK};
    *(__wasi_size_t *)answered = 1;
    return 0;
}

/* ---- descriptors ---- */

static bool is_socket(int32_t fd)
{
    return fd >= FIRST_SOCKET && component_socket_close;
}

static bool is_file(int32_t fd)
{
    return fd > 2 && fd < FIRST_SOCKET && component_file_close;
}

PREVIEW1(fd_write)(int32_t fd, int32_t vectors, int32_t many, int32_t written)
{
    const __wasi_ciovec_t *vector = (void *)vectors;
    __wasi_size_t *count = (void *)written;

    *count = 0;
    if (fd >= FIRST_DATAGRAMS && component_datagrams_write)
        return component_datagrams_write(fd, vector, many, count);
    if (is_file(fd))
        return component_file_write(fd, vector, many, count);
    for (int32_t i = 0; i < many; i++) {
        if (is_socket(fd)) {
            size_t sent;
            int32_t error = component_socket_write(fd, vector[i].buf, vector[i].buf_len, &sent);
            *count += error ? 0 : sent;
            if (error || sent < vector[i].buf_len)
                return *count > 0 ? 0 : error;
            continue;
        }
        if (fd != 1 && fd != 2)
            return __WASI_ERRNO_BADF;
        int32_t error = component_write_output(fd, (const char *)vector[i].buf, vector[i].buf_len);
        if (error)
            return error;
        *count += vector[i].buf_len;
    }
    return 0;
}

PREVIEW1(fd_read)(int32_t fd, int32_t vectors, int32_t many, int32_t read)
{
    const __wasi_iovec_t *vector = (void *)vectors;
    __wasi_size_t *count = (void *)read;

    *count = 0;
    if (fd >= FIRST_DATAGRAMS && component_datagrams_read)
        return component_datagrams_read(fd, vector, many, count);
    if (is_file(fd))
        return component_file_read(fd, vector, many, count);
    while (many > 0 && vector->buf_len == 0)
        many--, vector++;
    if (many == 0)
        return 0;
    if (is_socket(fd))
        return component_socket_read(fd, vector->buf, vector->buf_len, count);
    if (fd != 0)
        return __WASI_ERRNO_BADF;
    return component_read_input(vector->buf, vector->buf_len, count);
}

PREVIEW1(fd_close)(int32_t fd)
{
    return is_socket(fd) ? component_socket_close(fd) : is_file(fd) ? component_file_close(fd) : fd >= 0 && fd <= 2 ? 0 : __WASI_ERRNO_BADF;
}

static bool is_terminal(int32_t fd)
{
    struct handles answer;

    (fd == 0 ? wasi_terminal_in : fd == 1 ? wasi_terminal_out : wasi_terminal_err)(&answer);
    return answer.failed; /* an option: there is one */
}

PREVIEW1(fd_fdstat_get)(int32_t fd, int32_t to)
{
    __wasi_fdstat_t *status = (void *)to;

    if (is_file(fd))
        return component_file_status(fd, status);
    if (fd < 0 || (fd > 2 && !is_socket(fd)))
        return __WASI_ERRNO_BADF;
    *status = (__wasi_fdstat_t){.fs_filetype = is_socket(fd) ? __WASI_FILETYPE_SOCKET_STREAM
                                               : is_terminal(fd) ? __WASI_FILETYPE_CHARACTER_DEVICE : __WASI_FILETYPE_UNKNOWN};
    return 0;
}

PREVIEW1(fd_fdstat_set_flags)(int32_t fd, int32_t flags)
{
    return is_file(fd) ? component_file_flags(fd, flags) : 0;
}

PREVIEW1(fd_filestat_get)(int32_t fd, int32_t to)
{
    if (is_file(fd))
        return component_file_stat(fd, (void *)to);
    if (fd < 0 || fd > 2)
        return __WASI_ERRNO_BADF;
    *(__wasi_filestat_t *)to = (__wasi_filestat_t){.filetype = __WASI_FILETYPE_UNKNOWN};
    return 0;
}

PREVIEW1(fd_seek)(int32_t fd, int64_t offset, int32_t from, int32_t to)
{
    if (is_file(fd))
        return component_file_seek(fd, offset, from, (void *)to);
    return fd >= 0 && fd <= 2 ? __WASI_ERRNO_SPIPE : __WASI_ERRNO_BADF;
}

/* What is for sockets by preview 1, which has hardly any. */
PREVIEW1(sock_accept)(int32_t fd, int32_t flags, int32_t to)
{
    (void)fd, (void)flags, (void)to;
    return __WASI_ERRNO_NOTSOCK;
}

PREVIEW1(sock_recv)(int32_t fd, int32_t vectors, int32_t many, int32_t flags, int32_t count, int32_t out_flags)
{
    (void)flags, (void)out_flags;
    return __imported_wasi_snapshot_preview1_fd_read(fd, vectors, many, count);
}

PREVIEW1(sock_send)(int32_t fd, int32_t vectors, int32_t many, int32_t flags, int32_t count)
{
    (void)flags;
    return __imported_wasi_snapshot_preview1_fd_write(fd, vectors, many, count);
}

/* The strong one is in network.c. */
__attribute__((weak)) PREVIEW1(sock_shutdown)(int32_t fd, int32_t how)
{
    (void)fd, (void)how;
    return __WASI_ERRNO_NOTSOCK;
}
