/* Sentences on standard error, or for the program's hook, without stdio: a small printf that allocates nothing and cannot fail. */
#include <stdarg.h>

#include "core/core.h"

struct buffer {
    char bytes[200];
    size_t used;
    bool keeps; /* what does not fit is left out, and nothing is written */
};

static weft_report_hook *hook;
static void *hook_arg;
static char line[1000]; /* what the hook has not been given yet: a line may come in several sayings */
static size_t line_used;

void weft_on_report(weft_report_hook *to, void *arg)
{
    hook = to;
    hook_arg = arg;
    line_used = 0;
}

static void flush(struct buffer *buffer)
{
    if (!hook && buffer->used)
        weft__output_own(buffer->bytes, buffer->used);
    for (size_t i = 0; hook && i < buffer->used; i++) {
        bool ends = buffer->bytes[i] == '\n';
        if (!ends && line_used < sizeof line - 1)
            line[line_used++] = buffer->bytes[i];
        line[line_used] = '\0';
        if (!ends)
            continue;
        line_used = 0;
        hook(line, hook_arg);
    }
    buffer->used = 0;
}

static void put(struct buffer *buffer, char c)
{
    if (buffer->used == sizeof buffer->bytes && !buffer->keeps)
        flush(buffer);
    if (buffer->used < sizeof buffer->bytes)
        buffer->bytes[buffer->used++] = c;
}

/* How many of the bytes here a terminal would obey rather than show: controls, ASCII's and the others (C1), and what turns the
 * direction of writing. */
static size_t controls(const unsigned char *at)
{
    if (*at < 0x20 || *at == 0x7f)
        return 1;
    if (*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0)
        return 2;
    if (*at == 0xe2 && ((at[1] == 0x80 && at[2] >= 0xaa && at[2] <= 0xae) || (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9)))
        return 3;
    return 0;
}

/* A name or a text of the program, which may hold anything. */
static void put_text(struct buffer *buffer, const char *text)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *at = (const unsigned char *)(text ? text : "(null)");

    while (*at) {
        size_t count = controls(at);
        if (count == 0)
            put(buffer, (char)*at++);
        for (; count > 0; count--, at++) {
            put(buffer, '\\');
            put(buffer, 'x');
            put(buffer, digits[*at >> 4]);
            put(buffer, digits[*at & 15]);
        }
    }
}

static void put_number(struct buffer *buffer, uint64_t number, int digits)
{
    char text[21], *at = text + sizeof text - 1;

    for (*at = '\0'; number || digits > 0 || !*at; number /= 10, digits--)
        *--at = (char)('0' + number % 10);
    put_text(buffer, at);
}

/* Nanoseconds as seconds with three decimals, rounded. */
static void put_time(struct buffer *buffer, int64_t nanoseconds)
{
    uint64_t milliseconds = ((uint64_t)(nanoseconds < 0 ? 0 : nanoseconds) + 500000) / 1000000;

    put_number(buffer, milliseconds / 1000, 1);
    put(buffer, '.');
    put_number(buffer, milliseconds % 1000, 3);
}

static void fill(struct buffer *buffer, const char *format, va_list arguments)
{
    for (const char *at = format; *at; at++) {
        if (*at != '%') {
            put(buffer, *at);
            continue;
        }
        switch (*++at) {
        case 's':
            put_text(buffer, va_arg(arguments, const char *));
            break;
        case 'd': {
            int number = va_arg(arguments, int);
            if (number < 0)
                put(buffer, '-');
            put_number(buffer, number < 0 ? (uint64_t)-(int64_t)number : (uint64_t)number, 1);
            break;
        }
        case 'u':
            put_number(buffer, va_arg(arguments, uint32_t), 1);
            break;
        case 'z':
            put_number(buffer, va_arg(arguments, size_t), 1);
            break;
        case 'p': {
            const weft_place *place = va_arg(arguments, const weft_place *);
            put_text(buffer, place->file);
            put(buffer, ':');
            put_number(buffer, (uint64_t)place->line, 1);
            put_text(buffer, " in ");
            put_text(buffer, place->function);
            break;
        }
        case 't':
            put_time(buffer, va_arg(arguments, int64_t));
            break;
        default:
            put(buffer, *at);
        }
    }
}

void weft__say(const char *format, ...)
{
    struct buffer buffer = {.used = 0};
    va_list arguments;

    va_start(arguments, format);
    fill(&buffer, format, arguments);
    va_end(arguments);
    flush(&buffer);
}

void weft__explain(struct weft__task *task, const weft_place *place, int code, const char *format, ...)
{
    struct buffer buffer = {.used = 0, .keeps = true};
    va_list arguments;

    va_start(arguments, format);
    fill(&buffer, format, arguments);
    va_end(arguments);
    buffer.bytes[buffer.used < sizeof buffer.bytes ? buffer.used : sizeof buffer.bytes - 1] = '\0';
    struct weft__error *error = weft__error_new(place, code, buffer.bytes);
    if (error)
        weft__error_hang(task, error);
}
