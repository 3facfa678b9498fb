#include "answer.h"
#include <string.h>
#include <weft.h>

int answer(weft_request *request, void *arg)
{
    (void)arg;
    if (strcmp(request->path, "/") == 0)
        return weft_respond_text(request, 200, "welcome\n");
    if (strcmp(request->path, "/slow") == 0) {
        WEFT_TRY(weft_sleep(1));
        return weft_respond_text(request, 200, "late\n");
    }
    return weft_respond_text(request, 404, "there is nothing here\n");
}
