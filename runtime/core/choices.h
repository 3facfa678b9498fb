/* Choices (choices.c): which of the ready tasks runs next, from a list. In wasm only programs that are linked for it have them. */
#ifndef WEFT_CHOICES_H
#define WEFT_CHOICES_H

#include "core/core.h"

enum { WEFT__CHOICES_MOST = 4096, WEFT__CHOICES_OF = 64 /* among the oldest of so many */ };

/* The other side is in web/lib/orders/choices.js; a test compares them. */
struct weft_choices {
    uint32_t version;
    uint32_t searches; /* 1, written by a host that searches: the list is here and not in the environment */
    uint32_t given;    /* written by that host: how many of `moments` have a choice in `taken` */
    uint32_t made;     /* at how many moments there was something to choose */
    uint32_t chance;   /* written by that host: what is not given is drawn, half of the time, from this seed; 0: first come */
    uint32_t known;    /* the moment at which the run ended because its state was seen in an earlier run; 0: it did not */
    struct { uint8_t taken, of; } moments[WEFT__CHOICES_MOST];
};
extern struct weft_choices weft_choices;

/* In programs that are searched (runtime/core/search.c): whether this state was seen in an earlier run. */
__attribute__((weak)) bool weft__choices_seen(void);

#endif
