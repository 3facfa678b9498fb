#include "weft.h"

int main(void)
{
    return weft_cancel(NULL);
}
