/* Seam 4: processes, for programs that use them. To start one and to wait for its end are operations (host.h); what is here never waits, but the
 * end of one by force.
 *
 * What SPAWN starts is described by texts, one behind the other, each with a NUL, and an empty one at the end:
 *     "pp-s"          four letters. What standard input, output and error are: i that of this program, p a pipe, n nothing; for the third also
 *                     o, what the second is. The fourth: s for a session and group of its own, - for none
 *     "x/bin/ls"      the program: a path, or a name that is looked for in PATH
 *     "a-l"           an argument; they stand in order, and the program's name is not among them
 *     "d/tmp"         the folder where it works; else that of this program
 *     "E"             it gets the variables that follow, and no others; else those of this program
 *     "eHOME=/root"   a variable */
#ifndef WEFT_PORT_PROCESS_H
#define WEFT_PORT_PROCESS_H

#include "port/socket.h"

enum { WEFT__PROCESS_WORDS = 4, WEFT__BY_SIGNAL = 256 };

/* Whether this host has processes at all. */
bool weft__host_has_processes(void);

/* Sends a signal to it, or to its group. OK, CLOSED (it has ended), INVALID, DENIED. */
int weft__host_signal_process(int descriptor, int signal, bool group);

/* Ends it if it runs, with its group, and gives its descriptor back: no operation for it is outstanding. */
void weft__host_end_process(int descriptor);

#endif
