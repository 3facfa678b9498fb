/* TLS natively, by OpenSSL. It stands between a stream and its socket: what comes from the socket goes through one memory BIO in, what OpenSSL wants
 * to send lies in the other until the socket takes it. Only in programs that are linked with OpenSSL. */
#include "port/tls.h"

#include <limits.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "port/host_native.h"
#include "port/memory.h"
#include "port/socket.h"
#include "port/stack.h"

enum { PART = 16384, KEPT_MOST = 8, SESSIONS_MOST = 32, PEER_BYTES = 128, PROTOCOLS_MOST = 257, STACK_BYTES = 512 * 1024 };

struct weft__secure {
    SSL *ssl;
    BIO *in, *out;  /* the SSL's own */
    int descriptor;
    bool agreed, broken;
    bool held;      /* the next byte that is to be sent is in `out` already: so a stream keeps it until all of that is sent */
    unsigned protocols_count;
    unsigned char protocols[]; /* of ALPN, each behind its length */
};

/* Contexts are kept, by what was asked for: to read certificates takes long. */
struct kept {
    SSL_CTX *context;
    char *texts;
    size_t length;
};
static struct kept kept[KEPT_MOST];
static size_t kept_next;

static struct weft__secure *secure_of(int descriptor)
{
    return weft__row_of(descriptor)->secure;
}

/* ---- what is asked for ---- */

struct wanted {
    bool server, verifies;
    const char *name, *authorities, *certificate, *key, *protocols;
};

static size_t read_wanted(const char *texts, struct wanted *wanted)
{
    const char *at = texts;

    *wanted = (struct wanted){0};
    for (; *at; at += strlen(at) + 1) {
        const char *text = at + 1;
        switch (*at) {
        case 'c': /* the first text is the side */
            if (at == texts)
                wanted->verifies = *text == 'v';
            else
                wanted->certificate = text;
            break;
        case 's':
            wanted->server = true;
            wanted->verifies = *text == 'v';
            break;
        case 'n':
            wanted->name = text;
            break;
        case 'a':
            wanted->authorities = text;
            break;
        case 'k':
            wanted->key = text;
            break;
        case 'p':
            wanted->protocols = text;
            break;
        }
    }
    return (size_t)(at - texts);
}

/* No password is asked for at the terminal. */
static int no_password(char *bytes, int size, int writing, void *arg)
{
    (void)bytes, (void)size, (void)writing, (void)arg;
    return -1;
}

static X509 *next_certificate(BIO *bio)
{
    return PEM_read_bio_X509(bio, NULL, no_password, NULL);
}

static bool add_authorities(SSL_CTX *context, const struct wanted *wanted)
{
    BIO *bio = BIO_new_mem_buf(wanted->authorities, -1);
    X509_STORE *store = SSL_CTX_get_cert_store(context);
    bool good = false;

    for (X509 *one; bio && (one = next_certificate(bio)); X509_free(one)) {
        good = X509_STORE_add_cert(store, one) == 1;
        if (wanted->server)
            (void)SSL_CTX_add_client_CA(context, one);
        if (!good)
            break;
    }
    BIO_free(bio);
    return good;
}

static bool use_own(SSL_CTX *context, const struct wanted *wanted)
{
    BIO *certificates = BIO_new_mem_buf(wanted->certificate, -1), *keys = BIO_new_mem_buf(wanted->key, -1);
    X509 *own = certificates ? next_certificate(certificates) : NULL;
    EVP_PKEY *key = keys ? PEM_read_bio_PrivateKey(keys, NULL, no_password, NULL) : NULL;
    bool good = own && key && SSL_CTX_use_certificate(context, own) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1 &&
                SSL_CTX_check_private_key(context) == 1;

    for (X509 *issuer; good && (issuer = next_certificate(certificates));)
        if (SSL_CTX_add0_chain_cert(context, issuer) != 1) {
            X509_free(issuer);
            good = false;
        }
    X509_free(own);
    EVP_PKEY_free(key);
    BIO_free(certificates);
    BIO_free(keys);
    return good;
}

/* ---- sessions: a client's, each for the context that it was agreed on with, and for the other side ---- */

static struct session {
    SSL_CTX *context; /* one that is kept */
    SSL_SESSION *session;
    char peer[PEER_BYTES];
} sessions[SESSIONS_MOST];
static size_t sessions_next;

static void session_forget(struct session *one)
{
    SSL_SESSION_free(one->session);
    *one = (struct session){0};
}

