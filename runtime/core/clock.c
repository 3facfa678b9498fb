/* The clock of a run: the host's, or a virtual one that stands still until the loop moves it on. Both begin at 0. */
#include "core/core.h"

static int64_t zero; /* the host's time when the run began */
static int64_t seen; /* as last looked at */

int64_t weft__clock_host(void)
{
    return weft__tape ? weft__tape_now() : weft__host_now();
}

void weft__clock_start(void)
{
    zero = weft__options.virtual_clock ? 0 : weft__clock_host();
    seen = 0;
}

bool weft__clock_virtual(void)
{
    return weft__options.virtual_clock;
}

/* A clock that runs faster: only tests ask for it. */
static int64_t scaled(int64_t nanoseconds, double speed)
{
    return speed == 1 ? nanoseconds : (int64_t)((double)nanoseconds * speed);
}

int64_t weft__clock_real(int64_t nanoseconds)
{
    return nanoseconds > INT64_MAX / 8 ? nanoseconds : scaled(nanoseconds, 1 / weft__options.speed);
}

int64_t weft__clock_now(void)
{
    if (!weft__options.virtual_clock) {
        int64_t now = scaled(weft__clock_host() - zero, weft__options.speed);
        if (now > seen) /* a clock that goes back stands still here */
            seen = now;
    }
    return seen;
}

int64_t weft__clock_seen(void)
{
    return seen;
}

void weft__clock_advance(int64_t to)
{
    if (!weft__options.virtual_clock || to <= seen)
        return;
    seen = to;
    WEFT__TRACE(weft__trace_event(WEFT__CLOCK, 0, 0));
}

bool weft__clock_switch(bool to_virtual)
{
    bool was_virtual = weft__options.virtual_clock;

    weft__clock_now();
    weft__options.virtual_clock = to_virtual;
    if (was_virtual && !to_virtual)
        zero = weft__clock_host() - scaled(seen, 1 / weft__options.speed);
    return was_virtual;
}

int64_t weft__clock_pretend(int64_t time)
{
    int64_t before = seen;

    seen = time;
    return before;
}

bool weft__clock_seconds(double seconds, int64_t *nanoseconds)
{
    if (isnan(seconds)) /* mutant: clock-nan */
        return false;
    /* mutant: clock-huge */
    if (seconds >= 4e9) /* over a hundred years: as long as fits, with room for the time that has passed */
        *nanoseconds = INT64_MAX / 2;
    else if (seconds <= -4e9)
        *nanoseconds = -INT64_MAX / 2;
    else
        *nanoseconds = (int64_t)(seconds * 1e9 + (seconds < 0 ? -0.5 : 0.5));
    return true;
}

int64_t weft__clock_after(int64_t nanoseconds)
{
    int64_t now = weft__clock_now(), latest = INT64_MAX - 1; /* INT64_MAX is never */

    return nanoseconds > latest - now ? latest : now + nanoseconds;
}

double weft_time(void)
{
    return weft__loop.running ? (double)weft__clock_now() / 1e9 : 0;
}

int weft_clock_jump(double seconds)
{
    int64_t nanoseconds;

    if (!weft__loop.running)
        return WEFT_USAGE;
    if (!weft__clock_seconds(seconds, &nanoseconds) || nanoseconds < 0 || seconds == WEFT_FOREVER)
        return WEFT_INVALID;
    if (!weft__options.virtual_clock)
        return WEFT_UNSUPPORTED;
    weft__clock_advance(weft__clock_after(nanoseconds));
    return WEFT_OK;
}
