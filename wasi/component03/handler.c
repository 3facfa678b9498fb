/* A component of WASI 0.3 that is one HTTP handler (`wasi:http/handler`). The program begins with the first request and stays: its server listens on the
 * network inside, and each request is a task of its own run, so an instance answers many at once.
 *
 * The host has a task of its own for each request, which alone may return its response. One of them, the driver, waits for what the program waits
 * for; each of the others waits for its bell, and every one that is called lets the program go on. */
#include "abi.h"

#include "component/messages.h"

#include <stdlib.h>
#include <string.h>

FROM("http/types", "[method]request.get-method") void http_method(handle request, struct method *method);
FROM("http/types", "[method]request.get-path-with-query") void http_path(handle request, struct option *path);
FROM("http/types", "[method]request.get-authority") void http_authority(handle request, struct option *authority);
FROM("http/types", "[method]request.get-headers") handle http_headers(handle request);
FROM("http/types", "[method]fields.copy-all") void http_entries(handle fields, struct list *entries);
FROM("http/types", "[static]request.consume-body") void http_consume(handle request, handle result, struct pair *body);
FROM("http/types", "[static]response.new")
void http_response(handle fields, int32_t has_body, handle body, handle trailers, struct pair *answer);
FROM("http/types", "[method]response.set-status-code") int32_t http_set_status(handle response, int32_t status);
WRITES_FUTURE(taken, "http/types", 0, "[static]request.consume-body");
READS_STREAM(body, "http/types", 1, "[static]request.consume-body");
OF("http/types", "[future-drop-readable", 2, "[static]request.consume-body") void trailers_drop(handle trailers);
WRITES_STREAM(answer, "http/types", 0, "[static]response.new");
READS_STREAM(rung, "http/types", 0, "[static]response.new");
WRITES_FUTURE(end, "http/types", 1, "[static]response.new");
OF("http/types", "[future-drop-readable", 2, "[static]response.new") void outcome_drop(handle outcome);
__attribute__((import_module("[export]wasi:http/handler@0.3.0"), import_name("[task-return]handle")))
void http_return(int32_t failed, int32_t response, int32_t a, int64_t b, int32_t c, int32_t d, int32_t e, int32_t f);
BUILT_IN("context-get-0") void *wasi_context(void);
BUILT_IN("context-set-0") void wasi_set_context(void *context);

enum { PART = 16384 };

/* A result with an error of HTTP's in it, or with nothing. */
struct outcome { uint8_t failed; _Alignas(8) uint8_t error; uint64_t more[4]; };

/* A task of the program waits for a stream or future. */
struct io { weft_event came; uint32_t code; };

struct exchange {
    struct exchange *next;       /* all whose tasks the host still has */
    handle request;
    bool begun, answered, over;  /* the program has it; `response`, or 0, is to be returned; nothing more is to do */
    bool returned, has_rung;
    handle response;
    handle bell, rope, alone;    /* the ends of a stream, and the set of its own */
    uint8_t rings;
};

static struct exchange *all, *driver, *current;
static weft_event came;          /* a request */

/* ---- bells ---- */

static void hear_bell(struct exchange *exchange)
{
    exchange->has_rung = false;
    (void)rung_read(exchange->bell, &exchange->rings, 1);
}

/* So that the host's task of it looks. */
static void ring(struct exchange *exchange)
{
    if (exchange == current || exchange->has_rung)
        return;
    exchange->has_rung = true;
    (void)answer_write(exchange->rope, "", 1);
}

void component_network_hear(enum purpose purpose, size_t index, uint32_t code)
{
    if (purpose == FOR_BELL) {
        hear_bell((struct exchange *)index);
        return;
    }
    struct io *io = (struct io *)index;
    io->code = code;
    weft_event_set(&io->came);
}

/* What the call has answered, or what comes later. */
static uint32_t settle(weft_place *place, uint32_t code, handle waitable)
{
    struct io io = {.code = code};

    if (code != BLOCKED)
        return code;
    component_await(waitable, FOR_READING, (size_t)&io);
    if (weft_event_wait(place, &io.came)) /* the run ends */
        return component_block(waitable);
    return io.code;
}

