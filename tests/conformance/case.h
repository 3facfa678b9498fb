/* What the cases of the contract share. Each case carries the numbers of the statements that it shows (statements.json) and says
 * whether Weft keeps them; a case that shows a difference logs what Weft does, which docs/conformance.md prints beside what
 * CPython does (twins/NUMBER.py) or what the source says (differences.json).
 *
 *     static int hand_over(void *arg) { ...; note("A got it"); EXPECT_LOG("[0.000] A got it\n"); return WEFT_OK; }
 *
 *     WEFT_TESTS(KEPT(hand_over, "155", "a release hands the lock to the first waiter"),
 *                DIFFERENT(barge, "158", "nobody slips in between"),
 *                KEPT_ALONE(twice, "228", "a second run begins anew"))
 */
#ifndef CASE_H
#define CASE_H

#include "weft/test.h"

#define EXPECT WEFT_EXPECT
#define EXPECT_IS WEFT_EXPECT_EQUAL
#define EXPECT_TEXT WEFT_EXPECT_TEXT
#define EXPECT_LOG(wanted) WEFT_EXPECT_TEXT(case_log, wanted)

#define KEPT(function, numbers, says) {.body = function, .name = numbers " kept: " says, .fixture = &case_quiet}
#define DIFFERENT(function, numbers, says) {.body = function, .name = numbers " different: " says, .fixture = &case_shown}

/* The same in a hundred shuffled orders, too. */
#define KEPT_IN_ANY_ORDER(function, numbers, says) \
    {.body = function, .name = numbers " kept: " says, .fixture = &case_quiet, .seeds = 100}

/* The run is to end with this code. */
#define KEPT_EXITS(function, numbers, says, code) \
    {.body = function, .name = numbers " kept: " says, .fixture = &case_quiet, .exits = code}

/* Outside of a run: the case makes its own, and looks after what they leave. */
#define KEPT_ALONE(function, numbers, says) {.body = function, .name = numbers " kept: " says, .alone = true}
#define DIFFERENT_ALONE(function, numbers, says) {.body = function, .name = numbers " different: " says, .alone = true}

static char case_log[16384];
static unsigned tick; /* how many turns the loop has begun in this run */

/* Appends a line with its virtual time to the log of the case. */
__attribute__((format(printf, 1, 2), unused)) static void note(const char *format, ...)
{
    va_list arguments;
    size_t used = strlen(case_log);

    used += (size_t)snprintf(case_log + used, sizeof case_log - used, "[%.3f] ", weft_time());
    va_start(arguments, format);
    used += (size_t)vsnprintf(case_log + used, sizeof case_log - used, format, arguments);
    va_end(arguments);
    snprintf(case_log + used, sizeof case_log - used, "\n");
}

/* Whether at least `seconds` have passed since `before`. Both times are whole nanoseconds, their difference as doubles is not: a
 * clock that counts in tenths of milliseconds, as a browser's may, stands exactly where the sleep ends. */
__attribute__((unused)) static bool passed(double before, double seconds)
{
    return weft_time() - before > seconds - 0.5e-9;
}

static void case_count_turn(size_t ready, size_t scheduled, void *arg)
{
    (void)ready, (void)scheduled, (void)arg;
    tick++;
}

/* Every run of a case begins with an empty log and counts its turns from 0; a case that runs alone calls it itself. */
__attribute__((unused)) static int case_begin(void **state)
{
    (void)state;
    case_log[0] = '\0';
    tick = 0;
    weft_on_turn(case_count_turn, NULL);
    weft_on_report(NULL, NULL);
    weft_on_error(NULL, NULL);
    return WEFT_OK;
}

/* A hook for weft_on_report: what the runtime says goes to the log. */
__attribute__((unused)) static void case_said(const char *line, void *arg)
{
    (void)arg;
    note("%s", line);
}

/* Writes the log as comments, which the page of differences is made from. */
__attribute__((unused)) static int case_show(void *state)
{
    (void)state;
    for (const char *line = case_log; *line;) {
        int length = (int)strcspn(line, "\n");
        printf("# | %.*s\n", length, line);
        line += length + (line[length] == '\n');
    }
    return WEFT_OK;
}

__attribute__((unused)) static const weft_test_fixture case_quiet = {.set_up = case_begin};
__attribute__((unused)) static const weft_test_fixture case_shown = {.set_up = case_begin, .tear_down = case_show};

/* A task of a case: a name and whatever it needs. */
struct actor {
    const char *name;
    void *thing;
    double seconds;
    int count;
    int result;
};

#endif
