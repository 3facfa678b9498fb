/* Processes natively (Linux): posix_spawn, and for each a pidfd that epoll watches. One whose end was seen is reaped at once, but for the first of a
 * group: as long as it is not, its number stands for the group and for nothing else. */
#define _GNU_SOURCE
#include "port/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "port/host_native.h"
#include "port/memory.h"

enum { STREAMS = 3, FIRST_OTHER = 3, LOST = 255 };

extern char **environ;

/* ---- those that run, or were not given back ---- */

struct child {
    struct child *next;
    pid_t number;
    int descriptor;
    bool group;  /* it leads one */
    bool ended;
    bool reaped;
};

static struct child *children;

static struct child *child_of(int descriptor)
{
    struct child *child = children;

    while (child && child->descriptor != descriptor)
        child = child->next;
    return child;
}

static void remove_child(struct child *child)
{
    struct child **at = &children;

    while (*at != child)
        at = &(*at)->next;
    *at = child->next;
    weft__free(child, sizeof *child);
}

/* How it has ended: see EXIT; -1: it runs. One that somebody else has reaped is lost, as in asyncio. */
static int status_of(struct child *child, int flags)
{
    siginfo_t info;
    int err;

    do {
        info.si_pid = 0;
        err = waitid(P_PID, (id_t)child->number, &info, WEXITED | flags);
    } while (err && errno == EINTR);
    if (!err && info.si_pid == 0)
        return -1;
    child->ended = true;
    child->reaped = err || !(flags & WNOWAIT);
    return err ? LOST : info.si_code == CLD_EXITED ? info.si_status & 255 : WEFT__BY_SIGNAL + info.si_status;
}

/* ---- what is asked for ---- */

struct request {
    const char *streams; /* the four letters */
    const char *program, *folder;
    char **arguments, **environment; /* in one piece of memory */
    size_t bytes;
};

static bool read_request(const char *text, struct request *request)
{
    size_t arguments = 2, variables = 1;
    bool given = false;

    *request = (struct request){.streams = text};
    for (const char *at = text; *at; at += strlen(at) + 1) {
        arguments += *at == 'a';
        variables += *at == 'e';
    }
    request->bytes = (arguments + variables) * sizeof(char *);
    request->arguments = weft__alloc(request->bytes);
    if (!request->arguments)
        return false;
    request->environment = request->arguments + arguments;
    char **argument = request->arguments + 1, **variable = request->environment;
    for (const char *at = text + strlen(text) + 1; *at; at += strlen(at) + 1) {
        char *rest = (char *)(uintptr_t)at + 1;
        if (*at == 'x')
            request->program = request->arguments[0] = rest;
        else if (*at == 'a')
            *argument++ = rest;
        else if (*at == 'd')
            request->folder = rest;
        else if (*at == 'e')
            *variable++ = rest;
        else if (*at == 'E')
            given = true;
    }
    *argument = *variable = NULL;
    if (!given)
        request->environment = environ;
    return true;
}

static void free_request(struct request *request)
{
    weft__free(request->arguments, request->bytes);
}

/* ---- pipes ---- */

/* A child's ends, and ours; -1: there is none. */
struct pipes {
    int theirs[STREAMS], ours[STREAMS];
};

static void close_one(int *descriptor)
{
    if (*descriptor >= 0)
        weft__host_close(*descriptor);
    *descriptor = -1;
}

static void close_pipes(struct pipes *pipes)
{
    for (int i = 0; i < STREAMS; i++) {
        close_one(&pipes->theirs[i]);
        close_one(&pipes->ours[i]);
    }
}

/* The place of a standard stream that this program has closed is none for a pipe. 0 or errno. */
static int lift(int *descriptor)
{
    if (*descriptor >= FIRST_OTHER)
        return 0;
    int lifted = fcntl(*descriptor, F_DUPFD_CLOEXEC, FIRST_OTHER), error = lifted < 0 ? errno : 0;
    close(*descriptor);
    *descriptor = lifted;
    return error;
}

static int open_pipe(struct pipes *pipes, int which)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC))
        return errno;
    pipes->theirs[which] = ends[which != 0];
    pipes->ours[which] = ends[which == 0];
    int error = lift(&pipes->theirs[which]);
    if (!error)
        error = lift(&pipes->ours[which]);
    if (error)
        return error;
    if (fcntl(pipes->ours[which], F_SETFL, O_NONBLOCK))
        return errno;
    return weft__own(pipes->ours[which]) ? 0 : ENOMEM;
}