/* ---- the request ---- */

/* At most one byte more than the server takes, so that it refuses what is too long. */
static void read_body(weft_place *place, handle request, struct weft__text *text, uint64_t most)
{
    struct outcome good = {.failed = 0};
    struct pair in;
    char bytes[PART];
    uint32_t code = MORE_TO_COME;

    uint64_t ends = taken_new();
    http_consume(request, READABLE_END(ends), &in);
    while (!text->failed && text->count <= most && STATE_OF(code) == MORE_TO_COME) {
        code = settle(place, body_read(in.stream, bytes, sizeof bytes), in.stream);
        weft__text_add(text, bytes, COUNT_OF(code));
    }
    body_drop(in.stream);
    trailers_drop(in.future);
    (void)settle(place, taken_write(WRITABLE_END(ends), &good), WRITABLE_END(ends));
    taken_end_of(WRITABLE_END(ends));
}

static int send_request(weft_place *place, weft_stream *server, handle from, uint64_t body_most, bool *is_head)
{
    struct component_request request = {.method = {0}};

    http_method(from, &request.method);
    http_path(from, &request.path);
    http_authority(from, &request.authority);
    handle fields = http_headers(from);
    http_entries(fields, &request.fields);
    http_drop_fields(fields);
    *is_head = request.method.which == HEAD_METHOD;
    read_body(place, from, &request.body, body_most);
    return component_send_request(place, server, &request);
}

/* ---- the response ---- */

/* False: the client has gone. */
static bool write_out(weft_place *place, handle out, const char *bytes, size_t count)
{
    while (count > 0) {
        uint32_t code = settle(place, answer_write(out, bytes, count), out);
        bytes += COUNT_OF(code);
        count -= COUNT_OF(code);
        if (count > 0 && STATE_OF(code) != MORE_TO_COME)
            return false;
    }
    return true;
}

static int pass_body(weft_place *place, weft_stream *server, struct weft__message *message, handle out)
{
    char bytes[PART];
    size_t count;
    int err;

    do
        err = weft__body_read(place, server, message, bytes, sizeof bytes, &count);
    while (!err && count > 0 && write_out(place, out, bytes, count));
    return err;
}

static int answer_with(weft_place *place, weft_stream *server, struct weft__message *message, struct exchange *exchange, bool is_head)
{
    struct outcome outcome = {.failed = 0};
    struct pair made;
    int status;
    handle fields;

    WEFT_TRY(component_read_head(place, server, message, is_head, &status, &fields));
    uint64_t out = answer_new(), trailers = end_new();
    http_response(fields, 1, READABLE_END(out), READABLE_END(trailers), &made);
    (void)http_set_status(made.stream, status);
    exchange->response = made.stream;
    exchange->answered = true;
    ring(exchange);
    int err = pass_body(place, server, message, WRITABLE_END(out));
    answer_end_of(WRITABLE_END(out));
    if (err) { /* the client sees that this is not all */
        outcome.failed = 1;
        outcome.error = INTERNAL_ERROR;
    }
    (void)settle(place, end_write(WRITABLE_END(trailers), &outcome), WRITABLE_END(trailers));
    end_end_of(WRITABLE_END(trailers));
    outcome_drop(made.future);
    return err;
}

static uint64_t body_most;

static int exchange_one(weft_place *place, struct exchange *exchange)
{
    struct weft__message message = {0};
    bool is_head;
    WEFT_STREAM(client);

    WEFT_TRY(weft_connect(place, &client, "127.0.0.1", "80"));
    int err = send_request(place, &client, exchange->request, body_most, &is_head);
    if (!err)
        err = answer_with(place, &client, &message, exchange, is_head);
    weft__message_free(&message);
    return err;
}

static int serve_one(void *arg)
{
    static weft_place place = {.file = "serve", .function = "handle", .words = "a request"};
    struct exchange *exchange = arg;

    (void)exchange_one(&place, exchange);
    exchange->answered = exchange->over = true;
    ring(exchange);
    return WEFT_OK;
}

