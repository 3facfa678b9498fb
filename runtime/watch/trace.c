/* Writes the trace (trace.h): records into a small buffer, and the buffer to one descriptor. */
#include "core/core.h"

enum { BLOCK = 56, BLOCKS = 64, VERSION = 2 };

_Static_assert(sizeof(struct weft__record) == BLOCK, "the layout of the trace is fixed");

bool weft__tracing;

static unsigned char buffer[BLOCK * BLOCKS];
static size_t used;
static int descriptor;
static uint64_t sequence;
static uint64_t cause;            /* the record that everything now goes back to */

/* A record before its names have numbers. */
struct event {
    uint16_t kind, detail;
    const struct weft__task *task;
    const weft_place *place;
    struct weft__resource *resource;
    weft_resource_kind *resource_kind;
    uint32_t subject;
    int64_t value;
    uint64_t cause;
};
static uint32_t strings, places, resources, kinds;
static uint32_t number_of_trace; /* what has a number has it in one trace only */

/* Texts that were given a number already: a small cache, so that a name is written once as a rule. */
static struct {
    uint64_t hash; /* wide enough that two names never share one */
    uint32_t number;
} known[64];

void weft__trace_flush(void)
{
    if (used && !weft__host_write(descriptor, buffer, used)) {
        weft__tracing = false;
        weft__say("weft: the trace ends here: its descriptor takes no more\n");
    }
    used = 0;
}

static void put_block(const void *block)
{
    if (used == sizeof buffer)
        weft__trace_flush();
    memcpy(buffer + used, block, BLOCK);
    used += BLOCK;
}

/* Little endian wherever we run. */
static void put_number(unsigned char *at, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (unsigned char)(number >> 8 * i);
}

void weft__trace_put(const struct weft__record *record)
{
    unsigned char block[BLOCK];

    put_number(block, record->sequence, 8);
    put_number(block + 8, (uint64_t)record->time, 8);
    put_number(block + 16, record->cause, 8);
    put_number(block + 24, record->kind, 2);
    put_number(block + 26, record->detail, 2);
    put_number(block + 28, record->task, 4);
    put_number(block + 32, record->generation, 4);
    put_number(block + 36, record->place, 4);
    put_number(block + 40, record->resource, 4);
    put_number(block + 44, record->subject, 4);
    put_number(block + 48, (uint64_t)record->value, 8);
    put_block(block);
}

struct weft__record weft__trace_next(enum weft__trace_kind kind)
{
    return (struct weft__record){.sequence = ++sequence, .time = weft__clock_seen(), .kind = (uint16_t)kind};
}

static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return hash ? hash : 1;
}

static uint32_t number_of_string(const char *text)
{
    unsigned char block[BLOCK];
    uint64_t hash;
    size_t length;

    if (!weft__tracing || !text)
        return 0;
    hash = hash_of(text);
    if (known[hash % 64].hash == hash)
        return known[hash % 64].number;
    length = strlen(text);
    struct weft__record record = weft__trace_next(WEFT__STRING);
    record.subject = ++strings;
    record.value = (int64_t)length;
    weft__trace_put(&record);
    for (size_t at = 0; at < length; at += BLOCK) {
        memset(block, 0, BLOCK);
        memcpy(block, text + at, length - at < BLOCK ? length - at : BLOCK);
        put_block(block);
    }
    known[hash % 64].hash = hash;
    known[hash % 64].number = strings;
    return strings;
}

static uint32_t number_of_place(const weft_place *given)
{
    weft_place *place = (weft_place *)given; /* places are never const objects: WEFT_HERE makes them */

    if (!place || !place->line)
        return 0;
    if (place->run == number_of_trace)
        return place->id;
    uint32_t file = number_of_string(place->file), function = number_of_string(place->function);
    uint32_t words = number_of_string(place->words);
    place->run = number_of_trace;
    place->id = ++places;
    struct weft__record record = weft__trace_next(WEFT__PLACE);
    record.place = place->id;
    record.resource = file;
    record.subject = function;
    record.generation = words;
    record.value = place->line;
    weft__trace_put(&record);
    return place->id;
}

/* A kind is written once a run, before its first use. All kinds share one row of numbers. */
static struct weft__record new_kind(enum weft__kind_of of, const char *name, const char *words)
{
    uint32_t name_string = number_of_string(name), words_string = number_of_string(words);
    struct weft__record record = weft__trace_next(WEFT__KIND);

    record.subject = ++kinds;
    record.detail = (uint16_t)of;
    record.resource = name_string;
    record.generation = words_string;
    return record;
}

