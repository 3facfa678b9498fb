/* Blocking the whole program for a while, as a computation or a call of another library would. */
#include "core/core.h"
#include "port/host.h"

int weft_block(double seconds)
{
    int64_t nanoseconds;

    if (!weft__clock_seconds(seconds, &nanoseconds) || seconds == WEFT_FOREVER)
        return WEFT_INVALID;
    if (nanoseconds <= 0)
        return WEFT_OK;
    if (weft__host_elsewhere()) { /* a job in a thread */
        weft__host_block(weft__clock_real(nanoseconds));
        return WEFT_OK;
    }
    if (weft__loop.job_blocks && weft__loop.job_blocks(nanoseconds))
        return WEFT_OK;
    weft__output_flush();
    WEFT__TRACE(weft__trace_task(WEFT__BLOCKED, weft__self(), 0, nanoseconds));
    if (weft__loop.running && weft__options.virtual_clock)
        weft__clock_advance(weft__clock_after(nanoseconds));
    else if (weft__tape != WEFT__PLAYS)
        weft__host_block(weft__loop.running ? weft__clock_real(nanoseconds) : nanoseconds);
    return WEFT_OK;
}
