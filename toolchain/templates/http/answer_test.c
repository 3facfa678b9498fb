/* Server and client meet in a network inside of the test, under the virtual clock. */
#include <weft/test.h>
#include "answer.c"

static int get(const char *url, int status, const char *text)
{
    char body[100];
    size_t count;
    WEFT_RESPONSE(response);

    WEFT_TRY(weft_fetch(&response, url));
    WEFT_TRY(weft_response_body(&response, body, sizeof body, &count));
    WEFT_EXPECT_EQUAL(response.status, status);
    WEFT_EXPECT_TEXT(body, text);
    return WEFT_OK;
}

WEFT_TEST(answers)
{
    weft_http http = {.handler = answer};
    WEFT_SERVER(server);

    WEFT_TRY(weft_http_start(&server, "localhost", "8080", &http));
    WEFT_TRY(get("http://localhost:8080/", 200, "welcome\n"));
    WEFT_TRY(get("http://localhost:8080/slow", 200, "late\n"));
    return get("http://localhost:8080/nowhere", 404, "there is nothing here\n");
}

WEFT_TESTS({"each path has its answer", answers})
