/* Heads of HTTP messages, strictly as RFC 9112 has them: what can be read in two ways is refused, for a proxy may read it in the other one. */
#include "http/http.h"

static const char end_of_head[] = "\r\n\r\n";

int weft__head_read(weft_place *place, weft_stream *stream, struct weft__message *message, size_t most, size_t *count)
{
    size_t room = most + WEFT__HEADERS_MOST * sizeof *message->headers + sizeof(void *);

    if (message->head_room < room) {
        weft__message_free(message);
        message->head = weft__alloc(room);
        if (!message->head)
            return WEFT_NO_MEMORY;
        message->head_room = room;
        message->headers = (void *)(message->head + ((most + sizeof(void *) - 1) & ~(sizeof(void *) - 1)));
    }
    int err = weft_read_until(place, stream, end_of_head, message->head, most, count);
    return err == WEFT_INCOMPLETE && *count == 0 ? WEFT_OK : err;
}

/* The characters of names. */
static bool is_token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("!#$%&'*+-.^_`|~", c));
}

bool weft__is_token(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!is_token_char(text[i]))
            return false;
    return length > 0;
}

static bool is_value_char(char c)
{
    return c == '\t' || ((unsigned char)c >= 32 && c != 127);
}

bool weft__is_value(const char *text)
{
    while (*text && is_value_char(*text))
        text++;
    return !*text;
}

bool weft__same_name(const char *one, const char *other)
{
    for (; *one && *other; one++, other++) {
        char a = *one >= 'A' && *one <= 'Z' ? (char)(*one + 32) : *one;
        char b = *other >= 'A' && *other <= 'Z' ? (char)(*other + 32) : *other;
        if (a != b)
            return false;
    }
    return *one == *other;
}

/* "name: value", which ends with a NUL. */
static bool parse_header(char *line, struct weft__header *header)
{
    char *colon = strchr(line, ':');

    if (!colon || !weft__is_token(line, (size_t)(colon - line)))
        return false;
    *colon = '\0';
    char *value = colon + 1, *end = value + strlen(value);
    while (*value == ' ' || *value == '\t')
        value++;
    while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
        *--end = '\0';
    *header = (struct weft__header){line, value};
    return weft__is_value(value);
}

/* The next line, which gets a NUL instead of its end; NULL when a line ends otherwise. */
static char *cut_line(char **at, const char *end)
{
    char *line = *at, *cr = memchr(line, '\r', (size_t)(end - line));

    if (!cr || cr[1] != '\n' || memchr(line, '\n', (size_t)(cr - line)) || memchr(line, '\0', (size_t)(cr - line)))
        return NULL;
    *cr = '\0';
    *at = cr + 2;
    return line;
}

int weft__head_parse(struct weft__message *message, size_t count, char **first_line)
{
    char *at = message->head;
    const char *end = at + count;

    message->header_count = 0;
    *first_line = cut_line(&at, end);
    if (!*first_line)
        return WEFT_INVALID;
    for (char *line; (line = cut_line(&at, end)) && *line;) {
        if (message->header_count == WEFT__HEADERS_MOST)
            return WEFT_LIMIT;
        if (!parse_header(line, &message->headers[message->header_count++]))
            return WEFT_INVALID;
    }
    return at == end ? WEFT_OK : WEFT_INVALID;
}

const char *weft__header(const struct weft__message *message, const char *name)
{
    for (size_t i = 0; i < message->header_count; i++)
        if (weft__same_name(message->headers[i].name, name))
            return message->headers[i].value;
    return NULL;
}

bool weft__list_names(const char *list, const char *word)
{
    size_t length = strlen(word);

    while (list && *list) {
        while (*list == ' ' || *list == '\t' || *list == ',')
            list++;
        const char *end = list;
        while (*end && *end != ',' && *end != ' ' && *end != '\t')
            end++;
        bool same = (size_t)(end - list) == length;
        for (size_t i = 0; same && i < length; i++)
            same = (list[i] >= 'A' && list[i] <= 'Z' ? list[i] + 32 : list[i]) == word[i];
        if (same)
            return true;
        list = end;
    }
    return false;
}

/* A whole number below 2^63, and nothing else. */
static bool parse_length(const char *text, uint64_t *length)
{
    *length = 0;
    for (; *text >= '0' && *text <= '9'; text++) {
        if (*length > INT64_MAX / 10 - 1)
            return false;
        *length = *length * 10 + (uint64_t)(*text - '0');
    }
    return !*text;
}

int weft__body_begin(struct weft__message *message, bool is_response)
{
    const char *length = NULL, *coding = NULL;

    for (size_t i = 0; i < message->header_count; i++) {
        const struct weft__header *header = &message->headers[i];
        const char **known = weft__same_name(header->name, "content-length")      ? &length
                             : weft__same_name(header->name, "transfer-encoding") ? &coding
                                                                                   : NULL;
        if (known && *known && strcmp(*known, header->value) != 0)
            return WEFT_INVALID; /* two that differ */
        if (known)
            *known = header->value;
    }
    message->chunked = coding != NULL;
    message->until_end = is_response && !coding && !length;
    message->left = 0;
    if (coding && (length || message->minor == 0))
        return WEFT_INVALID;
    if (coding && !weft__same_name(coding, "chunked"))
        return WEFT_UNSUPPORTED;
    if (length && (!*length || !parse_length(length, &message->left)))
        return WEFT_INVALID;
    if (!coding && message->left > message->most)
        return WEFT_LIMIT;
    const char *connection = weft__header(message, "connection");
    message->keeps = !message->until_end && !weft__list_names(connection, "close") &&
                     (message->minor > 0 || weft__list_names(connection, "keep-alive"));
    message->skips = false;
    return WEFT_OK;
}

void weft__message_free(struct weft__message *message)
{
    weft__free(message->head, message->head_room);
    message->head = NULL;
    message->head_room = 0;
}
