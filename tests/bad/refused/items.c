/* Items of another type: a get would write over the stack. */
#include "weft.h"

typedef WEFT_QUEUE(int, 2) int_queue;
typedef WEFT_CHANNEL(int, 2) int_channel;
typedef WEFT_SENDER(int) int_sender;
typedef WEFT_RECEIVER(int) int_receiver;
typedef WEFT_SENDER(long) long_sender;

static int mix(int_queue *queue, int_channel *channel, int_sender *out, int_receiver *in, long_sender *wrong)
{
    char letter = 'x';
    const int fixed = 3;

    WEFT_TRY(weft_put(queue, &letter));
    WEFT_TRY(weft_get(queue, &letter));
    WEFT_TRY(weft_put_nowait(queue, &letter));
    WEFT_TRY(weft_get_nowait(queue, &letter));
    WEFT_TRY(weft_get(queue, &fixed));
    WEFT_TRY(weft_send(out, &letter));
    WEFT_TRY(weft_receive(in, &letter));
    WEFT_TRY(weft_send_nowait(out, &letter));
    WEFT_TRY(weft_receive_nowait(in, &letter));
    WEFT_TRY(weft_channel_open(channel, wrong, in));
    return weft_end_clone(out, wrong);
}

int main(void) { return mix(NULL, NULL, NULL, NULL, NULL); }
