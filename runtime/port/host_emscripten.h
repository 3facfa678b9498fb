/* What the files of the Emscripten host share, and what its JavaScript half (toolchain/emscripten/library.js) calls and gives. */
#ifndef WEFT_HOST_EMSCRIPTEN_H
#define WEFT_HOST_EMSCRIPTEN_H

#include "port/host.h"

#include <emscripten/em_macros.h>

/* ---- what JavaScript gives ---- */

void weft_js_start(void);                    /* before a run */
void weft_js_stop(void);                     /* after it: whatever was asked for is forgotten */
double weft_js_now(void);                    /* milliseconds */
void weft_js_wait(double milliseconds);      /* calls weft_go_on then, or after weft_js_wake; below 0: only after that */
void weft_js_wake(void);                     /* something was posted: the wait is over, or the next poll is due */
void weft_js_cannot_wait(void);              /* a sentence about that */
void weft_js_signal(int number, int wanted); /* weft_came is called for this one, or no more */
int weft_js_open(const char *path);          /* a file of the machine's for writing; -1: there are none */
int weft_js_write(int descriptor, const void *bytes, size_t count);
void weft_js_exit(int code);
void weft_js_turn(void);                     /* calls weft_turn_over when JavaScript has nothing on its stack any more */
int weft_js_sleeps(void);                    /* main is being left by emcc's own Asyncify */

void weft_js_beside(void);                   /* calls weft_poll now and then, until it says that all has ended */
void weft_js_ended(int code);
void weft_js_awaits(int number, struct weft__operation *operation); /* the promise of this number posts it; NULL: main goes on */
void weft_js_takes(int number);              /* what it gave is what the import returns */
void weft_js_cannot_await(void);
int weft_js_frame(struct weft__operation *operation); /* the next picture posts it: a number */
void weft_js_forget(int number);

/* ---- the network and standard input, in programs that ask for them (world.js) ---- */

enum { WEFT__WORLD_SOCKETS = 1, WEFT__WORLD_TLS = 2, WEFT__WORLD_INPUT = 4, WEFT__WORLD_CONNECTIONS = 8 /* and no servers */, WEFT__WORLD_DESCRIPTORS = 1 << 13 /* from here on */ };

int weft_js_world(void);                     /* what there is: bits of the above */
void weft_js_submits(struct weft__operation *operation);
void weft_js_calls_off(struct weft__operation *operation);
void weft_js_exchange(void);                 /* begins what was submitted, and posts what is complete */
void weft_js_world_stops(void);
int weft_js_receive(int descriptor, void *bytes, size_t count, int *host_error);
int weft_js_send(int descriptor, const void *bytes, size_t count, int *host_error);
int weft_js_receive_from(int descriptor, void *bytes, size_t count, void *origin, size_t room, int *host_error); /* struct weft__origin */
int weft_js_send_to(int descriptor, const char *to, const void *bytes, size_t count, int *host_error);
int weft_js_send_end(int descriptor);
void weft_js_close(int descriptor);
void weft_js_end(int code);                  /* the program is over, once what it has written is on its way */

/* socket_emscripten.c, where it is linked. */
__attribute__((weak)) void weft__outside_exchange(void);
__attribute__((weak)) void weft__outside_call_off(struct weft__operation *operation);
__attribute__((weak)) void weft__outside_stop(void);

/* ---- what the stacks say ---- */

/* Whether this code runs below main, which can be left and entered again. */
bool weft__base_here(void);
bool weft__base_rewinds(void);
/* Leaves main until JavaScript calls weft_go_on. */
void weft__base_suspend(void);
/* stack_asyncify.c: a stack is being entered again, and this is called on the way. */
bool weft__stack_rewinds(void);

#endif