static void write_peer(char *peer, int descriptor)
{
    union weft__socket_address address = {0};
    socklen_t size = sizeof address;

    memset(peer, 0, PEER_BYTES);
    if (getpeername(descriptor, &address.any, &size) == 0)
        weft__write_name(peer, peer + PEER_BYTES, &address);
}

static struct session *session_with(const SSL *ssl)
{
    const struct weft__secure *secure = SSL_get_app_data(ssl);
    char peer[PEER_BYTES];

    write_peer(peer, secure->descriptor);
    for (size_t i = 0; i < SESSIONS_MOST; i++)
        if (sessions[i].session && sessions[i].context == SSL_get_SSL_CTX(ssl) && strcmp(sessions[i].peer, peer) == 0)
            return &sessions[i];
    return NULL;
}

static bool is_kept(const SSL_CTX *context)
{
    for (size_t i = 0; i < KEPT_MOST; i++)
        if (kept[i].context == context)
            return true;
    return false;
}

/* OpenSSL has got a session: 1, and it is ours. */
static int session_came(SSL *ssl, SSL_SESSION *session)
{
    const struct weft__secure *secure = SSL_get_app_data(ssl);
    struct session *one = session_with(ssl);

    if (!is_kept(SSL_get_SSL_CTX(ssl)))
        return 0;
    if (!one)
        one = &sessions[sessions_next++ % SESSIONS_MOST];
    session_forget(one);
    one->context = SSL_get_SSL_CTX(ssl);
    one->session = session;
    write_peer(one->peer, secure->descriptor);
    return 1;
}

/* It stays until the other side gives another one: some do so with each connection, Node's server only with a new session. */
static void resume(SSL *ssl)
{
    struct session *one = session_with(ssl);
    SSL_SESSION *copy = one ? SSL_SESSION_dup(one->session) : NULL; /* OpenSSL marks one of TLS 1.3 as used up */

    if (one && (!copy || !SSL_SESSION_is_resumable(copy) || SSL_set_session(ssl, copy) != 1))
        session_forget(one);
    SSL_SESSION_free(copy);
}

/* ---- ALPN ---- */

/* "h2 http/1.1" as OpenSSL has it; how many bytes. */
static unsigned write_protocols(unsigned char *to, const char *text)
{
    unsigned count = 0;

    for (const char *at = text; at && *at;) {
        size_t length = strcspn(at, " ");
        if (count + 1 + length > PROTOCOLS_MOST)
            break;
        to[count++] = (unsigned char)length;
        memcpy(to + count, at, length);
        count += (unsigned)length;
        at += length + (at[length] == ' ');
    }
    return count;
}

/* The first of the server's own that the client has. */
static int choose(SSL *ssl, const unsigned char **out, unsigned char *length, const unsigned char *theirs, unsigned count, void *arg)
{
    const struct weft__secure *secure = SSL_get_app_data(ssl);
    unsigned char *chosen = NULL;

    (void)arg;
    if (secure->protocols_count == 0)
        return SSL_TLSEXT_ERR_NOACK;
    int found = SSL_select_next_proto(&chosen, length, secure->protocols, secure->protocols_count, theirs, count);
    *out = chosen;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/* What was chosen, for the program. */
static void give_protocol(const SSL *ssl, struct weft__operation *operation)
{
    const unsigned char *chosen = NULL;
    unsigned length = 0;

    SSL_get0_alpn_selected(ssl, &chosen, &length);
    if (length > 0 && length < operation->count) {
        memcpy(operation->bytes, chosen, length);
        ((char *)operation->bytes)[length] = '\0';
    }
}

/* ---- contexts ---- */

/* OK, or why not. */
static int set_up(SSL_CTX *context, const struct wanted *wanted)
{
    int mode = wanted->server ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_PEER;

    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, wanted->server ? SSL_SESS_CACHE_OFF : SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    if (wanted->server) { /* a client has its session in the ticket that it shows */
        (void)SSL_CTX_set_session_id_context(context, (const unsigned char *)"weft", 4);
        SSL_CTX_set_alpn_select_cb(context, choose, NULL);
    } else {
        SSL_CTX_sess_set_new_cb(context, session_came);
    }
    SSL_CTX_set_verify(context, wanted->verifies ? mode : SSL_VERIFY_NONE, NULL);
    if (wanted->authorities) {
        if (!add_authorities(context, wanted))
            return WEFT__TLS_BAD_ISSUERS;
    } else if (wanted->verifies) {
        (void)SSL_CTX_set_default_verify_paths(context);
    }
    return wanted->certificate && !use_own(context, wanted) ? WEFT__TLS_BAD_OWN : WEFT_OK;
}

static void forget(struct kept *one)
{
    for (size_t i = 0; i < SESSIONS_MOST; i++)
        if (one->context && sessions[i].context == one->context)
            session_forget(&sessions[i]);
    SSL_CTX_free(one->context);
    weft__free(one->texts, one->length);
    *one = (struct kept){0};
}

static void keep(SSL_CTX *context, const char *texts, size_t length)
{
    struct kept *one = &kept[kept_next++ % KEPT_MOST];

    forget(one);
    char *copy = weft__alloc(length);
    if (!copy)
        return;
    memcpy(copy, texts, length);
    SSL_CTX_up_ref(context);
    *one = (struct kept){context, copy, length};
}

/* One of the caller's own; NULL, and why. */
static SSL_CTX *context_for(const char *texts, const struct wanted *wanted, size_t length, int *why)
{
    for (size_t i = 0; i < KEPT_MOST; i++)
        if (kept[i].context && kept[i].length == length && memcmp(kept[i].texts, texts, length) == 0) {
            SSL_CTX_up_ref(kept[i].context);
            return kept[i].context;
        }
    SSL_CTX *context = SSL_CTX_new(wanted->server ? TLS_server_method() : TLS_client_method());
    *why = context ? set_up(context, wanted) : 0;
    if (context && !*why) {
        keep(context, texts, length);
        return context;
    }
    SSL_CTX_free(context);
    return NULL;
}

/* ---- what goes wrong ---- */

static int of_certificate(long result)
{
    switch (result) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return WEFT__TLS_WRONG_NAME;
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return WEFT__TLS_EXPIRED;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return WEFT__TLS_NOT_YET;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return WEFT__TLS_UNKNOWN_ISSUER;
    default:
        return WEFT__TLS_UNTRUSTED;
    }
}

