/* No Weft program: it uses nothing of ours. */
#include <stdio.h>

int main(void)
{
    printf("hello\n");
    return 0;
}
