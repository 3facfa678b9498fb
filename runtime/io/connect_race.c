/* A connection to whichever of a host's addresses answers first (RFC 8305, as Trio has it): the next one is tried when the last has failed,
 * or has not answered for a quarter of a second. Families take turns. The first that answers wins, and the others are called off. */
#include "io/asking.h"

enum { ATTEMPTS_MOST = 8 };

#define HEAD_START_SECONDS 0.25

struct attempt {
    struct weft__asked asked;
    bool is_open, answered;
    char address[ADDRESS_BYTES], names[NAMES_BYTES];
};

struct race {
    struct weft__task *task;
    int count, begun, open, host_error, code;
    char why[WHY_BYTES];
    struct attempt attempts[ATTEMPTS_MOST];
};

static void answered(struct weft__operation *operation, int64_t now)
{
    struct attempt *attempt = weft__owner(operation, struct attempt, asked.operation);

    (void)now;
    attempt->answered = true;
    if (attempt->asked.task->state == WEFT__WAITING)
        weft__wake(attempt->asked.task, WEFT_OK, false);
}

static const struct weft__operation_kind answers = {.completed = answered, .holds_clock = true};

/* The addresses in turns, one of each family as long as there are both; the first one stays the first. */
static void line_up(struct race *race, const char *addresses, int count, const char *port)
{
    bool six = strchr(addresses, ':') != NULL;
    uint32_t used = 0;

    for (race->count = 0; race->count < count && race->count < ATTEMPTS_MOST; six = !six) {
        const char *at = addresses, *found = NULL;
        int chosen = 0;
        for (int i = 0; i < count; i++, at += strlen(at) + 1) {
            bool fits = (strchr(at, ':') != NULL) == six;
            if (used >> i & 1 || (found && !fits))
                continue;
            if (!found || fits) {
                found = at;
                chosen = i;
            }
            if (fits)
                break;
        }
        used |= UINT32_C(1) << chosen;
        weft__address_of(race->attempts[race->count++].address, ADDRESS_BYTES, found, port);
    }
}

static void note(struct race *race, const struct attempt *attempt, int code, int host_error)
{
    race->code = code;
    weft__note_failure(race->why, sizeof race->why, attempt->address, code, host_error);
}

static void begin(struct race *race)
{
    struct attempt *attempt = &race->attempts[race->begun++];

    memset(attempt->names, 0, sizeof attempt->names);
    attempt->answered = false;
    attempt->asked = (struct weft__asked){.task = race->task, .resource = {.name = strchr(attempt->address, ':') + 1},
                                      .operation = {.verb = WEFT__CONNECT, .bytes = attempt->names, .count = sizeof attempt->names,
                                                    .text = attempt->address, .kind = &answers}};
    int err = weft__operation_submit_socket(&attempt->asked.operation);
    attempt->is_open = !err;
    race->open += !err;
    if (err)
        note(race, attempt, err, attempt->asked.operation.host_error);
}

/* The one that has won; failures are noted. */
static struct attempt *look(struct race *race)
{
    for (int i = 0; i < race->begun; i++) {
        struct attempt *attempt = &race->attempts[i];
        if (!attempt->is_open || !attempt->answered)
            continue;
        if (attempt->asked.operation.result >= 0)
            return attempt;
        attempt->is_open = false;
        race->open--;
        note(race, attempt, attempt->asked.operation.result, attempt->asked.operation.host_error);
    }
    return NULL;
}

/* The others: what has answered is closed, what has not is called off. */
static void call_off_all(struct race *race, const struct attempt *winner)
{
    for (int i = 0; i < race->begun; i++) {
        struct attempt *attempt = &race->attempts[i];
        if (!attempt->is_open || attempt == winner)
            continue;
        int result = attempt->answered ? attempt->asked.operation.result : -1;
        weft__call_off(&attempt->asked.operation);
        if (result >= 0 && weft__tape != WEFT__PLAYS)
            weft__host_close(result);
    }
}

/* In a frame of its own: one that parks has none of its timeouts beside the wait. */
static __attribute__((noinline)) int park(weft_place *place, struct race *race)
{
    return weft__park(&(struct weft__wait){.place = place, .kind = &weft__for_connection,
                                           .resource = &race->attempts[race->begun - 1].asked.resource});
}

/* Until something has answered, or the head start is over. */
static int wait(weft_place *place, struct race *race)
{
    weft_timeout timeout = {.active = false};

    if (race->begun == race->count)
        return park(place, race);
    WEFT_TRY(weft_timeout_begin(place, &timeout, HEAD_START_SECONDS));
    int err = weft_timeout_end(&timeout, park(place, race));
    if (err == WEFT_TIMEOUT) {
        begin(race);
        err = WEFT_OK;
    }
    return err;
}

static int run(weft_place *place, struct race *race, struct attempt **winner)
{
    for (;;) {
        while (!(*winner = look(race)) && race->open == 0 && race->begun < race->count)
            begin(race);
        if (*winner)
            return WEFT_OK;
        if (race->open == 0)
            break;
        WEFT_TRY(wait(place, race));
    }
    weft__task_error(place, race->code, race->why);
    return race->code;
}

int weft_open_tcp_stream(weft_place *place, weft_stream *stream, const char *host, const char *port)
{
    struct addresses addresses;
    struct attempt *winner = NULL;

    WEFT_TRY(weft__connect_begin(place, stream, host, port, &addresses));
    if (addresses.count == 0)
        return WEFT_OK;
    struct race *race = weft__alloc(sizeof *race);
    if (!race)
        return WEFT_NO_MEMORY;
    *race = (struct race){.task = weft__self(), .code = WEFT_NOT_FOUND};
    line_up(race, addresses.texts, addresses.count, port);
    int err = run(place, race, &winner);
    call_off_all(race, winner);
    if (winner && stream->transport) { /* another task has opened it meanwhile */
        if (weft__tape != WEFT__PLAYS)
            weft__host_close(winner->asked.operation.result);
        err = WEFT_USAGE;
    } else if (winner) {
        weft__stream_begin_host(stream, winner->asked.operation.result, winner->names);
    }
    weft__free(race, sizeof *race);
    return err;
}
