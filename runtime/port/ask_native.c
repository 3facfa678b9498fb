/* Natively no other program embeds this one, so it has nobody to ask. */
#include "port/host.h"

int weft__host_submit_ask(struct weft__operation *operation)
{
    (void)operation;
    return WEFT_UNSUPPORTED;
}
