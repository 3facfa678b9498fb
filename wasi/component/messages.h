/* What handlers of both versions share (messages.c): a request of the host as bytes, and the head of a response for it. */
#ifndef COMPONENT_MESSAGES_H
#define COMPONENT_MESSAGES_H

#include "component.h"

#include "http/http.h"
#include "weft/serve.h"

struct option { uint8_t is_some; struct text text; };
struct method { uint8_t which; struct text other; };

enum { HEAD_METHOD = 1, INTERNAL_ERROR = 38, BODY_MOST = 1 << 20 };

FROM("http/types", "[resource-drop]fields") void http_drop_fields(handle fields);

/* What a request has, as the host gives it. */
struct component_request {
    struct method method;
    struct option path, authority;
    struct list fields;
    struct weft__text body;
};

/* Sends it to the server inside, and frees it. */
int component_send_request(weft_place *place, weft_stream *server, struct component_request *request);
/* The head of what comes back: its status, and the fields that a response of the host has. A response to HEAD has no body. */
int component_read_head(weft_place *place, weft_stream *server, struct weft__message *message, bool is_head, int *status, handle *fields);

#endif
