/* URLs, as far as weft_fetch needs them. */
#include "http/http.h"

static bool is_url_char(char c)
{
    return (unsigned char)c > 32 && c != 127;
}

/* "http://host:port/path?query#fragment". */
int weft__url_parse(const char *text, struct weft__url *url)
{
    const char *at = text;

    *url = (struct weft__url){.port = "80"};
    if (strncmp(at, "https://", 8) == 0) {
        url->is_secure = true;
        memcpy(url->port, "443", 4);
        at += 8;
    } else if (strncmp(at, "http://", 7) == 0) {
        at += 7;
    } else {
        return WEFT_INVALID;
    }
    const char *end = at + strcspn(at, "/?#");
    const char *host_end = end, *host = at;
    if (memchr(at, '@', (size_t)(end - at)))
        return WEFT_INVALID;
    if (*at == '[') {
        host = at + 1;
        host_end = memchr(at, ']', (size_t)(end - at));
        if (!host_end)
            return WEFT_INVALID;
        at = host_end + 1;
    } else {
        host_end = memchr(at, ':', (size_t)(end - at));
        host_end = host_end ? host_end : end;
        at = host_end;
    }
    size_t length = (size_t)(host_end - host);
    if (length == 0 || length >= sizeof url->host)
        return WEFT_INVALID;
    for (size_t i = 0; i < length; i++)
        if (!is_url_char(host[i]))
            return WEFT_INVALID;
    memcpy(url->host, host, length);
    if (*at == ':') {
        length = (size_t)(end - at - 1);
        if (length == 0 || length > 5 || strspn(at + 1, "0123456789") < length)
            return WEFT_INVALID;
        memcpy(url->port, at + 1, length);
        url->port[length] = '\0';
    } else if (at != end) {
        return WEFT_INVALID;
    }
    url->path = end;
    url->path_length = strcspn(end, "#");
    for (size_t i = 0; i < url->path_length; i++)
        if (!is_url_char(end[i]))
            return WEFT_INVALID;
    return WEFT_OK;
}

/* Where `location` leads from `base`, into `to`; false when that has no room. */
bool weft__url_join(char *to, size_t room, const char *base, const char *location)
{
    const char *host = strstr(base, "://") + 3, *path = host + strcspn(host, "/?#");
    size_t keep = 0;

    if (strncmp(location, "http://", 7) == 0 || strncmp(location, "https://", 8) == 0)
        keep = 0;
    else if (strncmp(location, "//", 2) == 0)
        keep = (size_t)(host - base) - 2;
    else if (*location == '/')
        keep = (size_t)(path - base);
    else { /* beside the last part of the path */
        const char *end = path + strcspn(path, "?#");
        while (end > path && end[-1] != '/')
            end--;
        keep = (size_t)(end - base);
    }
    bool slash = keep > 0 && *location != '/' && base[keep - 1] != '/';
    if (keep + slash + strlen(location) + 1 > room)
        return false;
    memcpy(to, base, keep);
    if (slash)
        to[keep] = '/';
    memcpy(to + keep + slash, location, strlen(location) + 1);
    return true;
}