static uint32_t number_of_resource_kind(weft_resource_kind *kind)
{
    if (!kind)
        return 0;
    if (kind->run != number_of_trace) {
        struct weft__record record = new_kind(WEFT__KIND_OF_RESOURCE, kind->name, kind->noun);
        kind->run = number_of_trace;
        kind->id = record.subject;
        weft__trace_put(&record);
    }
    return kind->id;
}

static uint32_t number_of_wait_kind(weft_wait_kind *kind)
{
    if (kind->run != number_of_trace) {
        uint32_t of = number_of_resource_kind(kind->of), noun = number_of_string(kind->noun);
        struct weft__record record = new_kind(WEFT__KIND_OF_WAIT, kind->name, kind->words);
        kind->run = number_of_trace;
        kind->id = record.subject;
        record.place = noun;
        record.value = of;
        weft__trace_put(&record);
    }
    return kind->id;
}

static uint32_t number_of_timer_kind(struct weft__timer_kind *kind)
{
    if (kind->run != number_of_trace) {
        struct weft__record record = new_kind(WEFT__KIND_OF_TIMER, kind->name, NULL);
        kind->run = number_of_trace;
        kind->id = record.subject;
        weft__trace_put(&record);
    }
    return kind->id;
}

static uint32_t number_of_resource(struct weft__resource *resource, const struct event *event)
{
    if (!resource)
        return 0;
    if (resource->run == number_of_trace)
        return resource->id;
    weft_resource_kind *of = event->resource_kind;
    uint32_t name = number_of_string(resource->name), kind = number_of_resource_kind(of);
    resource->run = number_of_trace;
    resource->id = ++resources;
    struct weft__record record = weft__trace_next(WEFT__RESOURCE);
    record.resource = resource->id;
    record.detail = (uint16_t)kind;
    record.subject = name;
    if (of == &weft__a_task) {
        const struct weft__task *task = weft__owner(resource, struct weft__task, resource);
        record.task = task->face.name.slot;
        record.generation = task->face.name.generation;
    }
    record.value = of && of->capacity ? of->capacity(resource) : 0;
    weft__trace_put(&record);
    return resource->id;
}

/* ---- records ---- */

static void emit(const struct event *event)
{
    uint32_t place = number_of_place(event->place);
    uint32_t resource = number_of_resource(event->resource, event);
    struct weft__record record = weft__trace_next(event->kind);

    record.detail = event->detail;
    record.cause = event->cause ? event->cause : cause;
    if (event->task) {
        record.task = event->task->face.name.slot;
        record.generation = event->task->face.name.generation;
    }
    record.place = place;
    record.resource = resource;
    record.subject = event->subject;
    record.value = event->value;
    weft__trace_put(&record);
    if (weft__options.dump && weft__trace_dump) {
        uint64_t described = sequence;
        weft__trace_dump(described);
        sequence = described; /* dumps do not count: the records have the same numbers with and without them */
    }
}

/* ---- what the other files record ---- */

void weft__trace_event(enum weft__trace_kind kind, uint32_t subject, int64_t value)
{
    if (kind == WEFT__TURN)
        cause = 0; /* nothing is the cause of what comes now, until something runs */
    emit(&(struct event){.kind = (uint16_t)kind, .subject = subject, .value = value});
}

void weft__trace_task(enum weft__trace_kind kind, const struct weft__task *task, unsigned detail, int64_t value)
{
    emit(&(struct event){.kind = (uint16_t)kind, .detail = (uint16_t)detail, .task = task, .value = value});
}

void weft__trace_ready(enum weft__trace_kind kind, struct weft__ready *ready)
{
    struct event event = {.kind = (uint16_t)kind, .detail = ready->kind};

    if (ready->kind == WEFT__DUE)
        event.subject = (uint32_t)weft__owner(ready, struct weft__timer, ready)->sequence;
    else if (ready->kind == WEFT__CALL)
        event.subject = weft__owner(ready, weft_handle, timer.ready)->number;
    else if (ready->kind == WEFT__COMPLETED)
        event.subject = weft__owner(ready, struct weft__operation, ready)->number;
    else
        event.task = weft__owner(ready, struct weft__task, ready);
    event.cause = kind == WEFT__RAN ? ready->cause : 0;
    emit(&event);
    if (kind == WEFT__RAN)
        cause = sequence;
    else
        ready->cause = sequence;
}

