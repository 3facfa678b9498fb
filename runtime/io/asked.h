/* An operation that a task has submitted from its own stack, and waits for. */
#ifndef WEFT_IO_ASKED_H
#define WEFT_IO_ASKED_H

#include "core/core.h"

struct weft__asked {
    struct weft__operation operation;
    struct weft__resource resource; /* in words */
    struct weft__task *task;
};

extern const struct weft__operation_kind weft__answers; /* the answer wakes the task */

#endif
