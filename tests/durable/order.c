/* An order that takes days: it is charged, waits for a word of the customer, reminds three times, waits for another word, and ships. What it does
 * outside is an effect. */
#include <stdio.h>
#include "weft/effect.h"
#include "weft/stream.h"

#define HOUR 3600.0

static int ask_for(const char *what, int number)
{
    char request[60], answer[60];

    snprintf(request, sizeof request, "%s %d", what, number);
    WEFT_TRY(weft_effect("note", request, answer, sizeof answer));
    printf("%s: %s\n", request, answer);
    return WEFT_OK;
}

/* Never says anything, but wakes the program now and then. */
static int grow_old(void *arg)
{
    for (;;)
        WEFT_TRY(weft_sleep(13 * HOUR));
}

static int hear(void)
{
    size_t count;
    char word[40];
    WEFT_STREAM(input);

    WEFT_TRY(weft_stream_open(&input, 0));
    WEFT_TRY(weft_read_line(&input, word, sizeof word, &count));
    printf("the customer says %s", word);
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(order);

    weft_group_spawn(&order, grow_old, NULL);
    WEFT_TRY(ask_for("charge", 1));
    WEFT_TRY(hear());
    for (int i = 1; i <= 3; i++) {
        WEFT_TRY(weft_sleep(5 * HOUR));
        WEFT_TRY(ask_for("remind", i));
    }
    WEFT_TRY(hear());
    WEFT_TRY(weft_sleep(24 * HOUR));
    WEFT_TRY(ask_for("ship", 2));
    printf("done\n");
    weft_group_cancel(&order);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }
