#include <stdio.h>
#include "weft.h"

struct patient {
    int pain; /* 9 is the worst */
    const char *name;
};

typedef WEFT_QUEUE(struct patient, 8) waiting_room;

static bool is_worse(const void *a, const void *b)
{
    const struct patient *one = a, *other = b;

    return one->pain > other->pain;
}

static int amain(void *arg)
{
    static const struct patient all[] = {{2, "Ada"}, {9, "Ben"}, {2, "Cleo"}, {5, "Dan"}};
    waiting_room room = WEFT_PRIORITY_QUEUE(is_worse);
    struct patient next;

    (void)arg;
    for (int i = 0; i < 4; i++)
        WEFT_TRY(weft_put(&room, &all[i]));
    while (!weft_queue_empty(&room)) {
        WEFT_TRY(weft_get(&room, &next));
        printf("%s\n", next.name);
    }
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
