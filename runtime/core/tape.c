/* A tape: a row of entries, each a byte that says what it is and whole numbers of as many bytes as they need. docs/record.md has the list.
 *
 * A run is decided by its program, its options and what comes in. What comes in is written down here in the order in which the program meets
 * it, each with the step at which it did. When a tape plays, the program meets it in the same order at the same step, or it is not the
 * same program, and that is said once. Every wait takes an entry, so a tape of nonsense comes to an end. */
#include "core/core.h"
#include "port/socket.h"
#include "port/job.h"
#include "weft/job.h"

#pragma weak weft__net_choice
#pragma weak weft__net_beyond
#pragma weak weft__host_job_places

enum entry { BEGIN = 1, MAIN, NOW, WAITS, WAITED, FAILED, INTERVAL, SUBMIT, CANCEL, TAKE, READ, END, SENT, ENTRIES };

static const char *const does[ENTRIES] = {
    "ends",           "begins a run",     "begins its main task", "looks at the clock", "waits for time or the world", "lets the host look",
    "lets the host look, which fails", "gets another interval", "begins a wait for something outside", "no longer waits for something outside", "gets news from outside", "reads by itself", "ends", "sends"};

enum { VERSION = 2, FIRST_INTERVAL = 100, BYTES_MOST = 1 << 24, WORDS_MOST = 48 };

static const unsigned char head[] = {'W', 'E', 'F', 'T', 'T', 'A', 'P', 'E', VERSION};

static struct {
    int descriptor;
    bool open;
    bool over;                   /* it ended, or differs: nothing more is written or played */
    unsigned char buffer[4096];
    size_t used, filled;
    uint64_t step;               /* of the last entry */
    uint64_t turn;               /* of the next one, if it is a TAKE */
    int64_t now;
    uint32_t interval;
    uint64_t waits;              /* in a row: not yet written, or not yet played */
    uint8_t next;                /* playing: the entry that was looked at, 0 for none */
    bool turn_is_known;          /* of that entry, a TAKE, whose time has not come */
    struct weft__operation *outstanding; /* playing: all of them */
    struct { int32_t number; char words[WORDS_MOST]; } errors[8]; /* playing: words for the recorded host's numbers */
    uint8_t next_error;
} tape;

/* ---- numbers ---- */

static void put_past(const void *bytes, size_t count)
{
    if (tape.over || weft__host_write(tape.descriptor, bytes, count))
        return;
    tape.over = true;
    weft__say("weft: the recording ends here: its descriptor takes no more\n");
}

static void flush(void)
{
    if (tape.used)
        put_past(tape.buffer, tape.used);
    tape.used = 0;
}

static void put_byte(unsigned byte)
{
    if (tape.used == sizeof tape.buffer)
        flush();
    tape.buffer[tape.used++] = (unsigned char)byte;
}

static void put(uint64_t number)
{
    for (; number > 127; number >>= 7)
        put_byte((unsigned)(number & 127) | 128);
    put_byte((unsigned)number);
}

static void put_signed(int64_t number)
{
    put((uint64_t)number << 1 ^ (uint64_t)(number >> 63));
}

/* Many go past the buffer. */
static void put_bytes(const void *bytes, size_t count)
{
    put(count);
    if (count > sizeof tape.buffer - tape.used)
        flush();
    if (count > sizeof tape.buffer) {
        put_past(bytes, count);
        return;
    }
    if (count > 0)
        memcpy(tape.buffer + tape.used, bytes, count);
    tape.used += count;
}

/* A number of the host's for an error, and its words: another host has other numbers. */
static void put_host_error(int32_t number)
{
    const char *words = number && weft__host_error_words ? weft__host_error_words(number) : "";
    size_t length = strlen(words);

    put_signed(number);
    if (number)
        put_bytes(words, length < WORDS_MOST ? length : WORDS_MOST - 1);
}

/* The next byte; -1 at the end of the tape. */
static int get_byte(void)
{
    if (tape.used == tape.filled) {
        long count = weft__tape_fill(tape.descriptor, tape.buffer, sizeof tape.buffer);
        tape.used = 0;
        tape.filled = count > 0 ? (size_t)count : 0;
        if (!tape.filled)
            return -1;
    }
    return tape.buffer[tape.used++];
}