void weft__trace_chosen(struct weft__ready *ready, uint32_t taken, uint32_t of)
{
    emit(&(struct event){.kind = WEFT__CHOSEN, .task = weft__owner(ready, struct weft__task, ready), .subject = of, .value = taken});
}

void weft__trace_timer(enum weft__trace_kind kind, struct weft__timer *timer, const struct weft__task *task, const weft_place *place)
{
    struct event event = {.kind = (uint16_t)kind, .subject = (uint32_t)timer->sequence, .place = place};

    if (kind == WEFT__TIMER_SET) {
        event.detail = (uint16_t)number_of_timer_kind(timer->kind);
        event.task = task;
        event.value = timer->due;
    } else if (kind == WEFT__TIMER_DUE) {
        event.cause = timer->ready.cause;
    }
    emit(&event);
    timer->ready.cause = sequence;
}

void weft__trace_level(struct weft__resource *resource, weft_resource_kind *kind, const struct weft__task *holder, int64_t level)
{
    emit(&(struct event){.kind = WEFT__LEVEL, .resource = resource, .resource_kind = kind, .task = holder, .value = level});
}

void weft_level(weft_resource *resource, weft_resource_kind *kind, weft_task holder, int64_t level)
{
    weft__level(resource, kind, weft__task_of(holder), level);
}

void weft__trace_group_ended(weft_group *group)
{
    emit(&(struct event){.kind = WEFT__GROUP_ENDED, .resource = &group->resource, .resource_kind = &weft__a_group});
}

void weft__trace_wrote(weft_task task, unsigned detail, int64_t from, uint32_t bytes)
{
    emit(&(struct event){.kind = WEFT__WROTE, .detail = (uint16_t)detail, .task = weft__task_of(task), .value = from, .subject = bytes});
}

void weft__trace_spawned(const struct weft__task *task, size_t stack_bytes)
{
    uint32_t name = number_of_string(task->name);

    emit(&(struct event){.kind = WEFT__SPAWNED, .task = task, .place = task->spawned_at,
                         .resource = &task->group->resource, .resource_kind = &weft__a_group, .subject = name,
                         .value = (int64_t)stack_bytes});
}

void weft__trace_parked(const struct weft__task *task)
{
    const struct weft__wait *wait = task->waiting;

    emit(&(struct event){.kind = WEFT__PARKED, .detail = (uint16_t)number_of_wait_kind(wait->kind), .task = task, .place = wait->place,
                         .resource = wait->resource, .resource_kind = wait->kind->of});
}

void weft__trace_woken(struct weft__task *task)
{
    const struct weft__wait *wait = task->waiting;

    emit(&(struct event){.kind = WEFT__WOKEN, .detail = task->handed, .task = task, .value = task->wake_code,
                         .resource = wait->resource, .resource_kind = wait->kind->of});
    task->ready.cause = sequence;
}

void weft__trace_text(enum weft__trace_kind kind, const struct weft__task *task, const char *text, const weft_place *place,
                      int64_t value)
{
    uint32_t string = number_of_string(text);

    emit(&(struct event){.kind = (uint16_t)kind, .task = task, .subject = string, .place = place, .value = value});
}

static int open_trace(const char *where)
{
    bool digits = *where != '\0';

    for (const char *at = where; *at; at++)
        digits = digits && *at >= '0' && *at <= '9';
    if (!digits)
        return weft__host_open(where);
    int number = 0;
    for (const char *at = where; *at && number < 100000; at++)
        number = number * 10 + (*at - '0');
    return number;
}

void weft__trace_start(void)
{
    unsigned char header[BLOCK] = "WEFTRACE";

    used = 0;
    number_of_trace++;
    sequence = cause = 0;
    strings = places = resources = kinds = 0;
    memset(known, 0, sizeof known);
    weft__tracing = false;
    if (!weft__options.trace || !*weft__options.trace)
        return;
    descriptor = open_trace(weft__options.trace);
    if (descriptor < 0) {
        weft__say("weft: the trace could not be written to %s; the run goes on without\n", weft__options.trace);
        return;
    }
    weft__tracing = true;
    put_number(header + 8, VERSION, 4);
    put_number(header + 12, BLOCK, 4);
    put_block(header);
    emit(&(struct event){.kind = WEFT__BEGIN,
                         .detail = (uint16_t)(weft__options.seeded | (weft__options.virtual_clock ? 2 : 0)),
                         .value = (int64_t)weft__options.seed});
}

void weft__trace_stop(void)
{
    if (weft__tracing)
        weft__trace_flush();
    weft__tracing = false;
}
