#include "weft/serve.h"

static int hello(weft_request *request, void *arg)
{
    return weft_respond_text(request, 200, "hello\n");
}

WEFT_SERVE(hello, .body_most = 10 << 20)

/* With --signal INT@2, prints:
 */
