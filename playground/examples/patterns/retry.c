/* Try again, waiting longer each time
 *
 * Tries again after a failure, each time waiting twice as long and a little more.
 *
 * The library has such a function, too: weft_retry.
 * Try: allow two attempts only; or make all draws 0.1, so that all five fail. */
#include <stdio.h>
#include "weft.h"

enum { NETWORK_ERROR = 1, RETRY_ERROR };

/* In place of a random number. */
static double draw(void)
{
    static const double draws[] = {0.1, 0.5, 0.9};
    static unsigned drawn;

    return draws[drawn++ % 3];
}

static int unreliable_operation(void *arg)
{
    const char **result = arg;

    if (draw() < 0.7)
        return weft_raise(NETWORK_ERROR, "Network error");
    *result = "Success!";
    return WEFT_OK;
}

static int retry(weft_task_function *operation, void *arg, int attempts, double base_delay)
{
    for (int attempt = 0; attempt < attempts; attempt++) {
        int err = operation(arg);
        if (err != NETWORK_ERROR)
            return err; /* done, or nothing that trying again would help: a cancel, say */
        if (attempt < attempts - 1) {
            double delay = base_delay * (1 << attempt);
            double jitter = 0.5 * (0.1 * delay); /* at most a tenth; here, half of that */
            printf("Attempt %d failed, retrying in %.2fs\n", attempt + 1, delay);
            WEFT_TRY(weft_sleep(delay + jitter));
        }
    }
    return weft_raise_from(RETRY_ERROR, "Failed after %d attempts", attempts);
}

static int amain(void *arg)
{
    const char *result = NULL;

    (void)arg;
    int err = retry(unreliable_operation, &result, 5, 1.0);
    if (err == RETRY_ERROR) {
        printf("All retries failed: %s\n", weft_error_text());
        return WEFT_OK;
    }
    WEFT_TRY(err);
    printf("Result: %s\n", result);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
