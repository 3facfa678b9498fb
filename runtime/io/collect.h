/* Bytes that are collected, for processes and files; and sentences. */
#ifndef WEFT_IO_COLLECT_H
#define WEFT_IO_COLLECT_H

#include "core/core.h"
#include "weft/output.h"

/* Room behind what it holds for at least one more byte and the NUL, for `count` more if that is below the limit, which the program has seen
 * to. False: no memory. */
bool weft__output_room(weft_output *output, size_t count);
/* So many bytes stand there now. */
void weft__output_took(weft_output *output, size_t count);

/* Text into `to`, as far as there is room; always with a NUL. */
void weft__text_append(char *to, size_t room, const char *text);

#endif
