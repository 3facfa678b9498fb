/* Count with a lock and without
 *
 * Shows what a lock is good for: two tasks add to a number, first without one, then with.
 *
 * Try: take the sleep out of add. Without a wait nothing comes between, and no lock is needed. */
#include <stdio.h>
#include "weft.h"

struct account {
    weft_lock lock;
    int coins;
};

static int add(struct account *account)
{
    int seen = account->coins;

    WEFT_TRY(weft_sleep(1)); /* the other one sees the same number */
    account->coins = seen + 1;
    return WEFT_OK;
}

static int careless(void *arg)
{
    return add(arg);
}

static int careful(void *arg)
{
    struct account *account = arg;

    WEFT_TRY(weft_lock_acquire(&account->lock));
    WEFT_UNLOCK_AT_EXIT(&account->lock); /* when the function is left, in whatever way */
    return add(account);
}

static int amain(void *arg)
{
    struct account without = {0}, with = {0};

    (void)arg;
    WEFT_TRY(weft_gather({careless, &without}, {careless, &without}));
    printf("Without a lock: %d coin\n", without.coins);

    WEFT_TRY(weft_gather({careful, &with}, {careful, &with}));
    printf("With a lock: %d coins\n", with.coins);
    printf("The lock is %s again\n", weft_lock_locked(&with.lock) ? "not free" : "free");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
