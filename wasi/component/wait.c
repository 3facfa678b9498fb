/* The loop's wait in a component. What the program submits hangs on a list in its memory, as under our JavaScript host (docs/host-protocol.md);
 * here the other side of that list is this file, in the same module, and blocks in one call of WASI 0.2's poll. Standard input is here, what is about
 * connections in network.c, if the component has it.
 *
 * Once seen, an operation has a mark in `host_error`: it is looked at again only when what it waits for is ready. */
#include "component.h"

#include <stdlib.h>

enum { SEEN = -1 };

void component_complete(struct weft__operation *operation, int32_t result, int error)
{
    operation->host_error = error;
    weft__inbox_join(operation, result);
}

handle component_kept(handle *kept, handle (*make)(handle), handle of)
{
    return *kept ? *kept : (*kept = make(of));
}

/* ---- one operation ---- */

static bool is_standard(const struct weft__operation *operation)
{
    return operation->verb <= WEFT__READ && operation->descriptor <= 2;
}

static void read_input(struct weft__operation *operation)
{
    __wasi_iovec_t vector = {.buf = operation->bytes, .buf_len = operation->count};
    __wasi_size_t count = 0;
    int error = __wasi_fd_read(0, &vector, 1, &count);

    component_complete(operation, error ? WEFT_HOST : (int32_t)count, error);
}

/* What it waits for is there. */
static void go_on(struct weft__operation *operation)
{
    if (operation->verb == WEFT__READ)
        read_input(operation);
    else if (is_standard(operation))
        component_complete(operation, 0, 0);
    else
        component_network_go_on(operation);
}

/* It is new. */
static void begin(struct weft__operation *operation)
{
    operation->host_error = SEEN;
    if (operation->verb == WEFT__SIGNAL || operation->verb == WEFT__POSTED)
        return;
    if (is_standard(operation)) {
        if (operation->descriptor != 0)
            component_complete(operation, 0, 0);
    } else if (!component_network_begin) {
        component_complete(operation, WEFT_UNSUPPORTED, 0);
    } else if (component_network_begin(operation) && !operation->queued) {
        go_on(operation);
    }
}

/* What says that it can go on; 0 when nothing here can say so. */
static handle when(const struct weft__operation *operation)
{
    static handle input;

    if (operation->verb == WEFT__SIGNAL || operation->verb == WEFT__POSTED)
        return 0;
    return is_standard(operation) ? component_kept(&input, wasi_when_readable, component_stdin()) : component_network_when(operation);
}

/* ---- the wait ---- */

/* Those that nobody wants any more. */
static void sweep(void)
{
    static uint32_t removed;

    if (weft_base.removed != removed && component_network_sweep)
        component_network_sweep();
    removed = weft_base.removed;
}

static void begin_new(void)
{
    struct weft__operation *at = weft_base.newest, *first = NULL;

    for (; at && at->host_error == 0; at = at->previous)
        first = at;
    for (; first; first = first->next)
        if (!first->queued && first->host_error == 0)
            begin(first);
}

static struct { handle *pollables; struct weft__operation **operations; size_t room; } set;
static uint32_t *answers;

static bool make_room(size_t count)
{
    if (count <= set.room)
        return true;
    size_t more = count * 2;
    handle *pollables = realloc(set.pollables, more * sizeof *pollables);
    if (pollables)
        set.pollables = pollables;
    struct weft__operation **operations = realloc(set.operations, more * sizeof *operations);
    if (operations)
        set.operations = operations;
    uint32_t *larger = realloc(answers, more * sizeof *answers);
    if (larger)
        answers = larger;
    if (!pollables || !operations || !larger)
        return false;
    set.room = more;
    return true;
}

static size_t collect(void)
{
    size_t count = 0;

    for (struct weft__operation *at = weft_base.submitted; at; at = at->next) {
        handle pollable = at->queued ? 0 : when(at);
        if (!pollable)
            continue;
        set.pollables[count] = pollable;
        set.operations[count++] = at;
    }
    return count;
}

int32_t weft__poll_oneoff(const void *subscriptions, void *events, int32_t many, void *came)
{
    const __wasi_subscription_t *clock = subscriptions;
    uint64_t nanoseconds = clock->u.u.clock.timeout;
    handle timer = 0;
    struct list ready;

    (void)events, (void)many;
    *(__wasi_size_t *)came = 0;
    sweep();
    begin_new();
    if (weft_base.completed)
        nanoseconds = 0;
    if (nanoseconds == 0 && !weft_base.submitted)
        return 0;
    if (!make_room(weft__outstanding + 1))
        return __WASI_ERRNO_NOMEM;
    size_t count = collect(), all = count;
    if (nanoseconds < UINT64_C(1) << 62)
        set.pollables[all++] = timer = wasi_after(nanoseconds);
    if (all == 0)
        return __WASI_ERRNO_NOTSUP; /* nothing here could ever end this wait */
    component_receive_into(answers);
    wasi_poll(set.pollables, all, &ready);
    component_receive_into(NULL);
    if (timer)
        wasi_drop_pollable(timer);
    for (size_t i = 0; i < ready.count; i++)
        if (answers[i] < count && !set.operations[answers[i]]->queued)
            go_on(set.operations[answers[i]]);
    return 0;
}
