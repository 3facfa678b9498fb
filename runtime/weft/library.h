/* A library of C for JavaScript: its functions are called there and return promises. There is no main. What is exported
 * and imported stands in a file of WIT's words, from which `weft build --lib` makes the header that the library
 * includes:
 *
 *     world lib { export greet: async func(name: string) -> string; }          lib.wit
 *
 *     #include "lib.h"                                                        lib.c
 *     int greet(weft_string name, weft_string *result)
 *     {
 *         WEFT_TRY(weft_sleep(0.1));
 *         *result = weft_string_print("Hello, %s!", name.text);
 *         return WEFT_OK;
 *     }
 *
 *     import { load } from './lib.js'                                         app.js
 *     const lib = await load()
 *     console.log(await lib.greet('Ada'))
 *
 * Each call of an async function is a task of one run, which lives as long as the library; it begins at once, up to its
 * first wait. docs/embed-js.md explains all of it. */
#ifndef WEFT_LIBRARY_H
#define WEFT_LIBRARY_H

#include <string.h>

#include "weft.h"

/* A text, in UTF-8. One that comes from JavaScript has a NUL behind it, which `count` leaves out. One that goes there
 * need not have it. */
typedef struct weft_string {
    const char *text;
    size_t count; /* bytes */
} weft_string;

/* Bytes: list<u8>, a Uint8Array. */
typedef struct weft_bytes {
    const uint8_t *at;
    size_t count;
} weft_bytes;

/* Memory of the call that the running task is; of a function that is not async, of this call of it. It is there until
 * JavaScript has the result, so a result may point there, and nobody gives it back. So it is with what the arguments
 * point to. In any other task: until the task has ended. NULL without memory, and where neither runs.
 *     uint8_t *copy = weft_memory(image.count); */
void *weft_memory(size_t bytes);

/* A text that ends with a NUL, not copied: *result = weft_string_of("fine"). */
static inline weft_string weft_string_of(const char *text)
{
    return (weft_string){text, strlen(text)};
}

/* A text as printf makes it, in memory of weft_memory; without memory an empty one.
 *     *result = weft_string_print("%d of %d", done, all); */
weft_string weft_string_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Bytes of the stack of each call, where a library defines it; else 16 KiB, as of every task. Small stacks are for many
 * calls in flight: the tests of 100 000 have 4 KiB.
 *     const size_t weft_library_stack_bytes = 4096; */
extern const size_t weft_library_stack_bytes;

/* ---- private: what the header made from WIT is written with ---- */

struct weft__library_function {
    const char *name;
    int (*run)(void *block);
    weft_place place;
};
extern struct weft__library_function weft__library_functions[];
extern const uint32_t weft__library_count;

/* What an ask begins with. The host reads it. */
struct weft__ask {
    const char *why;           /* it failed: the words */
    struct weft__owner *owner; /* of the memory that the answer takes */
    uint32_t call;             /* which call asks; 0: no call, but another task */
};

/* Asks the host for `number`, and waits. The answer is in the block, which begins with the ask. OK; above 0: the error
 * of its type is in the block; WEFT_HOST: it failed, and the words are the record of the task; UNSUPPORTED, CANCELLED,
 * USAGE, NO_MEMORY. */
WEFT_WAITS int weft__ask(weft_place *place, uint32_t number, const char *name, struct weft__ask *ask, size_t count);

#endif
