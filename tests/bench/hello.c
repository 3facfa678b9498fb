/* Hello, for its size and its first line. With -DSLEEPS it is a Weft program whose task prints,
 * sleeps and prints again. */
#include <stdio.h>

#ifdef SLEEPS
#include "weft.h"

static int hello(void *arg)
{
    const char *name = arg;

    printf("hello, %s\n", name);
    WEFT_TRY(weft_sleep(0.01));
    printf("goodbye, %s\n", name);
    return WEFT_OK;
}

int main(int argc, char **argv)
{
    return weft_run(hello, argv[argc - 1]);
}

#else

int main(int argc, char **argv)
{
    const char *name = argv[argc - 1];

    printf("hello, %s\n", name);
    printf("goodbye, %s\n", name);
    return 0;
}

#endif
