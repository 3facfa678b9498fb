/* What the C tests of the runtime share beside weft/test.h: a log whose lines carry their time and are compared as a whole.
 *
 *     static int wakes_in_order(void *arg) { ...; note("A got it"); EXPECT_LOG("[0.000] A got it\n"); return WEFT_OK; }
 *     WEFT_TESTS(CASE(wakes_in_order, "wakes in order")) */
#ifndef CHECK_H
#define CHECK_H

#include "core/core.h"
#include "weft/test.h"

#define EXPECT WEFT_EXPECT
#define EXPECT_IS WEFT_EXPECT_EQUAL
#define EXPECT_LOG(wanted) WEFT_EXPECT_TEXT(check_log, wanted)

#define CASE(function, says) {.body = function, .name = says}
#define CASE_EXITS(function, says, code) {.body = function, .name = says, .exits = code}
#define CASE_ANY_ORDER(function, says) {.body = function, .name = says, .seeds = 100}

static char check_log[8192];

/* Appends a line with its virtual time to the log, which begins anew with each run. */
__attribute__((format(printf, 1, 2), unused)) static void note(const char *format, ...)
{
    static uint32_t run;
    va_list arguments;

    if (run != weft__loop.run_number)
        check_log[0] = '\0';
    run = weft__loop.run_number;
    size_t used = strlen(check_log);
    used += (size_t)snprintf(check_log + used, sizeof check_log - used, "[%.3f] ", weft_time());
    va_start(arguments, format);
    used += (size_t)vsnprintf(check_log + used, sizeof check_log - used, format, arguments);
    va_end(arguments);
    snprintf(check_log + used, sizeof check_log - used, "\n");
}

/* A task of a test: a body with a name and whatever it needs. */
struct actor {
    const char *name;
    void *thing;
    double seconds;
    int count;
    int result;
};

#endif
