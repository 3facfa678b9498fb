/* Addresses of a component: texts of them and back, for all versions of WASI. */
#include "component.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/* Twice the room; what is new is zero. */
bool component_grow(void **items, size_t *count, size_t size)
{
    size_t more = *count ? *count * 2 : 16;
    char *larger = realloc(*items, more * size);

    if (!larger)
        return false;
    memset(larger + *count * size, 0, (more - *count) * size);
    *items = larger;
    *count = more;
    return true;
}

/* The first item that is free, which begins with a handle that is 0; there is one but for memory. */
bool component_find_free(void **items, size_t *count, size_t size, size_t *at)
{
    *at = 0;
    while (*at < *count && *(const handle *)((const char *)*items + *at * size))
        ++*at;
    return *at < *count || component_grow(items, count, size);
}

/* "127.0.0.1:80" or "[::1]:80". */
bool component_parse(const char *text, struct address *address)
{
    char host[48];
    const char *colon = strrchr(text, ':');
    struct in6_addr six;

    if (!colon)
        return false;
    size_t length = (size_t)(colon - text);
    unsigned long port = strtoul(colon + 1, NULL, 10);
    bool bracketed = length > 1 && *text == '[' && text[length - 1] == ']';
    if (bracketed)
        text++, length -= 2;
    if (length >= sizeof host || port > 65535)
        return false;
    memcpy(host, text, length);
    host[length] = '\0';
    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, host, address->four.bytes) == 1) {
        address->family = IPV4;
        address->four.port = (uint16_t)port;
        return true;
    }
    if (inet_pton(AF_INET6, host, &six) != 1)
        return false;
    address->family = IPV6;
    address->six = (struct ipv6){.port = (uint16_t)port};
    for (int i = 0; i < 8; i++)
        address->six.words[i] = (uint16_t)(six.s6_addr[2 * i] << 8 | six.s6_addr[2 * i + 1]);
    return true;
}

static char *put_number(char *to, unsigned number)
{
    char digits[8];
    int count = 0;

    do
        digits[count++] = (char)('0' + number % 10);
    while (number /= 10);
    while (count)
        *to++ = digits[--count];
    return to;
}

void component_put_host(char *to, size_t most, uint8_t family, const uint8_t *four, const uint16_t *words)
{
    struct in6_addr six;

    for (int i = 0; family == IPV6 && i < 16; i++)
        six.s6_addr[i] = (uint8_t)(i % 2 ? words[i / 2] : words[i / 2] >> 8);
    if (!inet_ntop(family == IPV6 ? AF_INET6 : AF_INET, family == IPV6 ? (const void *)&six : four, to, (socklen_t)most))
        *to = '\0';
}

char *component_put_address(char *to, const char *end, const struct socket_address *address)
{
    char host[48];

    *to = '\0';
    component_put_host(host, sizeof host, address->family, address->four.bytes, address->six.words);
    size_t length = strlen(host);
    if ((size_t)(end - to) < length + 9) /* brackets, a colon, five digits and a NUL */
        return to + 1;
    if (address->family == IPV6)
        *to++ = '[';
    memcpy(to, host, length);
    to += length;
    if (address->family == IPV6)
        *to++ = ']';
    *to++ = ':';
    to = put_number(to, address->family == IPV6 ? address->six.port : address->four.port);
    *to++ = '\0';
    return to;
}

/* Behind what is there already; the text's end. */
char *component_put_name(char *to, const char *end, handle socket, void (*ask)(handle, struct address *))
{
    struct address address;

    if (to >= end)
        return to;
    ask(socket, &address);
    *to = '\0';
    if (address.failed)
        return to + 1;
    struct socket_address name = {.family = address.family, .six = address.six};
    if (address.family == IPV4)
        name.four = address.four;
    return component_put_address(to, end, &name);
}

/* An address is its own: that needs no names, which a host may not allow. */
bool component_is_address(const char *text)
{
    struct in6_addr room;

    return inet_pton(AF_INET, text, &room) == 1 || inet_pton(AF_INET6, text, &room) == 1;
}
