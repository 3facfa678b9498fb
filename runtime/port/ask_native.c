/* Natively nobody embeds the program whom it could ask. */
#include "port/host.h"

int weft__host_submit_ask(struct weft__operation *operation)
{
    (void)operation;
    return WEFT_UNSUPPORTED;
}
