/* Descriptors under WASI preview 1: outstanding operations as subscriptions of poll_oneoff, for hosts that do not take operations. */
#include "host_wasi.h"

#include "port/memory.h"

static __wasi_subscription_t *subscriptions;
static __wasi_event_t *events;
static size_t room;

void weft__descriptors_forget(void)
{
    weft__free(subscriptions, room * sizeof *subscriptions);
    weft__free(events, room * sizeof *events);
    subscriptions = NULL;
    events = NULL;
    room = 0;
}

static bool is_of_descriptor(const struct weft__operation *operation)
{
    return operation->verb >= WEFT__READABLE && operation->verb <= WEFT__READ;
}

static bool make_room(void)
{
    size_t wanted = room ? room * 2 : 16;

    if (weft__takes_operations() || weft__outstanding + 2 <= room) /* with this one, and one for the clock */
        return true;
    __wasi_subscription_t *more_subscriptions = weft__alloc(wanted * sizeof *subscriptions);
    __wasi_event_t *more_events = weft__alloc(wanted * sizeof *events);
    if (!more_subscriptions || !more_events) {
        weft__free(more_subscriptions, wanted * sizeof *subscriptions);
        weft__free(more_events, wanted * sizeof *events);
        return false;
    }
    weft__descriptors_forget();
    subscriptions = more_subscriptions;
    events = more_events;
    room = wanted;
    return true;
}

/* Some engines end a whole poll_oneoff for one descriptor that is not there, or that is not open for that; others wait for ever. */
static bool is_open(const struct weft__operation *operation)
{
    __wasi_fdstat_t status;
    __wasi_rights_t needed = operation->verb == WEFT__WRITABLE ? __WASI_RIGHTS_FD_WRITE : __WASI_RIGHTS_FD_READ;

    if (operation->descriptor < 0 || __wasi_fd_fdstat_get((__wasi_fd_t)operation->descriptor, &status))
        return false;
    return !status.fs_rights_base || (status.fs_rights_base & needed);
}

int weft__host_submit_descriptor(struct weft__operation *operation)
{
    bool host_knows = operation->descriptor > 2 && weft__takes_operations(); /* and completes it with INVALID, if need be */

    if (!host_knows && !is_open(operation))
        return WEFT_INVALID;
    if (!make_room())
        return WEFT_NO_MEMORY;
    weft__submitted_join(operation);
    return WEFT_OK;
}

/* What a plain host is asked for: the time, unless it is for ever, and each descriptor. */
void weft__descriptors_ask(struct weft__poll *poll, int64_t nanoseconds)
{
    int32_t count = 0;

    if (!room)
        return;
    for (struct weft__operation *operation = weft_base.submitted; operation; operation = operation->next) {
        if (!is_of_descriptor(operation) || operation->queued)
            continue;
        __wasi_subscription_t subscription = {.userdata = (uint64_t)count << 32 | (uintptr_t)operation};
        subscription.u.tag = operation->verb == WEFT__WRITABLE ? __WASI_EVENTTYPE_FD_WRITE : __WASI_EVENTTYPE_FD_READ;
        subscription.u.u.fd_read.file_descriptor = (__wasi_fd_t)operation->descriptor;
        subscriptions[count++] = subscription;
    }
    if (nanoseconds != WEFT__FOR_EVER || count == 0)
        subscriptions[count++] = weft__poll_clock(nanoseconds);
    *poll = (struct weft__poll){subscriptions, events, count};
}

static void perform(struct weft__operation *operation)
{
    __wasi_iovec_t vector = {.buf = operation->bytes, .buf_len = operation->count};
    __wasi_size_t count = 0;

    if (operation->verb != WEFT__READ) {
        weft__inbox_join(operation, WEFT_OK);
        return;
    }
    __wasi_errno_t err = __wasi_fd_read((__wasi_fd_t)operation->descriptor, &vector, 1, &count);
    if (err == __WASI_ERRNO_AGAIN || err == __WASI_ERRNO_INTR)
        return;
    operation->host_error = err;
    weft__inbox_join(operation, err ? WEFT_HOST : (int32_t)count);
}

static void hear(const __wasi_event_t *event)
{
    struct weft__operation *operation = (struct weft__operation *)(uintptr_t)event->userdata;
    uint64_t index = event->userdata >> 32;

    if (index >= room || event->type == __WASI_EVENTTYPE_CLOCK || subscriptions[index].userdata != event->userdata)
        return; /* the time, or nothing that was asked for */
    if (event->error == __WASI_ERRNO_BADF)
        weft__inbox_join(operation, WEFT_INVALID);
    else
        perform(operation);
}

/* The call failed as a whole: for a descriptor that was closed meanwhile, perhaps. */
bool weft__descriptors_find_closed(void)
{
    bool found = false;

    for (struct weft__operation *operation = weft_base.submitted; operation; operation = operation->next)
        if (is_of_descriptor(operation) && !is_open(operation)) {
            weft__inbox_join(operation, WEFT_INVALID);
            found = true;
        }
    return found;
}

void weft__descriptors_hear(size_t count)
{
    for (size_t i = 0; i < count; i++)
        hear(&events[i]);
}