static int reason_of(const struct weft__secure *secure)
{
    int reason = ERR_GET_REASON(ERR_peek_error());

    switch (reason) {
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
        return of_certificate(SSL_get_verify_result(secure->ssl));
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
        return WEFT__TLS_SHOWS_NONE;
    case SSL_R_NO_APPLICATION_PROTOCOL:
    case SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL:
        return WEFT__TLS_NO_PROTOCOL;
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
        return WEFT__TLS_WANTS_OURS;
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
        return WEFT__TLS_DENIES_OURS;
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_RECORD_LENGTH_MISMATCH:
    case SSL_R_BAD_RECORD_TYPE:
        return secure->agreed ? WEFT__TLS_DAMAGED : WEFT__TLS_PLAIN;
    default:
        return secure->agreed ? WEFT__TLS_DAMAGED : WEFT__TLS_NOT_AGREED;
    }
}

/* ---- the socket below ---- */

/* What OpenSSL wants to send: 0 when all of it is sent, AGAIN, or a code. */
static long flush(int descriptor, struct weft__secure *secure, int *host_error)
{
    char *bytes;
    long count;

    while ((count = BIO_get_mem_data(secure->out, &bytes)) > 0) {
        char part[PART];
        size_t size = (size_t)count < sizeof part ? (size_t)count : sizeof part;
        long sent = weft__socket_send(descriptor, bytes, size, host_error);
        if (sent < 0)
            return sent;
        (void)BIO_read(secure->out, part, (int)sent); /* they are gone */
    }
    return 0;
}

/* More for OpenSSL: how much, 0 at the end, AGAIN, or a code. */
static long more(int descriptor, struct weft__secure *secure, int *host_error)
{
    char part[PART + 512];
    long got = weft__socket_receive(descriptor, part, sizeof part, host_error);

    if (got > 0 && BIO_write(secure->in, part, (int)got) != got)
        return WEFT_NO_MEMORY;
    return got;
}

/* ---- the handshake ---- */

static bool is_address(const char *name)
{
    ASN1_OCTET_STRING *address = a2i_IPADDRESS(name);

    ASN1_OCTET_STRING_free(address);
    return address != NULL;
}

static bool set_name(SSL *ssl, const struct wanted *wanted)
{
    if (!wanted->name || wanted->server)
        return true;
    bool address = is_address(wanted->name);
    if (!address && SSL_set_tlsext_host_name(ssl, wanted->name) != 1)
        return false;
    if (!wanted->verifies)
        return true;
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return address ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), wanted->name) == 1 : SSL_set1_host(ssl, wanted->name) == 1;
}

static void free_secure(struct weft__secure *secure)
{
    SSL_free(secure->ssl);
    weft__free(secure, sizeof *secure + secure->protocols_count);
}

