/* weft_raise: the only part of the runtime that formats with stdio, so that programs without it do not carry it. */
#include <stdarg.h>
#include <stdio.h>

#include "core/core.h"
#include "core/functions.h"

enum { CAUSES_MOST = 16 };

static int raise_error(weft_place *place, int code, bool keep, const char *format, va_list arguments)
{
    struct weft__task *self = weft__self();

    if (!self)
        return code;
    struct weft__error *error = weft__alloc(sizeof *error);
    struct weft__error *before = self->error;
    if (!error)
        return code;
    *error = (struct weft__error){.code = code, .place = place};
    vsnprintf(error->text, sizeof error->text, format, arguments);
    if (keep) {
        error->cause = before;
        int depth = 0;
        for (struct weft__error *e = error; e; e = e->cause)
            if (++depth == CAUSES_MOST) { /* a loop that raises for ever keeps the newest */
                weft__error_free(e->cause);
                e->cause = NULL;
            }
    } else {
        weft__error_free(before);
    }
    self->error = error;
    WEFT__TRACE(weft__trace_text(WEFT__RAISED, self, error->text, place, code));
    return code;
}

int weft_raise(weft_place *place, int code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    raise_error(place, code, false, format, arguments);
    va_end(arguments);
    return code;
}

int weft_raise_from(weft_place *place, int code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    raise_error(place, code, true, format, arguments);
    va_end(arguments);
    return code;
}

void weft_report_error(weft_place *place, int code, const char *format, ...)
{
    char text[sizeof ((struct weft__error *)NULL)->text];
    const struct weft__task *self = weft__self();
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    weft__hand_error(&(weft_error_report){.kind = self ? WEFT_ERROR_REPORTED : WEFT_ERROR_CALLBACK, .code = code,
                                          .message = self ? "an error in a task" : "an error in a callback", .text = text,
                                          .task = weft_current(), .name = self ? self->name : "", .place = place},
                     weft__context_now());
}
