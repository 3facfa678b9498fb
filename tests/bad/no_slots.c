/* Queues that cannot be: the compiler refuses them. */
#include "weft.h"

typedef WEFT_QUEUE(int, 0) without_slots;
typedef WEFT_QUEUE(int, -1) with_fewer;
typedef WEFT_QUEUE(int, SIZE_MAX / 2) with_too_many;
typedef WEFT_CHANNEL(int, -1) channel_with_fewer;

int main(void)
{
    return (int)(sizeof(without_slots) + sizeof(with_fewer) + sizeof(with_too_many) + sizeof(channel_with_fewer));
}
