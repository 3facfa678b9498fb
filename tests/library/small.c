/* The smallest library. */
#include "small.h"

int next(uint32_t a, uint32_t *result)
{
    *result = a + 1;
    return WEFT_OK;
}