static int open_pipes(struct pipes *pipes, const char *letters)
{
    int error = 0;

    for (int i = 0; i < STREAMS; i++)
        pipes->theirs[i] = pipes->ours[i] = -1;
    for (int i = 0; i < STREAMS && !error; i++)
        if (letters[i] == 'p')
            error = open_pipe(pipes, i);
    if (error)
        close_pipes(pipes);
    return error;
}

/* ---- starting ---- */

static int describe(posix_spawn_file_actions_t *actions, const struct request *request, const struct pipes *pipes)
{
    int error = 0;

    for (int i = 0; i < STREAMS && !error; i++) {
        if (request->streams[i] == 'p')
            error = posix_spawn_file_actions_adddup2(actions, pipes->theirs[i], i);
        else if (request->streams[i] == 'n')
            error = posix_spawn_file_actions_addopen(actions, i, "/dev/null", i == 0 ? O_RDONLY : O_WRONLY, 0);
        else if (request->streams[i] == 'o')
            error = posix_spawn_file_actions_adddup2(actions, 1, 2);
    }
    if (!error && request->folder)
        error = posix_spawn_file_actions_addchdir_np(actions, request->folder);
#if defined __GLIBC__ && defined __GLIBC_PREREQ
#if __GLIBC_PREREQ(2, 34)
    if (!error)
        error = posix_spawn_file_actions_addclosefrom_np(actions, FIRST_OTHER); /* those that are not the runtime's, too */
#endif
#endif
    return error;
}

struct recipe {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
};

static int begin_recipe(struct recipe *recipe, const struct request *request, const struct pipes *pipes)
{
    sigset_t as_ever;

    int error = posix_spawn_file_actions_init(&recipe->actions);
    if (error)
        return error;
    error = posix_spawnattr_init(&recipe->attributes);
    if (error) {
        posix_spawn_file_actions_destroy(&recipe->actions);
        return error;
    }
    sigemptyset(&as_ever);
    sigaddset(&as_ever, SIGPIPE); /* what this program ignores a child might rely on */
    posix_spawnattr_setsigdefault(&recipe->attributes, &as_ever);
    posix_spawnattr_setflags(&recipe->attributes, (short)(POSIX_SPAWN_SETSIGDEF | (request->streams[3] == 's' ? POSIX_SPAWN_SETSID : 0)));
    return describe(&recipe->actions, request, pipes);
}

static void end_recipe(struct recipe *recipe)
{
    posix_spawn_file_actions_destroy(&recipe->actions);
    posix_spawnattr_destroy(&recipe->attributes);
}

/* Where programs are looked for. */
static const char *search_path(const struct request *request)
{
    const char *found = NULL;

    for (char **variable = request->environment; variable && *variable && !found; variable++)
        if (strncmp(*variable, "PATH=", 5) == 0)
            found = *variable + 5;
    return found ? found : "/usr/local/bin:/usr/bin:/bin";
}

static int start_file(const char *path, const struct recipe *recipe, const struct request *request, pid_t *number)
{
    /* Asked first, so that a long PATH costs no process for each of its folders. */
    if ((*path == '/' || !request->folder) && access(path, X_OK))
        return errno;
    return posix_spawn(number, path, &recipe->actions, &recipe->attributes, request->arguments, request->environment);
}

static int start_found(const struct recipe *recipe, const struct request *request, pid_t *number)
{
    size_t length = strlen(request->program);
    int error = ENOENT;

    for (const char *from = search_path(request), *to; from; from = *to ? to + 1 : NULL) {
        to = strchrnul(from, ':');
        size_t folder = (size_t)(to - from), room = folder + length + 3;
        char *path = weft__alloc(room);
        if (!path)
            return ENOMEM;
        snprintf(path, room, "%.*s/%s", folder ? (int)folder : 1, folder ? from : ".", request->program);
        int failed = start_file(path, recipe, request, number);
        weft__free(path, room);
        if (failed != ENOENT && failed != ENOTDIR && failed != EACCES)
            return failed;
        if (failed == EACCES)
            error = EACCES; /* unless there is one that may be run */
    }
    return error;
}

/* 0 or an errno. */
static int start(const struct request *request, const struct pipes *pipes, pid_t *number)
{
    struct recipe recipe;
    struct stat status;

    if (request->folder && stat(request->folder, &status))
        return errno;
    int error = begin_recipe(&recipe, request, pipes);
    if (!error)
        error = strchr(request->program, '/') ? start_file(request->program, &recipe, request, number)
                                              : start_found(&recipe, request, number);
    end_recipe(&recipe);
    return error;
}

