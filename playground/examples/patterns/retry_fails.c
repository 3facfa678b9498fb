/* Try again, and give up in the end
 *
 * Tries five times, each time waiting twice as long, and then gives up.
 *
 * The error that ends it keeps the last one as its cause.
 * Try: let amain return the error. The end of the run prints both texts. */
#include <stdio.h>
#include "weft.h"

enum { NETWORK_ERROR = 1, RETRY_ERROR };

static int broken_operation(void *arg)
{
    (void)arg;
    return weft_raise(NETWORK_ERROR, "Network error");
}

static int retry(weft_task_function *operation, void *arg, int attempts, double base_delay)
{
    for (int attempt = 0; attempt < attempts; attempt++) {
        int err = operation(arg);
        if (err != NETWORK_ERROR)
            return err;
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
    (void)arg;
    int err = retry(broken_operation, NULL, 5, 1.0);

    if (err != RETRY_ERROR)
        return err;
    printf("All retries failed: %s\n", weft_error_text());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
