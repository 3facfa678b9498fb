/* What the files of processes share. */
#ifndef WEFT_IO_PROCESS_H
#define WEFT_IO_PROCESS_H

#include "io/stream.h"
#include "port/process.h"
#include "weft/process.h"

/* As in core/functions.h. */
#undef weft_process_communicate
#undef weft_process_start
#undef weft_process_wait
#undef weft_process_wait_pipes

/* What SPAWN is asked for, in counted memory of *bytes; NULL without. */
char *weft__process_request(const weft_process_options *options, size_t *bytes);

/* It has ended, with this exit code. */
void weft__process_ended(weft_process *process, int exit_code);

/* It was started. */
bool weft__process_begun(const weft_process *process);

/* Commands inside of the program (process_inside.c): to start one, whose streams are open then; to send it a signal; and to end it, which nobody
 * waits for: its process forgets it. */
int weft__inside_process_start(weft_place *place, weft_process *process, const weft_process_options *options);
int weft__inside_process_signal(weft_process *process, int signal);
void weft__inside_process_forget(weft_process *process, bool run_is_over);

#endif
