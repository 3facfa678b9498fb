/* What Asyncify gives a module that it has woven, and the C stack pointer (stack_pointer.s). */
#ifndef WEFT_ASYNCIFY_H
#define WEFT_ASYNCIFY_H

#define ASYNCIFY(name) __attribute__((import_module("asyncify"), import_name(#name)))

struct saved {
    char *cursor, *end; /* Asyncify's two words */
};

ASYNCIFY(start_unwind) void weft__start_unwind(struct saved *saved);
ASYNCIFY(stop_unwind) void weft__stop_unwind(void);
ASYNCIFY(start_rewind) void weft__start_rewind(struct saved *saved);
ASYNCIFY(stop_rewind) void weft__stop_rewind(void);

char *weft__get_stack_pointer(void);
void weft__set_stack_pointer(char *pointer);
void weft__set_stack_limit(char *limit); /* the least that it may become now */

#endif
