#include "answer.h"
#include <stdio.h>
#include <weft.h>

static int amain(void *arg)
{
    printf("http://127.0.0.1:8080/\n");
    return weft_serve_http("127.0.0.1", "8080", answer, NULL);
}

int main(void)
{
    return weft_run(amain, NULL);
}
