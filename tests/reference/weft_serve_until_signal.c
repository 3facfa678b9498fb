#include <stdio.h>
#include "weft.h"
#include "weft/serve.h"

static int slow(weft_request *request, void *arg)
{
    WEFT_TRY(weft_sleep(3));
    return weft_respond_text(request, 200, "late\n");
}

static int visit(void *arg)
{
    WEFT_RESPONSE(page);

    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_fetch(&page, "http://127.0.0.1:8080/"));
    printf("%d, then %s\n", page.status, weft_response_header(&page, "connection"));
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_http http = {.handler = slow};
    WEFT_GROUP(group);

    weft_group_spawn(&group, visit, NULL);
    WEFT_TRY(weft_serve_until_signal("127.0.0.1", "8080", &http, 10));
    printf("all is answered\n");
    return weft_group_join(&group);
}

int main(void) { return weft_run(amain, NULL); }

/* With --signal INT@2, prints:
 * [4.000] 200, then close
 * [4.000] all is answered
 */
