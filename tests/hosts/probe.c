/* What works on this host: a line for each facility, which hosts.js puts into the table of docs/hosts.md. "yes" is what a program wants;
 * anything else is what it is told. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifndef __wasm__
#include <pthread.h>
#endif

#include "weft/file.h"
#include "weft/http.h"
#include "weft/job.h"
#include "weft/process.h"
#include "weft/stream.h"
#include "weft/tls.h"
#include "weft/udp.h"

static void answer(const char *what, int err, const char *good)
{
    const char *text = weft_error_text();

    printf("%s: %s\n", what, err == WEFT_OK ? good : *text ? text : weft_error_name(err));
}

static int wait_for_input(void *arg)
{
    (void)arg;
    return weft_wait_readable(0);
}

/* ---- connections: over the network that this run has ---- */

static int echo(weft_stream *peer, void *arg)
{
    char line[20];
    size_t count;

    (void)arg;
    WEFT_TRY(weft_read_line(peer, line, sizeof line, &count));
    return weft_write(peer, line, count);
}

static int talk(weft_stream *stream)
{
    char line[20];
    size_t count;

    WEFT_TRY(weft_write(stream, "hello\n", 6));
    WEFT_TRY(weft_read_line(stream, line, sizeof line, &count));
    return strcmp(line, "hello\n") == 0 ? WEFT_OK : WEFT_INCOMPLETE;
}

static int over_tcp(void *arg)
{
    char port[12];

    (void)arg;
    WEFT_SERVER(server);
    WEFT_STREAM(stream);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    snprintf(port, sizeof port, "%d", weft_server_port(&server));
    WEFT_TRY(weft_connect(&stream, "localhost", port)); /* so names work, too */
    return talk(&stream);
}

static int over_unix(void *arg)
{
    (void)arg;
    WEFT_SERVER(server);
    WEFT_STREAM(stream);
    WEFT_TRY(weft_server_start_unix(&server, "probe.sock", echo, NULL));
    WEFT_TRY(weft_connect_unix(&stream, "probe.sock"));
    return talk(&stream);
}

static int greet(weft_request *request, void *arg)
{
    (void)arg;
    return weft_respond(request, 200, "text/plain", "hello", 5);
}

static int over_http(void *arg)
{
    char url[60], body[20];
    size_t count;
    weft_http http = {.handler = greet};

    (void)arg;
    WEFT_SERVER(server);
    WEFT_RESPONSE(page);
    WEFT_TRY(weft_http_start(&server, "127.0.0.1", "0", &http));
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", weft_server_port(&server));
    WEFT_TRY(weft_fetch(&page, url));
    WEFT_TRY(weft_response_body(&page, body, sizeof body, &count));
    return strcmp(body, "hello") == 0 ? WEFT_OK : WEFT_INCOMPLETE;
}

/* With a certificate that hosts.js has made. */
static int over_tls(void *arg)
{
    char url[60], body[20];
    size_t count;
    weft_tls_options own = {.server_side = true, .certificate = getenv("PROBE_CERTIFICATE"), .key = getenv("PROBE_KEY")};
    weft_tls_options theirs = {.authorities = getenv("PROBE_CERTIFICATE")};
    weft_http http = {.handler = greet, .tls = &own};

    (void)arg;
    WEFT_SERVER(server);
    WEFT_RESPONSE(page);
    WEFT_TRY(weft_http_start(&server, "127.0.0.1", "0", &http));
    snprintf(url, sizeof url, "https://localhost:%d/", weft_server_port(&server));
    WEFT_TRY(weft_fetch(&page, url, .tls = &theirs));
    WEFT_TRY(weft_response_body(&page, body, sizeof body, &count));
    return strcmp(body, "hello") == 0 ? WEFT_OK : WEFT_INCOMPLETE;
}

static int greet_peer(weft_stream *peer, void *arg)
{
    WEFT_TRY((weft_start_tls)(WEFT_HERE("peer"), peer, arg));
    return weft_write_text(peer, "hello\n");
}

/* A protocol that both sides speak, and a second connection that resumes the session of the first. */
static int resume_tls(void *arg)
{
    char line[20], port[12];
    weft_tls_options own = {.server_side = true, .certificate = getenv("PROBE_CERTIFICATE"), .key = getenv("PROBE_KEY"), .alpn_protocols = "probe/2 probe/1"};

    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", greet_peer, &own));
    snprintf(port, sizeof port, "%d", weft_server_port(&server));
    for (int i = 0; i < 2; i++) {
        WEFT_STREAM(stream);
        WEFT_TRY(weft_connect_tls(&stream, "localhost", port, .authorities = getenv("PROBE_CERTIFICATE"), .alpn_protocols = "probe/1"));
        WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
        if (weft_session_reused(&stream) != (i == 1) || strcmp(weft_selected_alpn_protocol(&stream), "probe/1") != 0)
            return WEFT_INCOMPLETE;
    }
    return WEFT_OK;
}

