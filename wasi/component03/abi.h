/* What the files of a component of WASI 0.3 share, beside what both versions have (component.h): waitables, and what calls of the asynchronous
 * ABI answer. An import is called and gives its result at once, or a waitable, which says by an event when the result is in memory. */
#ifndef COMPONENT03_ABI_H
#define COMPONENT03_ABI_H

#include "component/component.h"

#define BUILT_IN(name) __attribute__((import_module("$root"), import_name("[" name "]")))

/* What comes to a waitable is the event's code: of a subtask its state, of a stream or future how many items have gone over, and how it ended. */
enum event { NO_EVENT, SUBTASK_EVENT };
enum { SUBTASK_RETURNED = 2, STATE_BITS = 4, STATE_MASK = 15 };
enum { MORE_TO_COME, OTHER_SIDE_DROPPED, CALLED_OFF };
#define BLOCKED UINT32_MAX
#define COUNT_OF(code) ((code) >> 4)
#define STATE_OF(code) ((code) & STATE_MASK)

struct event_of { handle waitable; uint32_t code; };

BUILT_IN("waitable-set-new") handle wasi_set_new(void);
BUILT_IN("waitable-set-wait") int32_t wasi_set_wait(handle set, struct event_of *event);
BUILT_IN("waitable-set-poll") int32_t wasi_set_poll(handle set, struct event_of *event);
BUILT_IN("waitable-set-drop") void wasi_set_drop(handle set);
BUILT_IN("waitable-join") void wasi_join(handle waitable, handle set);
BUILT_IN("subtask-drop") void wasi_drop_subtask(handle subtask);
BUILT_IN("subtask-cancel") uint32_t wasi_cancel_subtask(handle subtask);

/* The two ends of a stream or a future that is new. */
#define READABLE_END(ends) ((handle)(ends))
#define WRITABLE_END(ends) ((handle)((ends) >> 32))

/* The calls for a stream or future that is in the type of a function: `at` is its place there. */
#define OF(interface, what, at, function) FROM(interface, what "-" #at "]" function)
#define READS_STREAM(name, interface, at, function)                                                                            \
    OF(interface, "[async-lower][stream-read", at, function) uint32_t name##_read(handle stream, void *items, size_t count);   \
    OF(interface, "[stream-cancel-read", at, function) uint32_t name##_cancel_read(handle stream);                             \
    OF(interface, "[stream-drop-readable", at, function) void name##_drop(handle stream)
#define WRITES_STREAM(name, interface, at, function)                                                                           \
    OF(interface, "[stream-new", at, function) uint64_t name##_new(void);                                                      \
    OF(interface, "[async-lower][stream-write", at, function) uint32_t name##_write(handle stream, const void *items, size_t count); \
    OF(interface, "[stream-cancel-write", at, function) uint32_t name##_cancel_write(handle stream);                           \
    OF(interface, "[stream-drop-writable", at, function) void name##_end_of(handle stream)
#define WRITES_FUTURE(name, interface, at, function)                                                                           \
    OF(interface, "[future-new", at, function) uint64_t name##_new(void);                                                      \
    OF(interface, "[async-lower][future-write", at, function) uint32_t name##_write(handle future, const void *item);          \
    OF(interface, "[future-drop-writable", at, function) void name##_end_of(handle future)
#define READS_FUTURE(name, interface, at, function)                                                                            \
    OF(interface, "[async-lower][future-read", at, function) uint32_t name##_read(handle future, void *item);                  \
    OF(interface, "[future-drop-readable", at, function) void name##_drop(handle future)

/* A result whose error may have words, which nobody reads here. */
struct failure { uint8_t code; _Alignas(4) uint8_t has_words; _Alignas(4) struct text words; };
struct done { uint8_t failed; _Alignas(4) struct failure error; };
struct made { uint8_t failed; _Alignas(4) union { struct failure error; handle first; struct list list; }; };
struct named { uint8_t failed; _Alignas(4) union { struct failure error; struct socket_address address; }; };
struct pair { handle stream, future; };

/* What a call of the host's or a callback answers; with WAITS the set's handle, shifted. */
enum { EXITS, YIELDS, WAITS };

/* wait.c: the program, up to its next wait: what the host gets as answer. It and its callers have no C frame. */
int32_t weft_go_on(void);
void component_hear(handle waitable, uint32_t code);
handle component_loop_set(void);
/* What a waitable is for. The index is that of a slot or record. */
enum purpose { FOR_NOTHING, FOR_BLOCKING, FOR_TIMER, FOR_INPUT, FOR_READING, FOR_WRITING, FOR_RECORD, FOR_RECEIVING, FOR_SENDING, FOR_BELL };
void component_await(handle waitable, enum purpose purpose, size_t index);
void component_forget(handle waitable);
/* Nothing else of the program runs until it has an event: the event's code. */
uint32_t component_block(handle waitable);
/* The same for what a call has answered: the waitable is a subtask. */
void component_block_subtask(uint32_t answer);
uint32_t component_settle(uint32_t answer, handle stream);

/* stdio.c: an event of standard input; whether there is something to read, and if not, that it is wanted. */
void component_input_came(uint32_t code);
bool component_input_ready(void);

/* network.c and datagrams.c: events of theirs; an error of sockets as one of preview 1; to go on with all that waits for a descriptor. */
int component_failure(const struct failure *failure);
void component_wake(int32_t fd, bool writes);
__attribute__((weak)) void component_network_hear(enum purpose purpose, size_t index, uint32_t code);
__attribute__((weak)) void component_datagrams_hear(enum purpose purpose, size_t index);

#endif