static uint64_t get(void)
{
    uint64_t number = 0;

    for (int shift = 0; shift < 64; shift += 7) {
        int byte = get_byte();
        if (byte < 0)
            return 0;
        number |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            break;
    }
    return number;
}

static int64_t get_signed(void)
{
    uint64_t number = get();

    return (int64_t)(number >> 1 ^ (0 - (number & 1)));
}

/* Keeps at most `most` of them; returns how many there were, or were to be. */
static size_t get_bytes(void *bytes, size_t most)
{
    size_t count = (size_t)get();

    if (count > BYTES_MOST)
        count = 0;
    for (size_t i = 0; i < count; i++) {
        int byte = get_byte();
        if (byte < 0)
            return i;
        if (i < most)
            ((unsigned char *)bytes)[i] = (unsigned char)byte;
    }
    return count;
}

static int32_t get_host_error(void)
{
    int32_t number = (int32_t)get_signed();
    char words[WORDS_MOST];

    if (!number)
        return 0;
    size_t length = get_bytes(words, sizeof words - 1);
    words[length < sizeof words ? length : sizeof words - 1] = '\0';
    if (*weft__tape_words(number))
        return number;
    tape.errors[tape.next_error].number = number;
    memcpy(tape.errors[tape.next_error].words, words, sizeof words);
    tape.next_error = (uint8_t)((tape.next_error + 1) % (sizeof tape.errors / sizeof *tape.errors));
    return number;
}

const char *weft__tape_words(int host_error)
{
    for (size_t i = 0; i < sizeof tape.errors / sizeof *tape.errors; i++)
        if (tape.errors[i].number == host_error)
            return tape.errors[i].words;
    return "";
}

/* ---- differences ---- */

static void say_where(void)
{
    const struct weft__task *task = weft__self();

    weft__say("at step %z", (size_t)weft__loop.steps);
    if (task)
        weft__say(", in %s after %p", task->name, task->waits_at ? task->waits_at : task->spawned_at);
    else if (weft__loop.main && weft__loop.main->waits_at)
        weft__say(", where main waits at %p", weft__loop.main->waits_at);
}

static void stop(void)
{
    tape.over = true;
    weft__end_run(WEFT_EXIT_DIFFERS);
}

static void begin_difference(bool is_one)
{
    weft__output_flush();
    weft__say(is_one ? "weft: the replay differs from the recording " : "weft: the recording breaks off ");
    say_where();
}

static void end_difference(bool is_one)
{
    weft__say(is_one ? "\n  is it the same program, with the same arguments?\n" : "\n");
    stop();
}

/* What the program does, and what is on the tape instead. */
static void differ(const char *here, const char *there)
{
    if (tape.over)
        return;
    begin_difference(there);
    if (there)
        weft__say(": the program %s, and in the recording it %s", here, there);
    end_difference(there);
}

static void say_time(int64_t nanoseconds)
{
    if (nanoseconds == WEFT__FOR_EVER)
        weft__say("for ever");
    else
        weft__say("for %t s", nanoseconds);
}

static void say_operation(unsigned verb, int descriptor)
{
    static const char *const words[] = {"for nothing that there is (%d)", "until descriptor %d is readable", "until descriptor %d is writable",
                                        "for bytes from descriptor %d", "for the signal %d", "until it is called (%d)",
                                        "for the addresses of a host (%d)", "for a connection to somewhere (%d)", "to listen (%d)",
                                        "for a connection from somewhere (%d)", "for a process to start (%d)",
                                        "for the end of the process %d", "for a job of %d bytes",
                                        "for the answer to the ask %d", "for TLS with descriptor %d"};

    weft__say(words[verb < sizeof words / sizeof *words ? verb : 0], descriptor);
}

/* ---- entries ---- */

static void begin_entry(enum entry entry)
{
    if (tape.waits) {
        put_byte(WAITED);
        put(tape.waits);
        tape.waits = 0;
    }
    put_byte(entry);
}