static bool set_protocols(const struct weft__secure *secure, const struct wanted *wanted)
{
    return wanted->server || !secure->protocols_count || SSL_set_alpn_protos(secure->ssl, secure->protocols, secure->protocols_count) == 0;
}

static struct weft__secure *new_secure(SSL_CTX *context, const struct wanted *wanted, int descriptor)
{
    unsigned char protocols[PROTOCOLS_MOST];
    unsigned count = write_protocols(protocols, wanted->protocols);
    struct weft__secure *secure = weft__alloc(sizeof *secure + count);

    if (!secure)
        return NULL;
    *secure = (struct weft__secure){.ssl = SSL_new(context), .in = BIO_new(BIO_s_mem()), .out = BIO_new(BIO_s_mem()),
                                    .descriptor = descriptor, .protocols_count = count};
    memcpy(secure->protocols, protocols, count);
    if (secure->ssl && secure->in && secure->out && set_name(secure->ssl, wanted) && set_protocols(secure, wanted)) {
        BIO_set_mem_eof_return(secure->in, -1);
        SSL_set_bio(secure->ssl, secure->in, secure->out);
        SSL_set_app_data(secure->ssl, secure);
        wanted->server ? SSL_set_accept_state(secure->ssl) : SSL_set_connect_state(secure->ssl);
        if (!wanted->server)
            resume(secure->ssl);
        return secure;
    }
    BIO_free(secure->in);
    BIO_free(secure->out);
    free_secure(secure);
    return NULL;
}

static void drop(int descriptor)
{
    struct weft__row *row = weft__row_of(descriptor);

    free_secure(row->secure);
    row->secure = NULL;
}

static bool end(struct weft__operation *operation, int code, int why)
{
    operation->host_error = why;
    if (code < 0)
        drop(operation->descriptor);
    weft__complete(operation, code);
    return true;
}

/* False: it needs more from the other side, or more room. */
static bool ready(struct weft__operation *operation)
{
    int descriptor = operation->descriptor, why = 0;
    struct weft__secure *secure = secure_of(descriptor);

    for (;;) {
        ERR_clear_error();
        int done = SSL_do_handshake(secure->ssl), error = SSL_get_error(secure->ssl, done);
        int reason = done == 1 || error == SSL_ERROR_WANT_READ ? 0 : reason_of(secure);
        long flushed = flush(descriptor, secure, &why);
        if (reason)
            return end(operation, WEFT_INSECURE, reason);
        if (flushed == WEFT__AGAIN)
            return false;
        if (flushed < 0)
            return end(operation, (int)flushed, why);
        if (done == 1) {
            secure->agreed = true;
            give_protocol(secure->ssl, operation);
            return end(operation, SSL_session_reused(secure->ssl), 0);
        }
        long got = more(descriptor, secure, &why);
        if (got == WEFT__AGAIN)
            return false;
        if (got < 0)
            return end(operation, (int)got, why);
        if (got == 0)
            return end(operation, WEFT_INSECURE, WEFT__TLS_ENDED);
    }
}

static int begin(struct weft__operation *operation)
{
    struct weft__row *row = weft__row_of(operation->descriptor);
    struct wanted wanted;
    size_t length = read_wanted(operation->text, &wanted);
    int why = 0;

    if (row->secure)
        return WEFT_INVALID;
    ERR_clear_error();
    SSL_CTX *context = context_for(operation->text, &wanted, length, &why);
    if (!context) {
        operation->host_error = why;
        return why ? WEFT_INVALID : WEFT_NO_MEMORY;
    }
    row->secure = new_secure(context, &wanted, operation->descriptor);
    SSL_CTX_free(context);
    if (!row->secure)
        return WEFT_NO_MEMORY;
    operation->state = WEFT__SUBMITTED;
    return ready(operation) ? WEFT_OK : weft__wait_on(operation);
}

/* ---- bytes ---- */

static long fail(struct weft__secure *secure, int reason, int *host_error)
{
    secure->broken = true;
    *host_error = reason;
    return WEFT_RESET;
}

static long receive(int descriptor, void *bytes, size_t count, int *host_error)
{
    struct weft__secure *secure = secure_of(descriptor);

    for (;;) {
        ERR_clear_error();
        int got = SSL_read(secure->ssl, bytes, count < INT_MAX ? (int)count : INT_MAX);
        if (got > 0)
            return got;
        int ignored, error = SSL_get_error(secure->ssl, got), reason = reason_of(secure);
        (void)flush(descriptor, secure, &ignored); /* what fails here fails in the next send, too */
        if (error == SSL_ERROR_ZERO_RETURN)
            return 0;
        if (error != SSL_ERROR_WANT_READ)
            return fail(secure, reason, host_error);
        long below = more(descriptor, secure, host_error);
        if (below < 0)
            return below;
        if (below == 0)
            return fail(secure, WEFT__TLS_CUT_OFF, host_error);
    }
}

