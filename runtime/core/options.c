/* The options of a run, from the host's environment. A bad one ends the run before it began, with a sentence. */
#include "core/core.h"

struct weft__options weft__options;
uint8_t weft__tape;

static bool wrong(const char *name, const char *value, const char *wanted)
{
    weft__say("weft: %s=%s has no meaning; give %s\n", name, value, wanted);
    return false;
}

static bool flag(const char *name)
{
    const char *value = weft__host_option(name);

    return value && *value && strcmp(value, "0") != 0;
}

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

static bool fault(const char *name, struct weft__fault *into)
{
    const char *value = weft__host_option(name), *at = value;

    *into = (struct weft__fault){0};
    if (!value || !*value)
        return true;
    if (!number(&at, &into->at, "+") || into->at == 0 || (*at && at[1]))
        return wrong(name, value, "a number from 1, and a + for \"and all after it\"");
    into->onwards = *at == '+';
    return true;
}

static bool clock(void)
{
    const char *value = weft__host_option("WEFT_CLOCK");

    if (!value || !*value)
        return true;
    weft__options.virtual_clock = strcmp(value, "virtual") == 0;
    return weft__options.virtual_clock || strcmp(value, "real") == 0 ? true
                                                                     : wrong("WEFT_CLOCK", value, "real or virtual");
}

static bool seed(void)
{
    const char *value = weft__host_option("WEFT_SEED"), *at = value;

    if (!value || !*value)
        return true;
    weft__options.seeded = true;
    weft__options.every_order = false;
    return number(&at, &weft__options.seed, "") || wrong("WEFT_SEED", value, "a whole number");
}

/* The program's random numbers: from WEFT_RANDOM, else from the seed that was given, else from 0 on the virtual clock, which makes
 * runs alike, else from one that each run draws. */
static bool random_numbers(void)
{
    const char *value = weft__host_option("WEFT_RANDOM"), *at = value;

    weft__options.random = weft__options.seed;
    weft__options.draws = !weft__options.seeded && weft__options.seed == 0 && !weft__options.virtual_clock;
    if (!value || !*value)
        return true;
    weft__options.draws = false;
    return number(&at, &weft__options.random, "") || wrong("WEFT_RANDOM", value, "a whole number");
}

static bool until(void)
{
    const char *value = weft__host_option("WEFT_UNTIL"), *at = value;

    weft__options.until = INT64_MAX;
    if (value && *value && (!weft__option_seconds(&at, &weft__options.until) || *at))
        return wrong("WEFT_UNTIL", value, "seconds, as 10 or 2.5");
    return true;
}

/* A threshold of debug mode: the environment's, else the program's, else the default. */
static bool threshold(const char *name, double given, int64_t fallback, int64_t *into)
{
    const char *value = weft__host_option(name), *at = value;

    *into = fallback;
    if (given > 0)
        (void)weft__clock_seconds(given, into);
    if (value && *value && (!weft__option_seconds(&at, into) || *at || *into == 0))
        return wrong(name, value, "seconds above 0, as 0.05");
    return true;
}

/* WEFT_RECORD and WEFT_REPLAY: what is replayed has the options of its recording. */
static bool tape(void)
{
    const char *record = weft__options.record, *replay = weft__options.replay;

    weft__tape = replay && *replay ? WEFT__PLAYS : record && *record ? WEFT__RECORDS : WEFT__TAPE_OFF;
    if (weft__tape && !weft__tape_start) {
        weft__say("weft: this program was not built with --record\n");
        weft__tape = WEFT__TAPE_OFF;
        return false;
    }
    return !weft__tape || weft__tape_start();
}

bool weft__options_read(const weft_run_options *given)
{
    struct weft__options *options = &weft__options;

    *options = (struct weft__options){.stamp = flag("WEFT_STAMP"), .census = flag("WEFT_CENSUS"),
                                      .report = flag("WEFT_REPORT"), .debug = flag("WEFT_DEBUG"),
                                      .dump = flag("WEFT_DUMP"), .signals = weft__host_option("WEFT_SIGNALS"),
                                      .trace = weft__host_option("WEFT_TRACE"), .record = weft__host_option("WEFT_RECORD"),
                                      .replay = weft__host_option("WEFT_REPLAY")};
    if (given) {
        options->virtual_clock = given->virtual_clock || given->manual_clock;
        options->manual_clock = given->manual_clock;
        options->every_order = given->every_order;
        options->seeded = given->seeded || given->every_order;
        options->seed = given->seed;
        options->debug = given->debug == WEFT_DEBUG_ASK ? options->debug : given->debug == WEFT_DEBUG_ON;
        if (!options->signals || !*options->signals)
            options->signals = given->signals;
    }
    options->speed = given && given->speed > 0 && given->speed <= 1e6 ? given->speed : 1;
    return threshold("WEFT_SLOW", given ? given->slow : 0, 100000000, &options->slow) &&
           threshold("WEFT_HELD", given ? given->held : 0, 1000000000, &options->held) && clock() && seed() && random_numbers() && until() && fault("WEFT_FAIL_ALLOC", &options->fail_allocation) &&
           fault("WEFT_FAIL_HOST", &options->fail_host) && fault("WEFT_CANCEL_AT", &options->cancel) && (!weft__net_options || weft__net_options()) && tape();
}