static void begin_step_entry(enum entry entry)
{
    begin_entry(entry);
    put(weft__loop.steps - tape.step);
    tape.step = weft__loop.steps;
}

/* The entry that comes next, 0 at the end of the tape. */
static enum entry look(void)
{
    if (tape.waits)
        return WAITED;
    if (!tape.next) {
        int byte = get_byte();
        if (byte == WAITED)
            tape.waits = get();
        else
            tape.next = byte > 0 && byte < ENTRIES ? (uint8_t)byte : 0;
    }
    return tape.waits ? WAITED : (enum entry)tape.next;
}

/* Whether the next entry is this one; it is then begun. Else that is a difference. */
static bool expect(enum entry entry)
{
    enum entry next = tape.over ? 0 : look();

    if (next == entry) {
        tape.next = 0;
        return true;
    }
    differ(does[entry], next ? does[next] : NULL);
    return false;
}

static bool expect_step(enum entry entry)
{
    if (!expect(entry))
        return false;
    tape.step += get();
    if (tape.step == weft__loop.steps)
        return true;
    differ(does[entry], tape.step < weft__loop.steps ? "did so earlier" : "does so later");
    return false;
}

/* ---- a run begins and ends ---- */

static uint64_t flags_of(const struct weft__options *options)
{
    unsigned net = weft__net_choice ? weft__net_choice() : WEFT__NET_UNDECIDED;
    unsigned beyond = weft__net_beyond && weft__net_beyond();
    unsigned processes = weft__process_choice ? weft__process_choice() : WEFT__NET_UNDECIDED;

    uint64_t places = weft__host_job_places ? weft__host_job_places() & 255 : 0;

    return places << 16 | (uint64_t)beyond << 11 | (uint64_t)processes << 9 | (uint64_t)net << 7 | (uint64_t)options->virtual_clock | (uint64_t)options->manual_clock << 1 | (uint64_t)options->every_order << 2 |
           (uint64_t)options->seeded << 3 | (uint64_t)options->stamp << 4 | (uint64_t)options->debug << 5 | (uint64_t)weft__loop.guest << 6;
}

static void put_fault(const struct weft__fault *fault)
{
    put(fault->at);
    put(fault->onwards);
}

static void get_fault(struct weft__fault *fault)
{
    *fault = (struct weft__fault){.at = get()};
    fault->onwards = get() & 1;
}

static uint64_t bits_of(double number)
{
    uint64_t bits;

    memcpy(&bits, &number, sizeof bits);
    return bits;
}

static void record_options(void)
{
    const struct weft__options *options = &weft__options;
    const char *signals = options->signals ? options->signals : "";

    weft__random_settle();
    begin_entry(BEGIN);
    put(flags_of(options));
    put(options->seed);
    put(options->random);
    put_signed(options->until);
    put_signed(options->slow);
    put_signed(options->held);
    put(bits_of(options->speed));
    put_fault(&options->fail_allocation);
    put_fault(&options->fail_host);
    put_fault(&options->cancel);
    put_bytes(signals, strlen(signals));
}

static char signals[256];

static void play_options(void)
{
    struct weft__options *options = &weft__options;

    if (!expect(BEGIN))
        return;
    uint64_t flags = get();
    options->virtual_clock = flags & 1;
    options->manual_clock = flags >> 1 & 1;
    options->every_order = flags >> 2 & 1;
    options->seeded = flags >> 3 & 1;
    options->stamp = flags >> 4 & 1;
    options->debug = flags >> 5 & 1;
    options->net = flags >> 11 & 1 ? WEFT__NET_BEYOND : flags >> 7 & 3;
    options->processes = flags >> 9 & 3;
    options->job_places = (uint8_t)(flags >> 16);
    options->seed = get();
    options->random = get();
    options->draws = false;
    options->until = get_signed();
    options->slow = get_signed();
    options->held = get_signed();
    uint64_t speed = get();
    memcpy(&options->speed, &speed, sizeof speed);
    get_fault(&options->fail_allocation);
    get_fault(&options->fail_host);
    get_fault(&options->cancel);
    size_t length = get_bytes(signals, sizeof signals - 1);
    signals[length < sizeof signals ? length : 0] = '\0';
    options->signals = length ? signals : NULL;
}

