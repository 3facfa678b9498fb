/* Waiting until a descriptor can be read from or written to. */
#include "core/core.h"
#include "core/functions.h"

static weft_resource_kind a_descriptor = {.name = "descriptor", .noun = "a descriptor"};
static weft_wait_kind to_read = {.name = "readable", .words = "waits to read from", .of = &a_descriptor};
static weft_wait_kind to_write = {.name = "writable", .words = "waits to write to", .of = &a_descriptor};

/* The descriptor as this task waits for it, on its stack. */
struct watch {
    struct weft__operation operation;
    struct weft__resource resource;
    struct weft__task *task;
};

static void completed(struct weft__operation *operation, int64_t now)
{
    struct watch *watch = weft__owner(operation, struct watch, operation);

    (void)now;
    if (watch->task->state == WEFT__WAITING) /* else a cancel was quicker */
        weft__wake(watch->task, operation->result, false);
}

static const struct weft__operation_kind readiness = {.completed = completed, .holds_clock = true};

static int wait_for(weft_place *place, int descriptor, enum weft__verb verb)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (descriptor < 0)
        return WEFT_INVALID;
    struct watch watch = {.operation = {.verb = (uint8_t)verb, .descriptor = descriptor, .kind = &readiness}, .task = weft__self()};
    WEFT_TRY(weft__operation_submit_descriptor(&watch.operation));
    int err = weft__park(&(struct weft__wait){.place = place, .kind = verb == WEFT__WRITABLE ? &to_write : &to_read,
                                              .resource = &watch.resource});
    weft__operation_drop(&watch.operation);
    return err;
}

int weft_wait_readable(weft_place *place, int descriptor)
{
    return wait_for(place, descriptor, WEFT__READABLE);
}

int weft_wait_writable(weft_place *place, int descriptor)
{
    return wait_for(place, descriptor, WEFT__WRITABLE);
}
