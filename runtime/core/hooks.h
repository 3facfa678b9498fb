/* What the core and `http` ask of parts that a program may be linked with or not. They are the only calls upwards, and all of them are weak: NULL where
 * the part is not there. */
#ifndef WEFT_HOOKS_H
#define WEFT_HOOKS_H

#define WEFT__HOOK __attribute__((weak))

/* The first three are weak only in the core's files that ask (#pragma weak): a weak reference takes nothing out of an archive, and streams
 * need what it names. */

/* network.c, in programs that have streams: reads what the environment says of the network; false, and a sentence was written. */
bool weft__net_options(void);
/* Which network it is; never UNDECIDED. */
enum weft__net weft__net_choice(void);
bool weft__net_beyond(void);
/* network_faults.c, in programs that can have a bad network: "SEED" or "SEED,KIND,..."; false, and a sentence was written. */
bool weft__net_faults_read(const char *text, uint64_t *seed, unsigned *kinds);
/* io/process.c, in programs that have processes: the same for them. */
WEFT__HOOK bool weft__process_options(void);
WEFT__HOOK enum weft__net weft__process_choice(void);
/* wasi/component/handler.c, where the host hands over one request after the other instead of connections: a run with one of them. */
struct weft_http;
WEFT__HOOK int weft__serve_one(weft_place *place, const struct weft_http *http);

#endif