/* A descriptor that is given by its number, or a file. */
static int open_tape(const char *where)
{
    int number = 0;

    for (const char *at = where; *at; at++) {
        if (*at < '0' || *at > '9' || number > 99999)
            return weft__tape == WEFT__RECORDS ? weft__host_open(where) : weft__tape_open(where);
        number = number * 10 + (*at - '0');
    }
    return number;
}

static bool is_tape(void)
{
    for (size_t i = 0; i < sizeof head; i++)
        if (get_byte() != head[i])
            return false;
    return true;
}

static bool open_first(const char *where)
{
    tape.descriptor = open_tape(where);
    tape.open = true;
    if (tape.descriptor < 0) {
        weft__say(weft__tape == WEFT__RECORDS ? "weft: the recording cannot be written to %s\n" : "weft: there is no recording %s\n", where);
        return false;
    }
    if (weft__tape == WEFT__PLAYS && !is_tape()) {
        weft__say("weft: this is no recording that can be replayed; \"weft run --record FILE\" writes one\n");
        return false;
    }
    for (size_t i = 0; weft__tape == WEFT__RECORDS && i < sizeof head; i++)
        put_byte(head[i]);
    weft__tape_take_over();
    return true;
}

bool weft__tape_start(void)
{
    const char *where = weft__tape == WEFT__RECORDS ? weft__options.record : weft__options.replay;

    if (!tape.open && !open_first(where))
        return false;
    tape.step = 0;
    tape.turn_is_known = false;
    tape.now = 0;
    tape.interval = FIRST_INTERVAL;
    tape.outstanding = NULL;
    if (weft__tape == WEFT__RECORDS && !tape.over)
        record_options();
    else if (weft__tape == WEFT__PLAYS)
        play_options();
    return true;
}

void weft__tape_main(const weft_place *place)
{
    char words[64] = "";
    size_t length = place->words ? strlen(place->words) : 0;

    if (length > sizeof words)
        length = sizeof words;
    if (weft__tape == WEFT__RECORDS) {
        if (tape.over)
            return;
        begin_step_entry(MAIN);
        put((uint64_t)place->line);
        put_bytes(place->words, length);
        return;
    }
    if (!expect_step(MAIN))
        return;
    bool same = get() == (uint64_t)place->line;
    same &= get_bytes(words, sizeof words) == length && !memcmp(words, place->words, length);
    if (!same)
        differ("begins another main task, or on another line", "began the one it was recorded with");
}

int weft__tape_end(int exit_code)
{
    weft__current = NULL;
    if (weft__tape == WEFT__RECORDS) {
        if (!tape.over) {
            begin_step_entry(END);
            put_signed(exit_code);
            flush();
        }
        return exit_code;
    }
    if (!tape.over && expect_step(END) && get_signed() != exit_code)
        differ("ends with this exit code", "ended with another");
    return tape.over ? WEFT_EXIT_DIFFERS : exit_code;
}

/* ---- what comes in ---- */

int64_t weft__tape_now(void)
{
    if (weft__tape == WEFT__RECORDS) {
        int64_t now = weft__host_now();
        if (tape.over)
            return now;
        begin_step_entry(NOW);
        put_signed(now - tape.now);
        return tape.now = now;
    }
    if (!tape.over && expect_step(NOW))
        tape.now = (int64_t)((uint64_t)tape.now + (uint64_t)get_signed());
    return tape.now;
}

void weft__tape_waits(int64_t *wait)
{
    if (weft__tape == WEFT__RECORDS) {
        if (tape.over || !*wait)
            return;
        begin_step_entry(WAITS);
        put_signed(*wait);
        flush();
        return;
    }
    if (*wait && expect_step(WAITS)) {
        int64_t then = get_signed();
        if (then != *wait) {
            begin_difference(true);
            weft__say(": the program waits ");
            say_time(*wait);
            weft__say(", and in the recording ");
            say_time(then);
            end_difference(true);
        }
    }
    *wait = 0;
}

