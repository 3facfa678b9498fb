/* The size of what Weft is not: the smallest program of Emscripten's own. */
#include <stdio.h>

int main(void)
{
    printf("Hello\n");
    return 0;
}
