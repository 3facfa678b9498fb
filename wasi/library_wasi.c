/* The exports of a library without main. A host calls them between two polls, never while code of the library runs, but for
 * weft_call_room, which it also calls while it completes an operation. */
#include "host_wasi.h"

#include "port/library.h"

#define AT(type, field, offset) _Static_assert(offsetof(struct type, field) == (offset), "the host protocol fixes this place")
AT(weft__call, owner, 0);
AT(weft__call, next, 12);
AT(weft__call, number, 16);
AT(weft__call, function, 20);
AT(weft__call, code, 24);
AT(weft__call, text, 28);
AT(weft__call, file, 32);
AT(weft__call, line, 36);
AT(weft__call, task, 40);
AT(weft__call, block, 56);

#define EXPORT(name) __attribute__((export_name(name)))

EXPORT("weft_library_open") int weft_library_open(void)
{
    return weft__library_open();
}

EXPORT("weft_library_poll") double weft_library_poll(void)
{
    return weft__library_poll();
}

EXPORT("weft_library_end") void weft_library_end(void)
{
    weft__library_end();
}

EXPORT("weft_library_close") size_t weft_library_close(void)
{
    return weft__library_close();
}

EXPORT("weft_library_bytes") size_t weft_library_bytes(void)
{
    return weft__library_bytes();
}

EXPORT("weft_call_new") struct weft__call *weft_call_new(uint32_t function, uint32_t number, uint32_t bytes)
{
    return weft__call_new(function, number, bytes);
}

EXPORT("weft_call_room") void *weft_call_room(struct weft__owner *owner, size_t bytes)
{
    return weft__call_room(owner, bytes);
}

EXPORT("weft_call_begin") int weft_call_begin(struct weft__call *call)
{
    uint32_t changes = weft_base.changes, removed = weft_base.removed;
    int how = weft__library_begin(call);

    /* An operation that the task waits for is met without a poll. */
    bool alone = !weft_base.completed && removed == weft_base.removed && (how == WEFT__CALL_RESTS || changes == weft_base.changes);
    return how < 0 || alone ? how : how & WEFT__CALL_ENDED;
}

EXPORT("weft_call_now") void weft_call_now(struct weft__call *call)
{
    weft__call_now(call);
}

EXPORT("weft_call_cancel") void weft_call_cancel(struct weft__call *call)
{
    weft__call_cancel(call);
}

EXPORT("weft_call_free") void weft_call_free(struct weft__call *call)
{
    weft__call_free(call);
}

EXPORT("weft_calls_ended") struct weft__call *weft_calls_ended(void)
{
    return weft__calls_ended();
}
