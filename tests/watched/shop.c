/* Locks with and without data beside them, and queues of every kind, for "this moment" in the playground (tests/watched.test.js). */
#include <stdio.h>
#include <weft.h>

struct order { int number; const char *what; };
typedef WEFT_QUEUE(struct order, 2) order_queue;
typedef WEFT_GROWING_QUEUE(int) number_queue;
typedef WEFT_QUEUE(const char *, 3) word_queue;
typedef WEFT_CHANNEL(int, 2) number_channel;
struct till { weft_lock lock; int money; const char *last; };
struct shop { order_queue orders; struct till till; number_queue *plates; };

static weft_lock lone;
static int sold, loose;
static number_queue urgent = WEFT_LIFO_QUEUE;
static word_queue words;
static number_channel through;

static int cook(void *arg)
{
    struct shop *shop = arg;
    struct order order;

    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_get(&shop->orders, &order));
        WEFT_TRY(weft_put(shop->plates, &order.number));
        WEFT_TRY(weft_lock_acquire(&shop->till.lock));
        WEFT_TRY(weft_yield());
        shop->till.money += order.number;
        shop->till.last = order.what;
        weft_lock_release(&shop->till.lock);
        loose++;
    }
    shop->till.money = 0;
    return WEFT_OK;
}

static int sell(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lone));
    WEFT_TRY(weft_yield());
    sold += 5;
    loose++;
    weft_lock_release(&lone);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    number_queue plates = {0};
    struct shop shop = {.plates = &plates};
    WEFT_SENDER(int) in = {0};
    WEFT_RECEIVER(int) out = {0};

    weft_group_spawn(&group, cook, &shop);
    weft_group_spawn(&group, sell, NULL);
    WEFT_TRY(weft_put(&words, &(const char *){"one"}));
    WEFT_TRY(weft_put(&words, &(const char *){NULL}));
    for (int i = 1; i <= 12; i++)
        WEFT_TRY(weft_put(&urgent, &i));
    WEFT_TRY(weft_channel_open(&through, &in, &out));
    WEFT_TRY(weft_send(&in, &(int){7}));
    WEFT_TRY(weft_put(&shop.orders, &(struct order){1, "tea"}));
    WEFT_TRY(weft_put(&shop.orders, &(struct order){2, "cake"}));
    WEFT_TRY(weft_put(&shop.orders, &(struct order){3, "pie"}));
    WEFT_TRY(weft_group_join(&group));
    weft_end_close(&in);
    weft_end_close(&out);
    weft_queue_free(&urgent);
    return weft_queue_free(&plates);
}

int main(void) { return weft_run(amain, NULL); }
