/* effects WHAT: what can become of an effect. */
#include <stdio.h>
#include <string.h>
#include "weft/effect.h"

static void say(const char *what, int err, const char *answer)
{
    printf("%s: %d \"%s\"%s%s\n", what, err, answer, err ? ", " : "", err ? weft_error_text() : "");
}

static int late(void *arg)
{
    char answer[40];

    return weft_effect("never", "x", answer, sizeof answer);
}

static int amain(void *arg)
{
    char answer[40], small[4];

    say("echo", weft_effect("echo", "h\xc3\xa9llo", answer, sizeof answer), answer);
    say("nothing", weft_effect("nothing", "", answer, sizeof answer), answer);
    say("at once", weft_effect("at_once", "", answer, sizeof answer), answer);
    say("too long", weft_effect("echo", "too long", small, sizeof small), small);
    say("throws", weft_effect("throws", "", answer, sizeof answer), answer);
    say("hostile", weft_effect("hostile", "", answer, sizeof answer), answer);
    say("unknown", weft_effect("constructor", "", answer, sizeof answer), answer);
    say("no name", weft_effect("", "", answer, sizeof answer), "");
    printf("timeout: %d\n", weft_wait_for(late(NULL), 0.01));
    say("last", weft_effect("echo", "bye", answer, sizeof answer), answer);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }
