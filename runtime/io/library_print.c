/* A text as printf makes it: the only part of a library's runtime that formats with stdio. */
#include <stdarg.h>
#include <stdio.h>

#include "weft/library.h"

weft_string weft_string_print(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int count = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = count < 0 ? NULL : weft_memory((size_t)count + 1);
    if (!text)
        return (weft_string){"", 0};
    va_start(arguments, format);
    vsnprintf(text, (size_t)count + 1, format, arguments);
    va_end(arguments);
    return (weft_string){text, (size_t)count};
}
