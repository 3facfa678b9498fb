/* What the files of a library without main share. */
#ifndef WEFT_IO_LIBRARY_H
#define WEFT_IO_LIBRARY_H

#include "core/core.h"
#include "port/library.h"
#include "weft/library.h"

/* The call that this task is; NULL: it is another task. */
struct weft__call *weft__call_of(const struct weft__task *task);
/* A call without a task that runs now; NULL. */
extern struct weft__call *weft__call_without_task;

/* Whose memory it is that is asked for now; NULL: nobody's, or there is no memory. */
struct weft__owner *weft__owner_now(void);
void weft__owner_clear(struct weft__owner *owner);

#endif