bool weft__tape_waited(bool done, uint32_t *interval)
{
    if (weft__tape == WEFT__RECORDS) {
        if (tape.over)
            return done;
        if (done)
            tape.waits++;
        else
            begin_entry(FAILED);
        if (*interval != tape.interval) {
            begin_entry(INTERVAL);
            put(tape.interval = *interval);
        }
        return done;
    }
    done = tape.over || look() == WAITED || look() != FAILED;
    if (!tape.over && look() == WAITED)
        tape.waits--;
    else if (!tape.over)
        (void)expect(done ? WAITED : FAILED);
    if (!tape.over && look() == INTERVAL) {
        tape.next = 0;
        tape.interval = (uint32_t)get();
    }
    *interval = tape.interval ? tape.interval : 1;
    return done;
}

/* The descriptor that an operation is about. A host may note there the one that it opens, which comes with the completion. */
static int about(const struct weft__operation *operation)
{
    if (operation->verb == WEFT__JOB) /* its function has another number in another build */
        return (int)operation->count - WEFT__JOB_WORDS;
    bool opens = operation->verb >= WEFT__RESOLVE && operation->verb != WEFT__ACCEPT && operation->verb != WEFT__SECURE;

    return opens ? 0 : operation->descriptor;
}

int weft__tape_submitted(struct weft__operation *operation, int err)
{
    if (weft__tape == WEFT__RECORDS) {
        if (tape.over)
            return err;
        begin_step_entry(SUBMIT);
        put(operation->verb);
        put_signed(about(operation));
        put_signed(err);
        if (err)
            put_host_error(operation->host_error);
        return err;
    }
    if (!expect_step(SUBMIT))
        return WEFT_UNSUPPORTED;
    unsigned verb = (unsigned)get();
    int descriptor = (int)get_signed();
    bool same = verb == operation->verb && descriptor == about(operation);
    err = (int)get_signed();
    if (err)
        operation->host_error = get_host_error();
    if (!same) {
        begin_difference(true);
        weft__say(": the program waits ");
        say_operation(operation->verb, about(operation));
        weft__say(", and in the recording ");
        say_operation(verb, descriptor);
        end_difference(true);
        return WEFT_UNSUPPORTED;
    }
    if (err)
        return err;
    operation->state = WEFT__SUBMITTED;
    operation->previous = NULL;
    operation->next = tape.outstanding;
    if (tape.outstanding)
        tape.outstanding->previous = operation;
    tape.outstanding = operation;
    return WEFT_OK;
}

static void leave(struct weft__operation *operation)
{
    *(operation->previous ? &operation->previous->next : &tape.outstanding) = operation->next;
    if (operation->next)
        operation->next->previous = operation->previous;
}

bool weft__tape_cancelled(struct weft__operation *operation, bool taken_back)
{
    if (weft__tape == WEFT__RECORDS) {
        if (tape.over)
            return taken_back;
        begin_step_entry(CANCEL);
        put(operation->number);
        put(taken_back);
        return taken_back;
    }
    taken_back = true;
    if (!tape.over && expect_step(CANCEL)) {
        if (get() != operation->number)
            differ(does[CANCEL], "no longer waited for something else");
        taken_back = get() & 1;
    }
    if (taken_back || tape.over) {
        leave(operation);
        operation->state = WEFT__IDLE;
        return true;
    }
    return false;
}

static struct weft__operation *play_take(void)
{
    if (tape.over || look() != TAKE)
        return NULL;
    if (!tape.turn_is_known)
        tape.turn = get();
    tape.turn_is_known = true;
    if (tape.turn > weft__loop.turn)
        return NULL; /* not yet */
    tape.turn_is_known = false;
    tape.next = 0;
    uint64_t number = get();
    struct weft__operation *operation = tape.outstanding;
    while (operation && operation->number != number)
        operation = operation->next;
    if (!operation) {
        differ("does not wait for that", does[TAKE]);
        return NULL;
    }
    operation->result = (int32_t)get_signed();
    operation->host_error = get_host_error();
    (void)get_bytes(operation->bytes, operation->bytes ? operation->count : 0);
    if (operation->verb == WEFT__READ && operation->result > (int32_t)operation->count)
        operation->result = (int32_t)operation->count;
    if (operation->verb != WEFT__SIGNAL) {
        operation->state = WEFT__COMPLETE;
        leave(operation);
    }
    return operation;
}

