#include <stdio.h>
#include "weft/effect.h"

static int amain(void *arg)
{
    char answer[100];

    int err = weft_effect("mail", "to: ada@example.com", answer, sizeof answer);
    printf("%s\n", err ? weft_error_text() : answer);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }
