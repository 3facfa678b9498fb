/* Ends with the code that its argument asks for: `return CODE` or `exit CODE`, in the main task. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "weft.h"

static int code;

static int returns(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    printf("returns %d\n", code);
    return code;
}

static int exits(void *arg)
{
    (void)arg;
    printf("exits with %d", code); /* no line's end: exit hands it on */
    exit(code);
}

int main(int count, char **words)
{
    code = count > 2 ? atoi(words[2]) : 0;
    return weft_run(count > 1 && strcmp(words[1], "exit") == 0 ? exits : returns, NULL);
}
