/* What a program asks of the program that embeds it. */
#include "host_wasi.h"

int weft__host_submit_ask(struct weft__operation *operation)
{
    if (!(weft_base.host_flags & HOST_ANSWERS))
        return WEFT_UNSUPPORTED;
    weft__submitted_join(operation);
    return WEFT_OK;
}
