/* What a task asks JavaScript for, on its own stack (Emscripten). */
#ifndef WEFT_ASKED_H
#define WEFT_ASKED_H

#include "core/core.h"
#include "port/host_emscripten.h"

struct asked {
    struct weft__operation operation;
    struct weft__resource resource;
    struct weft__task *task;
};

extern const struct weft__operation_kind weft__asking; /* await.c */

#endif
