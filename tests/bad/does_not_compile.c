#include "weft.h"

int main(void)
{
    return weft_run(nothing, NULL);
}
