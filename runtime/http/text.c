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

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

bool weft__decode(char *text, bool plus_is_space)
{
    char *to = text;

    for (; *text; text++) {
        if (*text == '%') {
            int high = digit(text[1]), low = high < 0 ? -1 : digit(text[2]);
            if (low < 0 || high + low == 0)
                return false;
            *to++ = (char)(high * 16 + low);
            text += 2;
        } else {
            *to++ = *text == '+' && plus_is_space ? ' ' : *text;
        }
    }
    *to = '\0';
    return true;
}
