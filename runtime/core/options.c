/* The options of a run, from the host's environment. A bad one ends the run before it began, with a sentence. */
#include "core/core.h"

#pragma weak weft__net_options

struct weft__options weft__options;
uint8_t weft__tape;

/* Digits up to the end of the text or to one of `stops`; false for anything else, or from 2^64 on. */
static bool number(const char **text, uint64_t *value, const char *stops)
{
    const char *at = *text;

    for (*value = 0; *at >= '0' && *at <= '9'; at++) {
        uint64_t digit = (uint64_t)(*at - '0');
        if (*value > (UINT64_MAX - digit) / 10)
            return false;
        *value = *value * 10 + digit;
    }
    bool any = at != *text;
    *text = at;
    while (*stops && *stops != *at)
        stops++;
    return any && (*at == '\0' || *stops);
}

/* Seconds with a decimal point, as ns. */
bool weft__option_seconds(const char **text, int64_t *nanoseconds)
{
    uint64_t whole = 0, scale = 1000000000;

    if (!number(text, &whole, ".,") || whole > 4000000000u)
        return false;
    *nanoseconds = (int64_t)(whole * 1000000000u);
    if (**text == '.')
        for (++*text; **text >= '0' && **text <= '9'; ++*text)
            *nanoseconds += (int64_t)(scale /= 10) * (**text - '0');
    return **text == '\0' || **text == ',';
}

/* What a value looks like, and what it is read into. */
enum form {
    FLAG,    /* bool */
    TEXT,    /* const char * */
    CLOCK,   /* bool: virtual */
    WHOLE,   /* uint64_t */
    SECONDS, /* int64_t, ns */
    PERIOD,  /* the same, and not 0 */
    FAULT,   /* struct weft__fault */
};

static const char *const wanted[] = {
    [CLOCK] = "real or virtual",
    [WHOLE] = "a whole number",
    [SECONDS] = "seconds, as 10 or 2.5",
    [PERIOD] = "seconds above 0, as 0.05",
    [FAULT] = "a number from 1, and a + for \"and all after it\"",
};

enum { SEED, RANDOM }; /* rows that the others depend on */

static const struct row {
    const char *name;
    enum form form;
    void *into;
} rows[] = {
    [SEED] = {"WEFT_SEED", WHOLE, &weft__options.seed},
    [RANDOM] = {"WEFT_RANDOM", WHOLE, &weft__options.random},
    {"WEFT_CLOCK", CLOCK, &weft__options.virtual_clock},
    {"WEFT_SLOW", PERIOD, &weft__options.slow},
    {"WEFT_HELD", PERIOD, &weft__options.held},
    {"WEFT_UNTIL", SECONDS, &weft__options.until},
    {"WEFT_FAIL_ALLOC", FAULT, &weft__options.fail_allocation},
    {"WEFT_FAIL_HOST", FAULT, &weft__options.fail_host},
    {"WEFT_CANCEL_AT", FAULT, &weft__options.cancel},
    {"WEFT_STAMP", FLAG, &weft__options.stamp},
    {"WEFT_CENSUS", FLAG, &weft__options.census},
    {"WEFT_REPORT", FLAG, &weft__options.report},
    {"WEFT_DEBUG", FLAG, &weft__options.debug},
    {"WEFT_DUMP", FLAG, &weft__options.dump},
    {"WEFT_SIGNALS", TEXT, &weft__options.signals},
    {"WEFT_TRACE", TEXT, &weft__options.trace},
    {"WEFT_RECORD", TEXT, &weft__options.record},
    {"WEFT_REPLAY", TEXT, &weft__options.replay},
};

static bool read_fault(const char *at, struct weft__fault *fault)
{
    if (!number(&at, &fault->at, "+") || fault->at == 0)
        return false;
    fault->onwards = *at == '+';
    return !*at || !at[1];
}

/* False for a value that has no meaning. */
static bool read_value(enum form form, const char *at, void *into)
{
    switch (form) {
    case FLAG:
        *(bool *)into = strcmp(at, "0") != 0;
        return true;
    case TEXT:
        *(const char **)into = at;
        return true;
    case CLOCK:
        *(bool *)into = strcmp(at, "virtual") == 0;
        return *(bool *)into || strcmp(at, "real") == 0;
    case WHOLE:
        return number(&at, into, "");
    case SECONDS:
    case PERIOD:
        return weft__option_seconds(&at, into) && !*at && (form == SECONDS || *(int64_t *)into > 0);
    case FAULT:
        return read_fault(at, into);
    }
    return false;
}

/* Reads the environment. The bits of `found` are the rows that have a value. */
static bool read_rows(uint32_t *found)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *value = weft__host_option(rows[i].name);
        if (!value || !*value)
            continue;
        *found |= UINT32_C(1) << i;
        if (!read_value(rows[i].form, value, rows[i].into)) {
            weft__say("weft: %s=%s has no meaning; give %s\n", rows[i].name, value, wanted[rows[i].form]);
            return false;
        }
    }
    return true;
}

/* WEFT_RECORD and WEFT_REPLAY: what is replayed has the options of its recording. */
static bool tape(void)
{
    weft__tape = weft__options.replay ? WEFT__PLAYS : weft__options.record ? WEFT__RECORDS : WEFT__TAPE_OFF;
    if (weft__tape && !weft__tape_start) {
        weft__say("weft: this program was not built with --record\n");
        weft__tape = WEFT__TAPE_OFF;
        return false;
    }
    return !weft__tape || weft__tape_start();
}

/* What the program gives, which the environment may replace. */
static void take_given(const weft_run_options *given)
{
    struct weft__options *options = &weft__options;

    options->virtual_clock = given->virtual_clock || given->manual_clock;
    options->manual_clock = given->manual_clock;
    options->every_order = given->every_order;
    options->seeded = given->seeded || given->every_order;
    options->seed = given->seed;
    options->signals = given->signals;
    if (given->slow > 0)
        (void)weft__clock_seconds(given->slow, &options->slow);
    if (given->held > 0)
        (void)weft__clock_seconds(given->held, &options->held);
    if (given->speed > 0 && given->speed <= 1e6)
        options->speed = given->speed;
}

bool weft__options_read(const weft_run_options *given)
{
    struct weft__options *options = &weft__options;
    uint32_t found = 0;

    *options = (struct weft__options){.slow = 100000000, .held = 1000000000, .until = INT64_MAX, .speed = 1};
    if (given)
        take_given(given);
    if (!read_rows(&found))
        return false;
    if (given && given->debug != WEFT_DEBUG_ASK)
        options->debug = given->debug == WEFT_DEBUG_ON;
    if (found >> SEED & 1) {
        options->seeded = true;
        options->every_order = false;
    }
    /* The program's random numbers: from WEFT_RANDOM, else from the seed that was given, else from 0 on the virtual clock, which makes
     * runs alike, else from one that each run draws. */
    if (!(found >> RANDOM & 1)) {
        options->random = options->seed;
        options->draws = !options->seeded && options->seed == 0 && !options->virtual_clock;
    }
    return (!weft__net_options || weft__net_options()) && (!weft__process_options || weft__process_options()) &&
           (!WEFT__HAS_CHOICES || weft__choices_options()) && tape();
}
