/* Texts that grow, and the coding of URLs. */
#include "http/http.h"

enum { FIRST_ROOM = 512 };

void weft__text_add(struct weft__text *text, const char *bytes, size_t count)
{
    size_t room = text->room ? text->room : FIRST_ROOM;

    if (text->failed)
        return;
    while (room < text->count + count)
        room *= 2;
    if (room != text->room) {
        char *grown = weft__alloc(room);
        text->failed = !grown;
        if (!grown)
            return;
        if (text->count > 0)
            memcpy(grown, text->bytes, text->count);
        weft__free(text->bytes, text->room);
        text->bytes = grown;
        text->room = room;
    }
    if (count > 0)
        memcpy(text->bytes + text->count, bytes, count);
    text->count += count;
}

void weft__text_add_text(struct weft__text *text, const char *more)
{
    weft__text_add(text, more, strlen(more));
}

void weft__text_add_number(struct weft__text *text, uint64_t number, unsigned base)
{
    char digits[24], *at = digits + sizeof digits;

    do
        *--at = "0123456789abcdef"[number % base];
    while (number /= base);
    weft__text_add(text, at, (size_t)(digits + sizeof digits - at));
}

void weft__text_add_header(struct weft__text *text, const char *name, const char *value)
{
    weft__text_add_text(text, name);
    weft__text_add_text(text, ": ");
    weft__text_add_text(text, value);
    weft__text_add_text(text, "\r\n");
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

int weft__decode_one(const char **at, bool plus_is_space)
{
    const char *from = *at;

    *at += *from == '%' ? 3 : 1;
    if (*from != '%')
        return *from == '+' && plus_is_space ? ' ' : (unsigned char)*from;
    int high = digit(from[1]), low = high < 0 ? -1 : digit(from[2]);
    return low < 0 ? -1 : high * 16 + low;
}

bool weft__decode(char *text, bool plus_is_space)
{
    char *to = text;

    for (const char *at = text; *at;) {
        int c = weft__decode_one(&at, plus_is_space);
        if (c <= 0)
            return false;
        *to++ = (char)c;
    }
    *to = '\0';
    return true;
}
