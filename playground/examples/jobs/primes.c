/* Use all processors
 *
 * Counts the primes below 80 000 in eight jobs.
 *
 * Each job gets a copy of its part and gives it back. Natively each has a thread, in Node and in a page each has a worker, with
 * another instance of this program.
 * Try: let the clock be the real one, and watch how many jobs run at once. */
#include <stdbool.h>
#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

enum { PARTS = 8, NUMBERS = 10000 };

struct part {
    int from, to, found;
};

static bool is_prime(int number)
{
    for (int divisor = 2; divisor * divisor <= number; divisor++)
        if (number % divisor == 0)
            return false;
    return number > 1;
}

static int count_primes(void *bytes)
{
    struct part *part = bytes;

    for (int number = part->from; number < part->to; number++)
        part->found += is_prime(number);
    return WEFT_OK;
}

static int count(void *arg)
{
    return weft_offload(count_primes, (struct part *)arg);
}

static int amain(void *arg)
{
    struct part parts[PARTS];
    int found = 0;

    (void)arg;
    {
        WEFT_GROUP(group);
        for (int i = 0; i < PARTS; i++) {
            parts[i] = (struct part){.from = i * NUMBERS, .to = (i + 1) * NUMBERS};
            (void)weft_group_spawn(&group, count, &parts[i]);
        }
        WEFT_TRY(weft_group_join(&group));
    }
    for (int i = 0; i < PARTS; i++) {
        printf("%d to %d: %d primes\n", parts[i].from, parts[i].to, parts[i].found);
        found += parts[i].found;
    }
    printf("%d in all\n", found);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