/* The child runs: a descriptor that becomes readable when it ends. Without one, nobody would see that. */
static int watch(struct child *child)
{
    child->descriptor = (int)syscall(SYS_pidfd_open, child->number, 0);
    int error = child->descriptor < 0 ? errno : 0;

    if (!error && !weft__own(child->descriptor)) {
        close(child->descriptor);
        error = ENOMEM;
    }
    if (!error)
        return 0;
    kill(child->number, SIGKILL);
    (void)status_of(child, 0);
    return error == EINVAL ? ENOSYS : error;
}

static int spawn_child(const struct request *request, const struct pipes *pipes, struct child *child)
{
    int error = request->program ? start(request, pipes, &child->number) : EINVAL;

    child->group = request->streams[3] == 's';
    return error ? error : watch(child);
}

static void complete_spawn(struct weft__operation *operation, struct child *child, struct pipes *pipes)
{
    int32_t words[WEFT__PROCESS_WORDS] = {child->number, pipes->ours[0], pipes->ours[1], pipes->ours[2]};

    memcpy(operation->bytes, words, sizeof words);
    child->next = children;
    children = child;
    for (int i = 0; i < STREAMS; i++)
        close_one(&pipes->theirs[i]);
    operation->state = WEFT__SUBMITTED;
    weft__complete(operation, child->descriptor);
}

static int spawn(struct weft__operation *operation)
{
    struct child *child = weft__alloc(sizeof *child);
    struct request request;
    struct pipes pipes;

    if (!child)
        return WEFT_NO_MEMORY;
    *child = (struct child){0};
    int error = read_request(operation->text, &request) ? 0 : ENOMEM;
    if (!error) {
        error = open_pipes(&pipes, request.streams);
        if (!error) {
            error = spawn_child(&request, &pipes, child);
            if (error)
                close_pipes(&pipes);
        }
        free_request(&request);
    }
    if (error) {
        weft__free(child, sizeof *child);
        return error == EAGAIN ? (operation->host_error = error, WEFT_FULL) : weft__socket_fail(operation, error);
    }
    complete_spawn(operation, child, &pipes);
    return WEFT_OK;
}

/* ---- the end ---- */

bool weft__process_ready(struct weft__operation *operation)
{
    struct child *child = child_of(operation->descriptor);
    int status = status_of(child, WNOHANG | (child->group ? WNOWAIT : 0)); /* mutant: group-unreaped */

    if (status < 0)
        return false;
    weft__complete(operation, status);
    return true;
}

static int wait_for_end(struct weft__operation *operation)
{
    if (!child_of(operation->descriptor))
        return WEFT_INVALID;
    operation->state = WEFT__SUBMITTED;
    return weft__process_ready(operation) ? WEFT_OK : weft__wait_on(operation);
}

bool weft__host_has_processes(void)
{
    return true;
}

int weft__host_submit_process(struct weft__operation *operation)
{
    return operation->verb == WEFT__SPAWN ? spawn(operation) : wait_for_end(operation);
}

void weft__process_call_off(const struct weft__operation *operation)
{
    int32_t words[WEFT__PROCESS_WORDS];

    if (operation->verb != WEFT__SPAWN || !operation->queued || operation->result < 0)
        return;
    memcpy(words, operation->bytes, sizeof words);
    for (int i = 1; i < WEFT__PROCESS_WORDS; i++)
        close_one(&words[i]);
    weft__host_end_process(operation->result); /* mutant: start-undone */
}

int weft__host_signal_process(int descriptor, int signal, bool group)
{
    struct child *child = child_of(descriptor);

    if (group ? child->reaped || !child->group : child->ended || status_of(child, WNOHANG | WNOWAIT) >= 0)
        return WEFT_CLOSED;
    if (!(group ? kill(-child->number, signal) : kill(child->number, signal)))
        return WEFT_OK;
    return errno == ESRCH ? WEFT_CLOSED : errno == EPERM ? WEFT_DENIED : WEFT_INVALID;
}

void weft__host_end_process(int descriptor)
{
    struct child *child = child_of(descriptor);

    if (!child->reaped) {
        kill(child->group ? -child->number : child->number, SIGKILL);
        (void)status_of(child, 0); /* it has no choice: the wait is short */
    }
    weft__disown(descriptor);
    remove_child(child);
}
