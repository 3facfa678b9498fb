/* Recording a run, and playing it again anywhere: what came from outside goes to a tape (docs/record.md), or comes from one. Nothing refers
 * to tape.c strongly: only programs that are linked for it have it (weft run --record). */
#ifndef WEFT_TAPE_H
#define WEFT_TAPE_H

#include "port/host.h"

enum weft__tape_mode { WEFT__TAPE_OFF = 0, WEFT__RECORDS, WEFT__PLAYS };
extern uint8_t weft__tape; /* enum weft__tape_mode (options.c) */

#define WEFT__TAPED __attribute__((weak))

/* At the start of a run, after its options were read: WEFT_RECORD or WEFT_REPLAY. False: that is impossible, and a sentence was
 * written. */
WEFT__TAPED bool weft__tape_start(void);
WEFT__TAPED void weft__tape_main(const weft_place *place); /* the main task of a run begins */
/* At its end. The exit code, or WEFT_EXIT_DIFFERS. */
WEFT__TAPED int weft__tape_end(int exit_code);

/* A look at the host's clock. */
WEFT__TAPED int64_t weft__tape_now(void);
/* Somebody is about to wait, so long at most; 0: to look. When it plays, nobody waits, and the host is asked for its news all the same: it may
 * end the program. */
WEFT__TAPED void weft__tape_waits(int64_t *wait);
/* Somebody has waited, and may say how many steps until the next look: as it was. */
WEFT__TAPED bool weft__tape_waited(bool done, uint32_t *interval);
/* What the host said to a submit (when it plays: the host was not asked), and to a cancel. */
WEFT__TAPED int weft__tape_submitted(struct weft__operation *operation, int err);
WEFT__TAPED bool weft__tape_cancelled(struct weft__operation *operation, bool taken_back);
/* The next that is complete. */
WEFT__TAPED struct weft__operation *weft__tape_take(void);
/* A read that the program makes itself, past the runtime. When it plays, it gives the bytes; `error` is an errno. */
WEFT__TAPED long weft__tape_read(int descriptor, void *bytes, size_t count, long result, int *error);
/* What a stream received (see port/socket.h), which comes from the tape when it plays; and what was sent: only how much is kept. */
WEFT__TAPED long weft__tape_received(int descriptor, void *bytes, size_t count, long result, int *host_error);
WEFT__TAPED long weft__tape_sent(int descriptor, const void *bytes, size_t count, long result, int *host_error);
/* When it plays: words for a number of the recorded host's. */
WEFT__TAPED const char *weft__tape_words(int host_error);

/* The back-end's (tape_native.c, wasi/tape_wasi.c): a file to play, and a read that no tape sees. */
int weft__tape_open(const char *path);
long weft__tape_fill(int descriptor, void *bytes, size_t count);
void weft__tape_take_over(void); /* what the program reads with stdio passes through weft__tape_read */

#endif
