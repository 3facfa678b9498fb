/* Doing something again after a failure. */
#include "core/core.h"
#include "core/functions.h"

static bool has_meaning(const weft_retry_options *options)
{
    return options->attempts >= 0 && !isnan(options->delay) && !isnan(options->most) && isfinite(options->jitter) &&
           options->jitter >= 0;
}

int weft_retry(weft_place *place, weft_task_function *fn, void *arg, const weft_retry_options *options)
{
    const weft_retry_options none = {.attempts = 0};
    int err = WEFT_OK;

    options = options ? options : &none;
    if (!weft__self())
        return WEFT_USAGE;
    if (!fn || !has_meaning(options))
        return WEFT_INVALID;
    int attempts = options->attempts ? options->attempts : 3;
    double delay = options->delay;
    for (int attempt = 1; attempt <= attempts; attempt++) {
        err = fn(arg);
        if (!weft_is_failure(err) || attempt == attempts || (options->again && !options->again(err)))
            break;
        double wait = options->most > 0 && delay > options->most ? options->most : delay;
        if (options->jitter > 0 && isfinite(wait))
            wait += weft_random() * options->jitter * wait;
        WEFT_TRY(weft_sleep(place, wait));
        delay *= 2;
    }
    return err;
}