/* A byte that is held is one that OpenSSL has: it counts once all is sent. */
static long send_some(int descriptor, const void *bytes, size_t count, int *host_error)
{
    struct weft__secure *secure = secure_of(descriptor);
    long flushed = flush(descriptor, secure, host_error);

    if (flushed < 0)
        return flushed;
    if (secure->held) {
        secure->held = false;
        return 1;
    }
    ERR_clear_error();
    int sent = SSL_write(secure->ssl, bytes, count < 4 * PART ? (int)count : 4 * PART);
    if (sent <= 0)
        return fail(secure, reason_of(secure), host_error);
    flushed = flush(descriptor, secure, host_error);
    if (flushed == 0)
        return sent;
    if (flushed != WEFT__AGAIN)
        return flushed;
    secure->held = true;
    return sent > 1 ? sent - 1 : WEFT__AGAIN;
}

/* The end of this side, in TLS and below. */
static int send_end(int descriptor)
{
    struct weft__secure *secure = secure_of(descriptor);
    int ignored = 0;

    ERR_clear_error();
    (void)SSL_shutdown(secure->ssl);
    long flushed = flush(descriptor, secure, &ignored);
    if (flushed == 0)
        (void)shutdown(descriptor, SHUT_WR);
    return flushed == 0 || flushed == WEFT__AGAIN ? WEFT_OK : (int)flushed;
}

static void close_it(int descriptor)
{
    struct weft__secure *secure = secure_of(descriptor);
    int ignored;

    ERR_clear_error();
    if (secure->agreed && !secure->broken && !(SSL_get_shutdown(secure->ssl) & SSL_SENT_SHUTDOWN))
        (void)SSL_shutdown(secure->ssl);
    (void)flush(descriptor, secure, &ignored); /* as far as it goes */
    drop(descriptor);
}

/* ---- a stack of its own: OpenSSL needs more than a task has ---- */

struct call {
    void (*fn)(struct call *call);
    struct weft__operation *operation;
    int descriptor;
    void *to;
    const void *from;
    size_t count;
    int *host_error;
    long result;
};

static weft_stack *own;

static int run(void *arg)
{
    struct call *call = arg;

    call->fn(call);
    return 0;
}

static long on_own_stack(struct call call)
{
    int ignored;

    if (!own)
        own = weft__stack_new(STACK_BYTES, false);
    if (!own)
        return WEFT_NO_MEMORY;
    weft__stack_reset(own, run, &call);
    (void)weft__stack_begin_inside(own, &ignored);
    return call.result;
}

static void call_begin(struct call *call)
{
    call->result = begin(call->operation);
}

static void call_ready(struct call *call)
{
    call->result = ready(call->operation);
}

static void call_receive(struct call *call)
{
    call->result = receive(call->descriptor, call->to, call->count, call->host_error);
}

static void call_send(struct call *call)
{
    call->result = send_some(call->descriptor, call->from, call->count, call->host_error);
}

static void call_send_end(struct call *call)
{
    call->result = send_end(call->descriptor);
}

static void call_close(struct call *call)
{
    close_it(call->descriptor);
}

int weft__secure_begin(struct weft__operation *operation)
{
    return (int)on_own_stack((struct call){.fn = call_begin, .operation = operation});
}

bool weft__secure_ready(struct weft__operation *operation)
{
    return on_own_stack((struct call){.fn = call_ready, .operation = operation}) == true;
}

long weft__secure_receive(int descriptor, void *bytes, size_t count, int *host_error)
{
    return on_own_stack((struct call){.fn = call_receive, .descriptor = descriptor, .to = bytes, .count = count, .host_error = host_error});
}

long weft__secure_send(int descriptor, const void *bytes, size_t count, int *host_error)
{
    return on_own_stack((struct call){.fn = call_send, .descriptor = descriptor, .from = bytes, .count = count, .host_error = host_error});
}

int weft__secure_send_end(int descriptor)
{
    return (int)on_own_stack((struct call){.fn = call_send_end, .descriptor = descriptor});
}

void weft__secure_close(int descriptor)
{
    (void)on_own_stack((struct call){.fn = call_close, .descriptor = descriptor});
}

void weft__secure_stop(void)
{
    for (size_t i = 0; i < KEPT_MOST; i++)
        forget(&kept[i]);
}
