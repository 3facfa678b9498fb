/* Connections of a client. One whose response was read to its end is kept, open, for the next fetch from the same server. */
#include "http/http.h"

enum { KEPT_MOST = 16 };

static struct weft__list kept; /* the one that was used last is the last */
static size_t count;

static void drop(struct weft__link *link)
{
    weft_stream_abort(&link->stream);
    weft__free(link, sizeof *link);
}

static struct weft__link *take_first(void)
{
    struct weft__link *link = weft__owner(kept.first, struct weft__link, node);

    weft__list_remove(&kept, &link->node);
    count--;
    return link;
}

static void forget_all(void)
{
    while (kept.first)
        drop(take_first());
}

static struct weft__ending ending = {.forget = forget_all};

/* Whether the server still waits for a request: it has not ended, and has said nothing that nobody asked for. */
static bool waits(struct weft__link *link)
{
    char byte;

    return link->stream.transport->receive(&link->stream, &byte, 1) == WEFT__AGAIN;
}

static struct weft__link *find(const char *where)
{
    for (struct weft__node *node = kept.first, *next; node; node = next) {
        struct weft__link *link = weft__owner(node, struct weft__link, node);
        next = node->next;
        if (strcmp(link->where, where) != 0)
            continue;
        weft__list_remove(&kept, &link->node);
        count--;
        if (waits(link))
            return link;
        drop(link);
    }
    return NULL;
}

static uint32_t add_to_sum(uint32_t sum, const char *text)
{
    for (; text && *text; text++)
        sum = (sum ^ (unsigned char)*text) * UINT32_C(0x01000193);
    return (sum ^ (text ? 1u : 2u)) * UINT32_C(0x01000193);
}

/* One that was made with other options is another connection. */
static void write_sum(char *to, size_t room, const weft_tls_options *tls)
{
    uint32_t sum = add_to_sum(UINT32_C(0x811c9dc5), tls->unverified ? " tls, unverified" : " tls");
    char digits[] = " 00000000";

    sum = add_to_sum(add_to_sum(add_to_sum(add_to_sum(sum, tls->server_name), tls->authorities), tls->certificate), tls->key);
    for (int i = 8; i > 0; i--, sum >>= 4)
        digits[i] = "0123456789abcdef"[sum & 15];
    weft__text_append(to, room, tls->unverified ? " unverified" : " tls");
    weft__text_append(to, room, digits);
}

static int secure(weft_place *place, struct weft__link *link, const struct weft__url *url, const weft_tls_options *tls)
{
    weft_tls_options own = *tls;

    if (!own.server_name)
        own.server_name = url->host;
    own.server_side = false;
    return weft_start_tls(place, &link->stream, &own);
}

int weft__link_open(weft_place *place, const struct weft__url *url, const weft_tls_options *tls, bool fresh, struct weft__link **opened)
{
    static const weft_tls_options usual;

    char where[sizeof (*opened)->where] = "";

    (void)weft__at_end(&ending);
    weft__text_append(where, sizeof where, url->host);
    weft__text_append(where, sizeof where, " ");
    weft__text_append(where, sizeof where, url->port);
    if (!tls)
        tls = &usual;
    if (url->is_secure)
        write_sum(where, sizeof where, tls);
    struct weft__link *link = fresh ? NULL : find(where);
    if (link) {
        link->used = true;
        *opened = link;
        return WEFT_OK;
    }
    link = weft__alloc(sizeof *link);
    if (!link)
        return WEFT_NO_MEMORY;
    *link = (struct weft__link){.used = false};
    memcpy(link->where, where, sizeof where);
    int err = weft_connect(place, &link->stream, url->host, url->port);
    if (!err && url->is_secure)
        err = secure(place, link, url, tls);
    if (err)
        weft__free(link, sizeof *link);
    else
        link->stream.resource.name = link->where;
    *opened = err ? NULL : link;
    return err;
}

void weft__link_close(struct weft__link *link, bool keeps)
{
    if (!keeps || link->stream.error || link->stream.ended || !weft__loop.running) {
        drop(link);
        return;
    }
    if (count == KEPT_MOST)
        drop(take_first());
    weft__list_append(&kept, &link->node);
    count++;
}
