/* Fails for a reason that has a reason, in a task; main raises it once more and ends with it. Or, with an argument, main deals
 * with it, and later fails for another reason, of which it says nothing. */
#include "weft.h"

enum { NO_FILE = 2, NO_SETTINGS = 7, NO_START = 42 };

static int open_file(const char *name)
{
    return weft_raise(NO_FILE, "there is no file %s", name);
}

static int read_settings(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    if (open_file(arg) != WEFT_OK)
        return weft_raise_from(NO_SETTINGS, "the settings cannot be read");
    return WEFT_OK;
}

static int amain(void *arg)
{
    if (weft_join(weft_spawn(read_settings, arg)) != WEFT_OK)
        return weft_raise_from(NO_START, "%d of %d parts did not start", 1, 1);
    return WEFT_OK;
}

static int goes_on(void *arg)
{
    if (weft_join(weft_spawn(read_settings, arg)) == NO_SETTINGS)
        return weft_wait_for(weft_sleep(60), 1); /* there are others */
    return WEFT_OK;
}

int main(int count, char **words)
{
    (void)words;
    return weft_run(count > 1 ? goes_on : amain, "settings.txt");
}
