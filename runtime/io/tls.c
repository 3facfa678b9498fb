/* TLS: a stream that is open begins to speak it. The host does it below the stream, so that everything above is as before: buffers, water, recordings.
 * What is asked for is a row of texts, each with a NUL: "c" or "s" for the side and "v" or "-" for whether it verifies; then, each behind its
 * letter, the server's name (n), the authorities (a), the own certificate (c) and its key (k), and ALPN's protocols with a space between (p); at the
 * end an empty one. */
#include "io/asked.h"
#include "io/stream.h"
#include "io/file.h"
#include "port/tls.h"

#undef weft_connect_tls
#undef weft_start_tls

enum { CERTIFICATES_MOST = 1 << 20, PROTOCOLS_MOST = 256 };

static weft_resource_kind a_connection = {.name = "tls", .noun = "the connection"};
static weft_wait_kind to_agree = {.name = "start_tls", .words = "begins TLS with", .of = &a_connection};

const char *weft__tls_words(int reason)
{
    static const char *const words[] = { /* of at most 47 bytes: a recording holds no more */
        "its certificate comes from an unknown issuer", "its certificate is for another name", "its certificate has expired",
        "its certificate is not valid yet", "its certificate is not trusted", "it does not speak TLS", "TLS could not be agreed on",
        "it ended before TLS was agreed on", "the end came without TLS's own: it was cut off", "it wants a certificate of this side",
        "it does not take this side's certificate", "it shows no certificate", "no certificate and key in PEM that are a pair",
        "the authorities are no certificates in PEM", "what came is no TLS any more",
        "there is no protocol that both sides speak",
    };
    int at = reason - WEFT__TLS_UNKNOWN_ISSUER;

    return at >= 0 && reason < WEFT__TLS_REASONS ? words[at] : "";
}

/* ---- what is asked for ---- */

struct row {
    char *bytes;
    size_t count, room;
};

static void row_free(struct row *row)
{
    weft__free(row->bytes, row->room);
}

static bool row_add(struct row *row, const char *letter, const char *text, size_t length)
{
    size_t more = strlen(letter) + length + 1, room = row->room ? row->room : 256;

    while (room < row->count + more + 1)
        room *= 2;
    if (room > row->room) {
        char *grown = weft__alloc(room);
        if (!grown)
            return false;
        if (row->count > 0)
            memcpy(grown, row->bytes, row->count);
        weft__free(row->bytes, row->room);
        row->bytes = grown;
        row->room = room;
    }
    memcpy(row->bytes + row->count, letter, strlen(letter));
    memcpy(row->bytes + row->count + strlen(letter), text, length);
    row->count += more;
    row->bytes[row->count - 1] = row->bytes[row->count] = '\0';
    return true;
}

/* PEM itself, or the name of a file that has it; NULL: nothing. */
static int add_pem(weft_place *place, struct row *row, const char *letter, const char *pem)
{
    WEFT_OUTPUT(content);

    if (!pem)
        return WEFT_OK;
    if (strstr(pem, "-----BEGIN"))
        return row_add(row, letter, pem, strlen(pem)) ? WEFT_OK : WEFT_NO_MEMORY;
    WEFT_TRY(weft_read_file(place, pem, &content));
    if (content.count == 0 || content.count > CERTIFICATES_MOST || memchr(content.bytes, '\0', content.count))
        return weft__io_fail(place, WEFT_INVALID, "no PEM: ", pem, 0);
    return row_add(row, letter, content.bytes, content.count) ? WEFT_OK : WEFT_NO_MEMORY;
}

static int fill(weft_place *place, struct row *row, const weft_tls_options *options)
{
    const char *name = options->server_name;
    bool verifies = options->server_side ? options->authorities != NULL : !options->unverified;

    if (!row_add(row, options->server_side ? "s" : "c", verifies ? "v" : "-", 1))
        return WEFT_NO_MEMORY;
    if (name && !row_add(row, "n", name, strlen(name)))
        return WEFT_NO_MEMORY;
    if (options->alpn_protocols && !row_add(row, "p", options->alpn_protocols, strlen(options->alpn_protocols)))
        return WEFT_NO_MEMORY;
    WEFT_TRY(add_pem(place, row, "a", options->authorities));
    WEFT_TRY(add_pem(place, row, "c", options->certificate));
    return add_pem(place, row, "k", options->key);
}

static int fail(weft_place *place, const weft_stream *stream, int code, int host_error)
{
    return weft__io_fail(place, code, "no TLS with ", *stream->peer ? stream->peer : stream->resource.name, host_error);
}

