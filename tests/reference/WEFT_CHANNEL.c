#include <stdio.h>
#include "weft.h"

typedef WEFT_CHANNEL(int, 2) number_channel;
typedef WEFT_SENDER(int) number_sender;
typedef WEFT_RECEIVER(int) number_receiver;

static int send(void *arg)
{
    number_sender *out = arg;
    WEFT_CLOSE_AT_EXIT(out); /* the last sender: that is the end */

    for (int i = 1; i <= 4; i++) {
        WEFT_TRY(weft_send(out, &i)); /* waits while two are on their way */
        printf("sent %d\n", i);
    }
    return WEFT_OK;
}

static int receive(void *arg)
{
    number_receiver *in = arg;
    WEFT_CLOSE_AT_EXIT(in);
    int number, err;

    while ((err = weft_receive(in, &number)) == WEFT_OK) {
        printf("received %d\n", number);
        WEFT_TRY(weft_sleep(1));
    }
    return err == WEFT_CLOSED ? WEFT_OK : err;
}

static int amain(void *arg)
{
    number_channel numbers = {0};
    number_sender out = {0};
    number_receiver in = {0};

    WEFT_TRY(weft_channel_open(&numbers, &out, &in));
    return weft_gather({send, &out}, {receive, &in});
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] sent 1
 * [0.000] sent 2
 * [0.000] received 1
 * [0.000] sent 3
 * [1.000] received 2
 * [1.000] sent 4
 * [2.000] received 3
 * [3.000] received 4
 */
