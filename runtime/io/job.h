/* What the files of jobs share. */
#ifndef WEFT_IO_JOB_H
#define WEFT_IO_JOB_H

#include "core/core.h"
#include "core/functions.h"
#include "port/job.h"
#include "weft/job.h"

/* As in core/functions.h. */
#undef weft_pool_close

/* A job that runs in place: on a stack of its own, which stands still while it pretends to block. */
struct weft__place_job;
extern struct weft__place_job *weft__job_here; /* the one that runs now; NULL: none */

/* It waits until somebody calls the second one; then it goes on in the next turn. */
void weft__job_stand(struct weft__place_job *job, int64_t nanoseconds);
void weft__job_go_on(struct weft__place_job *job);

/* What the runtime does itself and blocks, such as to read from a file: as weft_to_thread with `.to_end`. In place, without a word, where there
 * are no threads. CANCELLED: it has not begun. */
int weft__job_of_runtime(weft_place *place, weft_job_function *fn, void *arg);

/* from_thread.c, where it is linked: what other threads have asked for and has not ended never does. */
__attribute__((weak)) void weft__calls_stop(void);

#endif
