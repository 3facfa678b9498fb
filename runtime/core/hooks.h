/* What the core asks of parts that a program may be linked with or not. They are the only calls upwards, and all of them are weak: NULL where
 * the part is not there. */
#ifndef WEFT_HOOKS_H
#define WEFT_HOOKS_H

#define WEFT__HOOK __attribute__((weak))

/* io/inside.c, in programs that have streams: reads what the environment says of the network; false, and a sentence was written. */
WEFT__HOOK bool weft__net_options(void);
/* Which network it is; never UNDECIDED. */
WEFT__HOOK enum weft__net weft__net_choice(void);

#endif
