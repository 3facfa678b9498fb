/* weft/effect.h: what a program has done outside of itself by the program that embeds it: a mail, a payment, a row in
 * a database. Each has a number that stays with it: when a program is moved, or goes on from a snapshot after a crash,
 * what was outstanding is begun again under the same number. So at least once becomes once for those that look at it.
 *
 *     char answer[100];
 *     WEFT_TRY(weft_effect("charge", "{\"card\": 4711, \"cents\": 1250}", answer, sizeof answer));
 *
 * In JavaScript it is a function that is given with the run, `program.start({ effects: { charge } })`, or with a
 * durable object (docs/durable.md). Natively, under a plain WASI engine and on the command line nobody can be asked. */
#ifndef WEFT_EFFECT_H
#define WEFT_EFFECT_H

#include "weft/stream.h"

/* Asks for the effect `name` with the text `request`, and waits for the answer; only this task waits. The answer is a
 * text: it is in `answer`, which has `room` bytes, with a NUL behind it. After a failure the reason is there, as far as
 * it fits, and in weft_error_text(). Both texts are UTF-8; `name` has at most 4000 bytes, and all three stay where they
 * are meanwhile. Effects have the numbers 1, 2, 3, ... in the order in which they are asked for. CANCELLED: the
 * signal that the function got is aborted; what it has done is done. HOST: the function threw. LIMIT: the answer has no
 * room, and was cut. UNSUPPORTED: nobody carries out effects here. Also: NOT_FOUND (none has that name), INVALID (no
 * name, no room), USAGE. (a Temporal activity, a Restate ctx.run) */
WEFT_WAITS int weft_effect(weft_place *place, const char *name, const char *request, char *answer, size_t room);
#define weft_effect(name, request, answer, room) weft_effect(WEFT_HERE(#name), name, request, answer, room)

#endif
