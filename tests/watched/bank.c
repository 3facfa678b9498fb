/* Everything that a variable can be, watched by tests/watched.test.js and in the page by tests/page_watch.test.js. */
#include <stdbool.h>
#include <stdio.h>
#include <weft.h>

enum mood { CALM, ANGRY = 7 };
struct account {
    const char *owner;
    int balance;
    unsigned open : 1, level : 3;
    struct { float rate; short fees[3]; } terms;
};

static int total = 100;
static struct account first = {"Ada", 40, 1, 5, {0.5F, {1, -2, 3}}}, *chosen = &first;
const char *word = "none";
static char letters[8] = "abc";
static double share;
static long long large = -5;
static enum mood mood;
static bool is_done;
static int grid[2][3] = {{1, 2, 3}, {4, 5, 6}};
static int (*run)(void *);
static int *wild = (int *)0x7fffff00;
int unused = 3;

static int ask(int by)
{
    int asked = by * 2;

    WEFT_TRY(weft_sleep(asked));
    return WEFT_OK;
}

static int deposit(void *arg)
{
    static int calls;
    int amount = *(int *)arg;

    calls++;
    for (int i = 0; i < 2; i++) {
        int seen = total;

        WEFT_TRY(weft_yield());
        total = seen + amount;
    }
    WEFT_TRY(ask(amount));
    chosen->balance += amount;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    int one = 1, ten = 10;

    run = deposit;
    word = "a \"longer\" word\n";
    weft_group_spawn(&group, deposit, &one);
    weft_group_spawn(&group, deposit, &ten);
    WEFT_TRY(weft_group_join(&group));
    share = total / 8.0;
    mood = ANGRY;
    letters[0] = 'X';
    large = 1LL << 40;
    grid[1][2] = 60;
    is_done = wild != NULL;
    WEFT_TRY(weft_yield());
    printf("%d\n", total);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
