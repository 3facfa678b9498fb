/* Whole files and folders: each call is one job. */
#include "io/file.h"

#include "port/tape.h"

#include <stdlib.h>

enum { PART = 4096, FIRST = 4096 };

/* ---- what a job brings in memory of its own ---- */

/* It goes behind what the output holds, in parts: a tape says how many come. */
static int give(struct weft__file_request *request, weft_output *output)
{
    size_t before = output->count;

    for (size_t at = 0;;) {
        char part[PART];
        size_t left = request->bytes ? request->count - at : 0, count = left < PART ? left : PART;
        if (count > 0)
            memcpy(part, (char *)request->bytes + at, count);
        if (request->result >= 0)
            request->result = (int64_t)count;
        int64_t got = weft__file_result(request, WEFT__NO_FILE, part, sizeof part);
        int code = got <= 0 ? (int)got : output->limit - output->count < (size_t)got ? WEFT_LIMIT
                 : !weft__output_room(output, (size_t)got) ? WEFT_NO_MEMORY : WEFT_OK;
        if (code) {
            output->count = before;
            if (output->room)
                output->bytes[before] = '\0';
            return code;
        }
        if (got == 0)
            return WEFT_OK;
        memcpy(output->bytes + output->count, part, (size_t)got);
        weft__output_took(output, (size_t)got);
        at += (size_t)got;
    }
}

/* Performs a request that brings bytes. */
static int bring(weft_place *place, struct weft__file_request *request, weft_output *output)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (!request->path || !*request->path)
        return WEFT_INVALID;
    request->at = (int64_t)(output->limit - output->count);
    int err = weft__file_perform(place, request);
    if (!err)
        err = give(request, output);
    else
        request->why = WEFT__WHY_CODE;
    free(request->bytes);
    return !err || err == WEFT_CANCELLED || err == WEFT_NO_MEMORY ? err : weft__file_fail(place, request->path, err, request->why);
}

/* Up to one byte more than there may be. */
static int read_to_end(struct weft__file_request *request)
{
    size_t room = 0, most = (size_t)request->at;

    for (;;) {
        if (request->count == room) {
            room = room ? room * 2 : FIRST;
            char *grown = realloc(request->bytes, room);
            if (!grown)
                return WEFT_NO_MEMORY;
            request->bytes = grown;
        }
        long got = weft__host_file_read(request->descriptor, (char *)request->bytes + request->count, room - request->count,
                                        (int64_t)request->count, &request->why);
        if (got <= 0)
            return (int)got;
        request->count += (size_t)got;
        if (request->count > most)
            return WEFT_LIMIT;
    }
}

static int read_whole(struct weft__file_request *request)
{
    request->descriptor = weft__host_file_open(request->path, WEFT__FILE_READS, &request->why);
    if (request->descriptor < 0)
        return request->descriptor;
    int code = read_to_end(request);
    weft__host_file_close(request->descriptor);
    return code;
}

int weft_read_file(weft_place *place, const char *path, weft_output *output)
{
    return bring(place, &(struct weft__file_request){.perform = read_whole, .path = path}, output);
}

static int list(struct weft__file_request *request)
{
    int code = WEFT_OK;

    request->bytes = weft__host_folder_list(request->path, &request->count, &code, &request->why);
    return code;
}

int weft_list_folder(weft_place *place, const char *path, weft_output *names)
{
    return bring(place, &(struct weft__file_request){.perform = list, .path = path}, names);
}

/* ---- what changes something ---- */

static int write_whole(struct weft__file_request *request)
{
    unsigned flags = WEFT__FILE_WRITES | WEFT__FILE_CREATES | WEFT__FILE_EMPTIES;

    request->descriptor = weft__host_file_open(request->path, flags, &request->why);
    if (request->descriptor < 0)
        return request->descriptor;
    int code = weft__host_file_write(request->descriptor, request->bytes, request->count, 0, false, &request->why);
    weft__host_file_close(request->descriptor);
    return code;
}

int weft_write_file(weft_place *place, const char *path, const void *bytes, size_t count)
{
    struct weft__file_request request = {.perform = write_whole, .path = path, .bytes = (void *)(uintptr_t)bytes, .count = count};

    if (!weft__self())
        return WEFT_USAGE;
    if (!path || !*path || (!bytes && count > 0))
        return WEFT_INVALID;
    WEFT_TRY(weft__file_perform(place, &request));
    int code = weft__file_written(&request, WEFT__NO_FILE);
    return code ? weft__file_fail(place, path, code, request.why) : WEFT_OK;
}

static int change(weft_place *place, struct weft__file_request *request)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (!request->path || !*request->path)
        return WEFT_INVALID;
    WEFT_TRY(weft__file_perform(place, request));
    int64_t code = weft__file_result(request, WEFT__NO_FILE, NULL, 0);
    return code ? weft__file_fail(place, request->path, code, request->why) : WEFT_OK;
}

static int make(struct weft__file_request *request)
{
    return weft__host_folder_make(request->path, &request->why);
}

int weft_make_folder(weft_place *place, const char *path)
{
    return change(place, &(struct weft__file_request){.perform = make, .path = path});
}

static int take_away(struct weft__file_request *request)
{
    return weft__host_file_remove(request->path, &request->why);
}

int weft_remove_file(weft_place *place, const char *path)
{
    return change(place, &(struct weft__file_request){.perform = take_away, .path = path});
}

static int give_name(struct weft__file_request *request)
{
    return weft__host_file_rename(request->path, request->other, &request->why);
}

int weft_rename_file(weft_place *place, const char *path, const char *to)
{
    if (!to || !*to)
        return weft__self() ? WEFT_INVALID : WEFT_USAGE;
    return change(place, &(struct weft__file_request){.perform = give_name, .path = path, .other = to});
}