/* The handshake, which the host does. */
static __attribute__((noinline)) int agree(struct weft__call *call, const char *row)
{
    weft_stream *stream = call->stream;
    char protocol[WEFT__PROTOCOL_BYTES] = "";
    struct weft__asked asked = {.operation = {.verb = WEFT__SECURE, .descriptor = stream->descriptor, .text = row, .bytes = protocol,
                                              .count = sizeof protocol - 1, .kind = &weft__answers},
                            .task = weft__self()};
    int err = weft__operation_submit_socket(&asked.operation);

    if (err)
        return fail(call->place, stream, err, asked.operation.host_error);
    err = weft__park(&(struct weft__wait){.place = call->place, .kind = &to_agree, .resource = &stream->resource});
    weft__operation_drop(&asked.operation);
    if (!call->stream) /* another task has closed it */
        return err == WEFT_CANCELLED ? err : WEFT_CLOSED;
    int result = asked.operation.result;
    if (err || result < 0)
        return err ? err : fail(call->place, stream, result, asked.operation.host_error);
    memcpy(stream->protocol, protocol, sizeof protocol);
    stream->resumed = result == 1;
    return WEFT_OK;
}

/* All that was written is sent as it is. */
static int send_before(struct weft__call *call)
{
    weft_stream *stream = call->stream;
    size_t high = stream->high, low = stream->low;

    if (weft_stream_unsent(stream) == 0)
        return WEFT_OK;
    stream->high = stream->low = 0;
    int err = weft_drain(call->place, stream);
    if (!call->stream)
        return err == WEFT_CANCELLED ? err : WEFT_CLOSED;
    stream->high = high;
    stream->low = low;
    return err;
}

static int no_tls(weft_place *place, const weft_stream *stream)
{
    const char *why = stream->transport != &weft__transport_host || stream->borrowed ? "only a connection of the host's can have TLS: "
#ifdef __wasm__
                      : "this host has no TLS: ";
#else
                      : "no TLS: linked without OpenSSL (weft::tls, -lssl -lcrypto): ";
#endif
    return weft__io_fail(place, WEFT_UNSUPPORTED, why, *stream->peer ? stream->peer : stream->resource.name, 0);
}

/* "h2 http/1.1", as a host takes it. */
static bool are_protocols(const char *text)
{
    size_t length;

    for (const char *at = text;; at += length + 1) {
        length = strcspn(at, " ");
        if (length == 0 || length >= WEFT__PROTOCOL_BYTES)
            return false;
        if (!at[length])
            return strlen(text) < PROTOCOLS_MOST;
    }
}

static int check(weft_place *place, const weft_stream *stream, const weft_tls_options *options)
{
    if (!weft__self() || stream->reads || stream->writes)
        return WEFT_USAGE;
    if (!stream->transport || stream->finished)
        return WEFT_CLOSED;
    if (stream->from != stream->to)
        return weft__io_fail(place, WEFT_USAGE, "bytes came before TLS began, and were not read: ", stream->peer, 0);
    if (options->server_side ? !options->certificate || !options->key : !options->certificate != !options->key)
        return weft__io_fail(place, WEFT_INVALID, "TLS needs a certificate and its key: ", stream->peer, 0);
    if (!options->server_side && !options->unverified && (!options->server_name || !*options->server_name))
        return weft__io_fail(place, WEFT_INVALID, "TLS needs the server's name, to verify it: ", stream->peer, 0);
    if (options->alpn_protocols && !are_protocols(options->alpn_protocols))
        return weft__io_fail(place, WEFT_INVALID, "no protocols, which are as in h2 http/1.1: ", options->alpn_protocols, 0);
    return WEFT_OK;
}

static int begin(struct weft__call *call, const weft_tls_options *options, struct row *row)
{
    weft_stream *stream = call->stream;
    int err = fill(call->place, row, options);

    if (!call->stream)
        return err == WEFT_CANCELLED ? err : WEFT_CLOSED;
    if (err)
        return err;
    WEFT_TRY(send_before(call));
    weft__operation_drop(&stream->readable); /* of a reader that was cancelled */
    weft__operation_drop(&stream->writable);
    stream->waits_to_read = stream->waits_to_write = false;
    return agree(call, row->bytes);
}

int weft_start_tls(weft_place *place, weft_stream *stream, const weft_tls_options *options)
{
    struct weft__call call = {.place = place, .stream = stream};
    struct row row = {0};
    int err = check(place, stream, options);

    if (err == WEFT_USAGE || err == WEFT_CLOSED)
        return err;
    if (!err && (stream->transport != &weft__transport_host || stream->borrowed || (weft__tape != WEFT__PLAYS && !weft__host_has_tls())))
        err = no_tls(place, stream);
    if (!err) {
        weft__call_begin(&call);
        stream->reads = stream->writes = true; /* nobody else's bytes come in between */
        err = begin(&call, options, &row);
        weft__call_end(&call);
        row_free(&row);
        if (!call.stream)
            return err;
        stream->reads = stream->writes = false;
    }
    if (err)
        weft_stream_abort(stream);
    return err;
}

int weft_connect_tls(weft_place *place, weft_stream *stream, const char *host, const char *port, const weft_tls_options *options)
{
    weft_tls_options own = *options;

    if (!own.server_name)
        own.server_name = host;
    own.server_side = false;
    WEFT_TRY(weft_connect(place, stream, host, port));
    return weft_start_tls(place, stream, &own);
}

const char *weft_selected_alpn_protocol(const weft_stream *stream)
{
    return stream->protocol;
}

bool weft_session_reused(const weft_stream *stream)
{
    return stream->resumed;
}