static int broadcast(void *arg)
{
    char byte, address[WEFT_ADDRESS_BYTES];
    size_t count;

    (void)arg;
    WEFT_UDP(all);
    WEFT_UDP(one);
    WEFT_TRY(weft_udp_open(&all, NULL, "0"));
    WEFT_TRY(weft_udp_open(&one, NULL, "0", .allow_broadcast = true));
    snprintf(address, sizeof address, "127.255.255.255:%d", weft_udp_port(&all));
    WEFT_TRY(weft_send_to(&one, address, "x", 1));
    return weft_receive_from(&all, &byte, 1, &count, NULL);
}

static int over_udp(void *arg)
{
    char byte, port[12];
    size_t count;

    (void)arg;
    WEFT_UDP(one);
    WEFT_UDP(other);
    WEFT_TRY(weft_udp_open(&one, "127.0.0.1", "0"));
    snprintf(port, sizeof port, "%d", weft_udp_port(&one));
    WEFT_TRY(weft_udp_connect(&other, "localhost", port));
    WEFT_TRY(weft_send_to(&other, NULL, "x", 1));
    return weft_receive_from(&one, &byte, 1, &count, NULL);
}

/* ---- processes ---- */

static int run_line(const char *line, const char *wanted)
{
    WEFT_PROCESS(child);
    WEFT_OUTPUT(out);
    WEFT_TRY(weft_process_start(&child, line, .shell = true, .out = WEFT_PIPE));
    WEFT_TRY(weft_process_communicate(&child, NULL, 0, &out, NULL));
    return strcmp(out.bytes, wanted) == 0 ? WEFT_OK : WEFT_INCOMPLETE;
}

static int any_process(void *arg)
{
    (void)arg;
    return run_line("expr 6 '*' 7", "42\n");
}

static int few_commands(void *arg)
{
    (void)arg;
    return run_line("echo 42", "42\n");
}

/* ---- jobs ---- */

struct where {
    bool thread;
};

static int seen; /* by all who share memory */
#ifndef __wasm__
static pthread_t loop;
#endif

static int look_around(void *bytes)
{
    struct where *where = bytes;

    seen++;
#ifndef __wasm__
    where->thread = !pthread_equal(pthread_self(), loop);
#else
    where->thread = false;
#endif
    return WEFT_OK;
}

static const char *name_of(const struct where *where)
{
    return where->thread ? "yes: a thread" : seen ? "in place" : "yes: a worker";
}

static void jobs(void)
{
    struct where where = {0};

#ifndef __wasm__
    loop = pthread_self();
#endif
    int err = weft_offload(look_around, &where);
    answer("jobs", err, name_of(&where));
    seen = 1;
    err = weft_to_thread(look_around, &where);
    answer("threads that share memory", err, name_of(&where));
}

/* ---- files ---- */

static int files(void *arg)
{
    (void)arg;
    WEFT_OUTPUT(content);
    WEFT_TRY(weft_write_file("probe.txt", "hello", 5));
    WEFT_TRY(weft_read_file("probe.txt", &content));
    WEFT_TRY(weft_remove_file("probe.txt"));
    return strcmp(content.bytes, "hello") == 0 ? WEFT_OK : WEFT_INCOMPLETE;
}

/* ---- the two runs ---- */

static int task(weft_task_function *function)
{
    return weft_join(weft_spawn(function, NULL));
}

/* A wait that goes on is one that works. */
static int waits(weft_task_function *function)
{
    int err = weft_wait_for(task(function), 0.05);

    return err == WEFT_TIMEOUT ? WEFT_OK : err;
}

static int quiet(const weft_error_report *report, void *arg)
{
    (void)report, (void)arg;
    return WEFT_OK;
}

/* With an argument, WEFT_NET=host and WEFT_PROCESSES=host: what the system has. Without: what a program finds as a rule. */
static int amain(void *arg)
{
    bool of_system = arg != NULL;

    weft_on_error(quiet, NULL);
    answer("TCP, and names of hosts", task(over_tcp), "yes");
    answer("Unix sockets", task(over_unix), "yes");
    answer("datagrams (UDP)", task(over_udp), "yes");
    answer("datagrams to a broadcast address", task(broadcast), "yes");
    answer("HTTP, a server and a client", task(over_http), "yes");
    answer("processes", task(of_system ? any_process : few_commands), "yes");
    if (of_system)
        return WEFT_OK;
    answer("standard input", waits(wait_for_input), "yes");
    answer("files that do not stop the program", task(files), "yes");
    jobs();
    answer("TLS, and https", task(over_tls), "yes");
    answer("TLS with ALPN, and sessions that are resumed", task(resume_tls), "yes");
    return WEFT_OK;
}

int main(int argc, char **argv)
{
    return weft_run(amain, argc > 1 ? argv[1] : NULL);
}
