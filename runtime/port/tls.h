/* Seam 3, for TLS: the operation SECURE, and what went wrong with it in numbers beyond those of any host's own errors. io/tls.c has the words. */
#ifndef WEFT_TLS_PORT_H
#define WEFT_TLS_PORT_H

#include "port/host.h"
#include "weft/tls.h"

enum weft__tls_reason {
    WEFT__TLS_UNKNOWN_ISSUER = 900,
    WEFT__TLS_WRONG_NAME,
    WEFT__TLS_EXPIRED,
    WEFT__TLS_NOT_YET,
    WEFT__TLS_UNTRUSTED,    /* for another reason */
    WEFT__TLS_PLAIN,        /* what came is no TLS */
    WEFT__TLS_NOT_AGREED,
    WEFT__TLS_ENDED,        /* the connection ended before anything was agreed on */
    WEFT__TLS_CUT_OFF,      /* it ended later, and TLS did not say so */
    WEFT__TLS_WANTS_OURS,   /* the other side wants a certificate, and there is none */
    WEFT__TLS_DENIES_OURS,  /* it does not take ours */
    WEFT__TLS_SHOWS_NONE,   /* it shows no certificate, and must */
    WEFT__TLS_BAD_OWN,      /* our certificate and key */
    WEFT__TLS_BAD_ISSUERS,
    WEFT__TLS_DAMAGED,      /* later: what came is no TLS any more */
    WEFT__TLS_NO_PROTOCOL,  /* ALPN: there is none that both sides speak */
    WEFT__TLS_REASONS,
};

/* The words of a reason; "" for another number. */
const char *weft__tls_words(int reason) __attribute__((weak));

#endif
