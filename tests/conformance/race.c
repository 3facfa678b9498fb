/* RACE: calls that begin one after the other until one succeeds (statements 322 to 325). */
#include "case.h"

enum { BAD = 1, WORSE = 2 };

static int attempt(void *arg)
{
    struct actor *self = arg;

    note("%s begins", self->name);
    int err = weft_sleep(self->seconds);
    note("%s %s", self->name, err ? weft_error_name(err) : self->result ? "fails" : "succeeds");
    return err ? err : self->result ? weft_raise(self->result, "%s failed", self->name) : WEFT_OK;
}

static int one_after_the_other(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9}, b = {.name = "B", .seconds = 0.5, .result = BAD},
                 c = {.name = "C", .seconds = 1}, d = {.name = "D"};
    int codes[4];
    size_t winner;

    (void)arg;
    WEFT_TRY(weft_race(((weft_call[]){{attempt, &a}, {attempt, &b}, {attempt, &c}, {attempt, &d}}), 4, 2, codes, &winner));
    note("winner %zu: %d %d %d %d", winner, codes[0], codes[1], codes[2], codes[3]);
    EXPECT_LOG("[0.000] A begins\n"
               "[2.000] B begins\n"
               "[2.500] B fails\n"
               "[2.500] C begins\n"
               "[3.500] C succeeds\n"
               "[3.500] A cancelled\n"
               "[3.500] winner 2: -1 1 0 -11\n");
    return WEFT_OK;
}

static weft_task won;

static void note_end(void *arg)
{
    (void)arg;
    note("the winner's task ended with %d", weft_task_result(won));
}

static int wins(void *arg)
{
    won = weft_current();
    WEFT_TRY(weft_task_on_done(won, arg, note_end, NULL));
    return weft_sleep(1);
}

static int never_wins(void *arg)
{
    (void)arg;
    return weft_sleep(9);
}

static int the_winner_is_not_cancelled(void *arg)
{
    weft_handle handle = {0};

    (void)arg;
    WEFT_TRY(weft_race(((weft_call[]){{wins, &handle}, {never_wins, NULL}}), 2, 0, NULL, NULL));
    EXPECT_LOG("[1.000] the winner's task ended with 0\n");
    return WEFT_OK;
}

static int without_a_delay(void *arg)
{
    struct actor a = {.name = "A", .seconds = 5, .result = BAD}, b = {.name = "B", .seconds = 1}, c = {.name = "C"};
    size_t winner;

    (void)arg;
    WEFT_TRY(weft_race(((weft_call[]){{attempt, &a}, {attempt, &b}, {attempt, &c}}), 3, WEFT_FOREVER, NULL, &winner));
    EXPECT_IS(winner, 1);
    EXPECT_LOG("[0.000] A begins\n[5.000] A fails\n[5.000] B begins\n[6.000] B succeeds\n");
    return WEFT_OK;
}

static int no_winner(void *arg)
{
    struct actor a = {.name = "A", .seconds = 2, .result = BAD}, b = {.name = "B", .seconds = 0.5, .result = WORSE};
    int codes[2];
    size_t winner = 9;

    (void)arg;
    EXPECT_IS(weft_race(NULL, 0, 1, NULL, &winner), WEFT_EMPTY);
    EXPECT_IS(winner, 0);
    EXPECT_IS(weft_race(((weft_call[]){{attempt, &a}, {attempt, &b}}), 2, 1, codes, &winner), WORSE);
    EXPECT_TEXT(weft_error_text(), "B failed");
    EXPECT_IS(winner, 2);
    EXPECT_IS(codes[0], BAD);
    EXPECT_IS(codes[1], WORSE);
    return WEFT_OK;
}

static int exactly_one_winner(void *arg)
{
    struct actor a = {.name = "A", .seconds = 2}, b = {.name = "B", .seconds = 1};
    int codes[2];
    size_t winner;

    (void)arg;
    WEFT_TRY(weft_race(((weft_call[]){{attempt, &a}, {attempt, &b}}), 2, 1, codes, &winner));
    EXPECT(winner < 2);
    EXPECT_IS(codes[winner], WEFT_OK);
    note("the other %s", weft_error_name(codes[1 - winner]));
    return WEFT_OK;
}

static int slow_to_stop(void *arg)
{
    struct actor *self = arg;
    int err = weft_sleep(9);

    WEFT_TRY(weft_sleep(1));
    note("%s stopped", self->name);
    return err;
}

static int races(void *arg)
{
    struct actor *actors = arg;
    int codes[3];
    int err = weft_race(((weft_call[]){{slow_to_stop, &actors[0]}, {slow_to_stop, &actors[1]}, {slow_to_stop, &actors[2]}}), 3, 1,
                        codes, NULL);

    note("race: %s, %d %d %d", weft_error_name(err), codes[0], codes[1], codes[2]);
    return err;
}

static int a_cancelled_race(void *arg)
{
    struct actor actors[] = {{.name = "A"}, {.name = "B"}, {.name = "C"}};
    weft_task task = weft_spawn(races, actors);

    (void)arg;
    WEFT_TRY(weft_sleep(1.5));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[2.500] A stopped\n[2.500] B stopped\n[2.500] race: cancelled, -1 -1 -11\n");
    return WEFT_OK;
}

WEFT_TESTS(KEPT(one_after_the_other, "322", "each begins after the delay or the failure before; the first success ends the others"),
           KEPT(the_winner_is_not_cancelled, "322", "the first success cancels the others, not itself"),
           KEPT(without_a_delay, "322", "without a delay one begins when the one before has failed"),
           KEPT(no_winner, "323", "nothing to run, or nothing that succeeds: no winner, every failure told"),
           KEPT_IN_ANY_ORDER(exactly_one_winner, "324", "two that succeed at once: exactly one winner"),
           KEPT(a_cancelled_race, "325", "a cancelled race stops every attempt and waits for them"))
