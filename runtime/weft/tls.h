/* weft/tls.h: TLS over the connections of weft/stream.h. A stream that has begun it is read and written as before.
 *
 *     WEFT_STREAM(server);
 *     WEFT_TRY(weft_connect_tls(&server, "example.org", "443"));            verified, with the system's authorities
 *     WEFT_TRY(weft_write_text(&server, "GET / HTTP/1.0\r\n\r\n"));
 *
 *     static int greet(weft_stream *peer, void *arg)                        a handler of weft_serve
 *     {
 *         WEFT_TRY(weft_start_tls(peer, .server_side = true, .certificate = "own.pem", .key = "own.key"));
 *         return weft_write_text(peer, "hello\n");
 *     }
 *
 * What holds for all of it:
 *   - A client verifies the server's certificate and its name. Each way in which that fails is a sentence.
 *   - Certificates and keys are PEM: the text itself, or the name of a file that has it.
 *   - An end that TLS says is a read of 0 bytes. One without it is not the same: it is
 *     WEFT_RESET with the sentence that what came may have been cut off.
 *   - Natively it is OpenSSL, in programs that are linked with it: target weft::tls in CMake, weft-tls in pkg-config,
 *     and -lssl -lcrypto behind `weft run --host native`. In Node it is Node's. Elsewhere, and over the network
 *     inside of the program, it is WEFT_UNSUPPORTED with a sentence. */
#ifndef WEFT_TLS_H
#define WEFT_TLS_H

#include "weft/stream.h"

/* What else can go wrong with TLS. */
enum weft_tls_code {
    WEFT_INSECURE = -22, /* TLS could not begin: the other side does not prove its name, or speaks none, or nothing
                            could be agreed on (ssl.SSLError, ssl.SSLCertVerificationError) */
};

/* What a connection is secured with (ssl.SSLContext). */
typedef struct weft_tls_options {
    bool server_side;        /* this side is the server */
    const char *server_name; /* of a client: the name or address that the server's certificate must be for;
                                weft_connect_tls and weft_fetch know it (server_hostname) */
    const char *authorities; /* whose certificates are trusted; NULL: those of the system. On a server: its clients
                                must show a certificate of one of these; NULL: they are not asked
                                (load_verify_locations) */
    const char *certificate; /* of this side, and those of its issuers behind it; for a server (load_cert_chain) */
    const char *key;         /* for it, without a password */
    const char *alpn_protocols; /* that this side speaks over it, with a space between, the one it likes best first, as
                                in "h2 http/1.1"; each has at most 23 bytes. The server chooses the first of its own
                                that the client has, and when there is none TLS does not begin; a side that names none
                                leaves it open (set_alpn_protocols) */
    bool unverified;         /* of a client: takes every certificate. For tests only: anybody can stand in between
                                (check_hostname, CERT_NONE) */
} weft_tls_options;

/* Begins TLS on a stream that is open and over which nobody reads or writes, as a client or as the server. What was
 * written before is sent first. When it fails, the stream is closed. Bound it by a timeout: a peer that says nothing is
 * waited for. OK, INSECURE, INVALID (no certificates, no key, or they do not belong together; no name to verify; no
 * protocols), RESET (the connection broke), NOT_FOUND, DENIED (a file), CANCELLED, NO_MEMORY, CLOSED, UNSUPPORTED,
 * HOST; USAGE (no task; another one reads or writes; bytes came before and were not read, which nobody has secured).
 * (StreamWriter.start_tls, trio.SSLStream.do_handshake) */
WEFT_WAITS int weft_start_tls(weft_place *place, weft_stream *stream, const weft_tls_options *options);
#define weft_start_tls(stream, ...) weft_start_tls(WEFT_HERE(#stream), stream, &(weft_tls_options){__VA_ARGS__})

/* The protocol that both sides have agreed on by ALPN; "" for none, and before TLS has begun. The text lives as long as
 * the stream is open (SSLSocket.selected_alpn_protocol) */
const char *weft_selected_alpn_protocol(const weft_stream *stream);

/* Whether TLS has resumed a session from before, which saves both sides the certificates and half of the time. A client
 * does so by itself when it has the session of an earlier connection to that address with these options: it came with
 * what was read there. The server is the one that was verified then. Sessions are forgotten at the end of a run
 * natively, and with the process in Node (SSLSocket.session_reused) */
bool weft_session_reused(const weft_stream *stream);

/* weft_connect, and then weft_start_tls with `host` as the server's name unless another one is given. The codes of
 * both. (asyncio.open_connection(ssl=True), trio.open_ssl_over_tcp_stream) */
WEFT_WAITS int weft_connect_tls(weft_place *place, weft_stream *stream, const char *host, const char *port,
                                const weft_tls_options *options);
#define weft_connect_tls(stream, host, ...) \
    weft__connect_tls(WEFT_HERE(#stream), stream, host, __VA_ARGS__, .server_side = false)

/* ---- Private building blocks ------------------------------------------------------------------------------------ */

#define weft__connect_tls(place, stream, host, port, ...) \
    (weft_connect_tls)(place, stream, host, port, &(weft_tls_options){__VA_ARGS__})

#endif