static void nothing(struct weft__operation *operation, int64_t now)
{
    (void)operation, (void)now;
}

/* The program's main task: as long as the instance is there. */
int weft__serve_one(weft_place *place, const weft_http *given)
{
    static const struct weft__operation_kind requests = {.completed = nothing, .holds_clock = true};
    static struct weft__operation open = {.verb = WEFT__POSTED, .kind = &requests};
    weft_http http = *given;
    WEFT_SERVER(server);

    body_most = http.body_most ? http.body_most : BODY_MOST;
    WEFT_TRY(weft_http_start(place, &server, "127.0.0.1", "80", &http));
    WEFT_TRY(weft__operation_submit(&open)); /* more may come, whenever: nothing is a deadlock */
    for (;;) {
        for (struct exchange *exchange = all; exchange; exchange = exchange->next)
            if (!exchange->begun) {
                exchange->begun = true;
                (void)weft_spawn(place, &(weft_spawn_options){.fn = serve_one, .arg = exchange, .stack_bytes = 65536});
            }
        weft_event_clear(&came);
        WEFT_TRY(weft_event_wait(place, &came));
    }
}

/* ---- what the host calls ---- */

extern void __wasm_call_ctors(void);

static void forget(struct exchange *exchange)
{
    struct exchange **at = &all;

    while (*at != exchange)
        at = &(*at)->next;
    *at = exchange->next;
    if (driver == exchange) {
        component_forget(exchange->bell);
        driver = NULL;
        if (all)
            ring(all); /* it drives from here on */
    } else {
        wasi_join(exchange->bell, 0);
    }
    answer_end_of(exchange->rope);
    (void)rung_cancel_read(exchange->bell);
    rung_drop(exchange->bell);
    wasi_set_drop(exchange->alone);
    free(exchange);
}

/* What the host's task of this request does next. */
static int32_t after(struct exchange *exchange, int32_t asked)
{
    current = NULL;
    if (exchange->answered && !exchange->returned) {
        exchange->returned = true;
        if (exchange->response)
            http_return(0, exchange->response, 0, 0, 0, 0, 0, 0);
        else
            http_return(1, INTERNAL_ERROR, 0, 0, 0, 0, 0, 0);
    }
    if (asked == YIELDS)
        return YIELDS;
    if (exchange->over) {
        forget(exchange);
        return EXITS;
    }
    if (driver && driver != exchange)
        return WAITS | exchange->alone << STATE_BITS;
    driver = exchange;
    component_await(exchange->bell, FOR_BELL, (size_t)exchange);
    return WAITS | component_loop_set() << STATE_BITS;
}

static struct exchange *new_exchange(handle request)
{
    struct exchange *exchange = calloc(1, sizeof *exchange), **last = &all;

    if (!exchange)
        abort();
    exchange->request = request;
    uint64_t ends = answer_new();
    exchange->bell = READABLE_END(ends);
    exchange->rope = WRITABLE_END(ends);
    exchange->alone = wasi_set_new();
    wasi_join(exchange->bell, exchange->alone);
    hear_bell(exchange);
    while (*last)
        last = &(*last)->next;
    return *last = exchange;
}

__attribute__((export_name("[async-lift]wasi:http/handler@0.3.0#handle"))) int32_t component_handle(handle request)
{
    static bool begun;

    if (!begun)
        __wasm_call_ctors();
    begun = true;
    weft_base.host_flags = HOST_TAKES_OPERATIONS;
    current = new_exchange(request);
    wasi_set_context(current);
    weft_event_set(&came);
    int32_t asked = weft_go_on();
    return after(wasi_context(), asked);
}

__attribute__((export_name("[callback][async-lift]wasi:http/handler@0.3.0#handle"))) int32_t component_handle_again(int32_t event, handle waitable, uint32_t code)
{
    current = wasi_context();
    if (event != NO_EVENT && waitable == current->bell && current != driver)
        hear_bell(current);
    else if (event != NO_EVENT)
        component_hear(waitable, code);
    int32_t asked = weft_go_on();
    return after(wasi_context(), asked);
}
