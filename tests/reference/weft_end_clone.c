/* Each of two senders closes its own end; the receiver sees the end after the second. */
#include <stdio.h>
#include "weft.h"

typedef WEFT_GROWING_CHANNEL(int) number_channel;
typedef WEFT_SENDER(int) number_sender;
typedef WEFT_RECEIVER(int) number_receiver;

static int amain(void *arg)
{
    number_channel numbers = {0};
    number_sender first = {0}, second = {0};
    number_receiver in = {0};
    int number = 7;

    WEFT_TRY(weft_channel_open(&numbers, &first, &in));
    WEFT_TRY(weft_end_clone(&first, &second));
    weft_channel_statistics now = weft_channel_look(&numbers);
    printf("%zu senders\n", now.senders);
    WEFT_TRY(weft_send_nowait(&second, &number));
    weft_end_close(&first);
    WEFT_TRY(weft_receive_nowait(&in, &number));
    printf("%s\n", weft_error_name(weft_receive_nowait(&in, &number)));
    weft_end_close(&second);
    printf("%s\n", weft_error_name(weft_receive_nowait(&in, &number)));
    weft_end_close(&in);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 2 senders
 * [0.000] empty
 * [0.000] closed
 */
