/* Doing something again after a failure, and doing things at an even pace. */
#include "core.h"

int(weft_retry)(weft_place *place, weft_task_function *fn, void *arg, const weft_retry_options *options)
{
    int attempts = options && options->attempts > 0 ? options->attempts : 3;
    double delay = options ? options->delay : 0;
    int err = WEFT_INVALID;

    if (!fn || isnan(delay))
        return WEFT_INVALID;
    for (int attempt = 1; attempt <= attempts; attempt++) {
        err = fn(arg);
        if (err == WEFT_OK || err == WEFT_CANCELLED || attempt == attempts || (options && options->again && !options->again(err)))
            break;
        double wait = options && options->most > 0 && delay > options->most ? options->most : delay;
        if (options && options->jitter > 0)
            wait += weft_random() * options->jitter * wait;
        WEFT_TRY((weft_sleep)(place, wait));
        delay *= 2;
    }
    return err;
}

int(weft_pace_wait)(weft_place *place, weft_pace *pace)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (!(pace->per_second > 0))
        return WEFT_INVALID;
    int64_t now = weft__clock_now();
    int64_t mine = pace->next > now ? pace->next : now;
    pace->next = mine + (int64_t)(1e9 / pace->per_second);
    return mine > now ? (weft_sleep)(place, (double)(mine - now) / 1e9) : WEFT_OK;
}