/* A job's own bytes, and the words behind them if there are any. */
static size_t brought_by_job(const struct weft__operation *operation)
{
    return operation->count - (operation->result == WEFT_DIED ? 0 : WEFT__JOB_WORDS);
}

/* How many bytes the operation has brought. Names end with a NUL, and behind the last there are only NULs. */
static size_t brought(const struct weft__operation *operation)
{
    const char *bytes = operation->bytes;
    if (operation->verb == WEFT__JOB)
        return brought_by_job(operation);
    if (operation->verb == WEFT__ASK && operation->result < 0) /* the reason is there */
        return bytes ? strlen(bytes) : 0;
    size_t count = operation->result < 0 || !bytes ? 0 : operation->verb == WEFT__READ ? (size_t)operation->result
                 : operation->verb >= WEFT__RESOLVE ? operation->count : 0;

    while (operation->verb >= WEFT__RESOLVE && count > 0 && !bytes[count - 1])
        count--;
    return count;
}

struct weft__operation *weft__tape_take(void)
{
    if (weft__tape == WEFT__PLAYS)
        return play_take();
    struct weft__operation *operation = weft__host_take();
    if (!operation || tape.over)
        return operation;
    begin_entry(TAKE);
    put(weft__loop.turn);
    put(operation->number);
    put_signed(operation->result);
    put_host_error(operation->host_error);
    put_bytes(operation->bytes, brought(operation));
    return operation;
}

/* A result below 0 is a code. */
long weft__tape_received(int descriptor, void *bytes, size_t count, long result, int *host_error)
{
    int error = result < 0 ? (int)-result : 0;
    long got = weft__tape_read(descriptor, bytes, count, result, &error);

    if (got < 0 && weft__tape == WEFT__RECORDS && !tape.over)
        put_host_error(*host_error);
    else if (got < 0 && weft__tape == WEFT__PLAYS && !tape.over)
        *host_error = get_host_error();
    return got < 0 ? -(long)error : got;
}

long weft__tape_sent(int descriptor, const void *bytes, size_t count, long result, int *host_error)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < count && i < 64; i++)
        sum = sum * 31 + ((const unsigned char *)bytes)[i];
    if (weft__tape == WEFT__RECORDS) {
        if (tape.over)
            return result;
        begin_step_entry(SENT);
        put_signed(descriptor);
        put(count);
        put(sum);
        put_signed(result);
        if (result < 0)
            put_host_error(*host_error);
        return result;
    }
    if (!expect_step(SENT))
        return WEFT_UNSUPPORTED;
    bool same = get_signed() == descriptor;
    same &= get() == count;
    same &= get() == sum;
    result = (long)get_signed();
    if (result < 0)
        *host_error = get_host_error();
    if (!same)
        differ("sends these bytes", "sent others, or elsewhere");
    return same && result <= (long)count ? result : WEFT_UNSUPPORTED;
}

long weft__tape_read(int descriptor, void *bytes, size_t count, long result, int *error)
{
    if (weft__tape == WEFT__RECORDS) {
        if (tape.over)
            return result;
        begin_step_entry(READ);
        put_signed(descriptor);
        put_signed(result < 0 ? -*error : result);
        put_bytes(bytes, result > 0 ? (size_t)result : 0);
        return result;
    }
    if (!expect_step(READ))
        return 0;
    if (get_signed() != descriptor) {
        differ("reads this descriptor", "read another");
        return 0;
    }
    result = (long)get_signed();
    (void)get_bytes(bytes, count);
    if (result < 0) {
        *error = (int)-result;
        return -1;
    }
    return result > (long)count ? (long)count : result;
}
