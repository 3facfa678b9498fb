/* What a component that is a handler answers to the calls of preview 1 about files: there are none. Each stands for an import that libc may have. */
#include "component.h"

#define NO(name, ...)           \
    PREVIEW1(name)(__VA_ARGS__) \
    {                           \
        return __WASI_ERRNO_BADF; \
    }

#pragma clang diagnostic ignored "-Wunused-parameter"

NO(fd_advise, int32_t fd, int64_t offset, int64_t count, int32_t advice)
NO(fd_allocate, int32_t fd, int64_t offset, int64_t count)
NO(fd_datasync, int32_t fd)
NO(fd_fdstat_set_rights, int32_t fd, int64_t base, int64_t inheriting)
NO(fd_filestat_set_size, int32_t fd, int64_t size)
NO(fd_filestat_set_times, int32_t fd, int64_t access, int64_t change, int32_t flags)
NO(fd_pread, int32_t fd, int32_t vectors, int32_t many, int64_t offset, int32_t count)
NO(fd_pwrite, int32_t fd, int32_t vectors, int32_t many, int64_t offset, int32_t count)
NO(fd_prestat_get, int32_t fd, int32_t to)
NO(fd_prestat_dir_name, int32_t fd, int32_t to, int32_t count)
NO(fd_readdir, int32_t fd, int32_t bytes, int32_t most, int64_t cookie, int32_t count)
NO(fd_renumber, int32_t fd, int32_t to)
NO(fd_sync, int32_t fd)
NO(fd_tell, int32_t fd, int32_t to)
NO(path_create_directory, int32_t fd, int32_t path, int32_t length)
NO(path_filestat_get, int32_t fd, int32_t flags, int32_t path, int32_t length, int32_t to)
NO(path_filestat_set_times, int32_t fd, int32_t flags, int32_t path, int32_t length, int64_t access, int64_t change, int32_t which)
NO(path_link, int32_t fd, int32_t flags, int32_t path, int32_t length, int32_t other, int32_t new_path, int32_t new_length)
NO(path_open, int32_t fd, int32_t dirs, int32_t path, int32_t length, int32_t open, int64_t base, int64_t inheriting, int32_t flags, int32_t to)
NO(path_readlink, int32_t fd, int32_t path, int32_t length, int32_t bytes, int32_t most, int32_t count)
NO(path_remove_directory, int32_t fd, int32_t path, int32_t length)
NO(path_rename, int32_t fd, int32_t path, int32_t length, int32_t other, int32_t new_path, int32_t new_length)
NO(path_symlink, int32_t path, int32_t length, int32_t fd, int32_t new_path, int32_t new_length)
NO(path_unlink_file, int32_t fd, int32_t path, int32_t length)
