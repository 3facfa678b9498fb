/* The commands inside of the program: echo, printf, cat, sleep, date, true, false, sh. They are what POSIX says about them, without what needs files. */
#include "io/command.h"

#include <time.h>

enum { PART = 512, MINUTE = 60, HOUR = 3600, DAY = 86400, EXIT_PIPE = 141 };

struct call {
    weft_place *place;
    struct weft__command *command;
    const char *words; /* the first is its name */
    int count;
};

static const char *next_word(const char *word)
{
    return word + strlen(word) + 1;
}

/* ---- writing ---- */

int weft__command_write(weft_place *place, const struct weft__command_out *out, const char *bytes, size_t count)
{
    if (out->kind == WEFT__TO_PROGRAM)
        weft__output(out->descriptor, bytes, count);
    if (out->kind != WEFT__TO_STREAM || count == 0)
        return WEFT_OK;
    return weft_write(place, out->stream, bytes, count);
}

int weft__command_say(weft_place *place, struct weft__command *command, const char *one, const char *two, const char *three)
{
    char text[PART] = "";

    weft__text_append(text, sizeof text - 1, one);
    weft__text_append(text, sizeof text - 1, two);
    weft__text_append(text, sizeof text - 1, three);
    weft__text_append(text, sizeof text, "\n");
    return weft__command_write(place, &command->err, text, strlen(text));
}

static int write_text(const struct call *call, const char *text, size_t count)
{
    return weft__command_write(call->place, &call->command->out, text, count);
}

/* A sentence on standard error, and the exit code 1. */
static int complain(const struct call *call, const char *what, const char *word)
{
    char start[PART] = "";

    weft__text_append(start, sizeof start, call->words);
    weft__text_append(start, sizeof start, ": ");
    int err = weft__command_say(call->place, call->command, start, word, what);
    return err ? err : 1;
}

/* Text that is put together before it is written, so that a line arrives in one piece. */
struct text {
    const struct call *call;
    size_t count;
    int err;
    char bytes[PART];
};

static void flush(struct text *text)
{
    if (!text->err && text->count > 0)
        text->err = write_text(text->call, text->bytes, text->count);
    text->count = 0;
}

static void put(struct text *text, char byte)
{
    if (text->count == sizeof text->bytes)
        flush(text);
    text->bytes[text->count++] = byte;
}

static void put_text(struct text *text, const char *bytes)
{
    while (*bytes)
        put(text, *bytes++);
}

static void put_number(struct text *text, int64_t number, int digits, char fill)
{
    char buffer[24], *at = buffer + sizeof buffer - 1;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    *at = '\0';
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    while (buffer + sizeof buffer - 1 - at < digits)
        *--at = fill;
    if (number < 0)
        *--at = '-';
    put_text(text, at);
}

static int finish(struct text *text)
{
    flush(text);
    return text->err;
}

/* ---- echo and printf ---- */

static int echo(const struct call *call)
{
    struct text text = {.call = call};
    const char *word = next_word(call->words);
    int left = call->count - 1;
    bool line = left == 0 || strcmp(word, "-n") != 0;

    if (!line)
        word = next_word(word), left--;
    for (int i = 0; i < left; i++, word = next_word(word)) {
        if (i > 0)
            put(&text, ' ');
        put_text(&text, word);
    }
    if (line)
        put(&text, '\n');
    return finish(&text);
}

/* What stands behind a backslash; *at moves to its last letter. */
static char escaped(const char **at)
{
    static const char letters[] = "ntr\\\"abfv", means[] = "\n\t\r\\\"\a\b\f\v";
    const char *found = strchr(letters, **at);
    int octal = 0;

    if (**at && found)
        return means[found - letters];
    for (int i = 0; i < 3 && (*at)[i] >= '0' && (*at)[i] <= '7'; i++)
        octal = octal * 8 + (*at)[i] - '0';
    if (**at < '0' || **at > '7')
        return *--*at; /* the backslash itself */
    for (int i = 0; i < 2 && (*at)[1] >= '0' && (*at)[1] <= '7'; i++)
        ++*at;
    return (char)octal;
}

static int64_t read_whole(const char *text)
{
    bool minus = *text == '-';
    int64_t number = 0;

    for (text += minus; *text >= '0' && *text <= '9'; text++)
        number = (int64_t)((uint64_t)number * 10 + (uint64_t)(*text - '0'));
    return minus ? -number : number;
}

/* The format once; takes words as long as there are. NULL, or the letter that it does not know. */
static const char *print_format(struct text *text, const char *format, const char **word, int *left)
{
    for (const char *at = format; *at; at++) {
        if (*at == '\\') {
            at++;
            put(text, escaped(&at));
            continue;
        }
        if (*at != '%' || *++at == '%') {
            put(text, *at);
            continue;
        }
        const char *argument = *left > 0 ? *word : "";
        if (*at == 's')
            put_text(text, argument);
        else if (*at == 'd' || *at == 'i')
            put_number(text, read_whole(argument), 1, '0');
        else if (*at == 'c' && *argument)
            put(text, *argument);
        else if (*at != 'c')
            return at;
        if (*left > 0)
            *word = next_word(*word), --*left;
    }
    return NULL;
}

static int print(const struct call *call)
{
    struct text text = {.call = call};
    const char *format = next_word(call->words), *word = format + strlen(format) + 1;
    int left = call->count - 2, before;

    if (left < 0)
        return complain(call, "it needs a format", "");
    do {
        before = left;
        const char *unknown = print_format(&text, format, &word, &left);
        if (unknown) {
            flush(&text);
            return complain(call, ": only %s, %d, %i, %c and %% are known here", unknown);
        }
    } while (left > 0 && left < before && !text.err);
    return finish(&text);
}

/* ---- cat ---- */

static int cat(const struct call *call)
{
    char bytes[PART];
    size_t count;
    const char *word = next_word(call->words);

    for (int i = 1; i < call->count; i++, word = next_word(word))
        if (strcmp(word, "-") != 0)
            return complain(call, ": there are no files inside of the program", word);
    if (!weft_stream_is_open(&call->command->in))
        return 0;
    for (;;) {
        WEFT_TRY(weft_read(call->place, &call->command->in, bytes, sizeof bytes, &count));
        if (count == 0)
            return 0;
        WEFT_TRY(write_text(call, bytes, count));
    }
}

/* ---- sleep ---- */

/* "1.5", "2m": seconds; below 0 for another text. */
static double read_seconds(const char *text)
{
    double number = 0, place = 1;
    bool digits = false;

    for (; *text >= '0' && *text <= '9'; text++, digits = true)
        number = number * 10 + (*text - '0');
    if (*text == '.')
        for (text++; *text >= '0' && *text <= '9'; text++, digits = true)
            number += (*text - '0') * (place /= 10);
    double unit = *text == 'm' ? MINUTE : *text == 'h' ? HOUR : *text == 'd' ? DAY : 1;
    if (*text && strchr("smhd", *text))
        text++;
    return digits && !*text ? number * unit : -1;
}

static int sleep_on(const struct call *call)
{
    const char *word = next_word(call->words);
    double seconds = 0;

    if (call->count < 2)
        return complain(call, "it needs a number of seconds", "");
    for (int i = 1; i < call->count; i++, word = next_word(word)) {
        double more = read_seconds(word);
        if (more < 0)
            return complain(call, ": no such time", word);
        seconds += more;
    }
    return weft_sleep(call->place, seconds);
}

/* ---- date ---- */

struct date {
    int64_t seconds, days;
    int year, month, day;
};

/* The day of the calendar, counted from 1970-01-01. Months are counted from March, so that the day that not every year has is the last. */
static struct date date_of(int64_t seconds)
{
    struct date date = {.seconds = seconds, .days = seconds / DAY};
    int64_t days = date.days + 719468, era = days / 146097;
    int64_t of_era = days - era * 146097, year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;

    date.day = (int)(of_year - (153 * month + 2) / 5 + 1);
    date.month = (int)(month < 10 ? month + 3 : month - 9);
    date.year = (int)(year + era * 400 + (date.month <= 2));
    return date;
}

static void put_three(struct text *text, const char *names, int64_t which)
{
    for (int i = 0; i < 3; i++)
        put(text, names[which * 3 + i]);
}

/* NULL, or the letter that it does not know. */
static const char *put_date(struct text *text, const char *format, const struct date *date)
{
    static const char days[] = "ThuFriSatSunMonTueWed", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t of_day = date->seconds % DAY;

    for (; *format; format++) {
        if (*format != '%') {
            put(text, *format);
            continue;
        }
        switch (*++format) {
        case 'Y': put_number(text, date->year, 4, '0'); break;
        case 'm': put_number(text, date->month, 2, '0'); break;
        case 'd': put_number(text, date->day, 2, '0'); break;
        case 'e': put_number(text, date->day, 2, ' '); break;
        case 'H': put_number(text, of_day / HOUR, 2, '0'); break;
        case 'M': put_number(text, of_day / MINUTE % MINUTE, 2, '0'); break;
        case 'S': put_number(text, of_day % MINUTE, 2, '0'); break;
        case 's': put_number(text, date->seconds, 1, '0'); break;
        case 'F': (void)put_date(text, "%Y-%m-%d", date); break;
        case 'T': (void)put_date(text, "%H:%M:%S", date); break;
        case 'Z': put_text(text, "UTC"); break;
        case 'a': put_three(text, days, date->days % 7); break;
        case 'b': put_three(text, months, date->month - 1); break;
        case '%': put(text, '%'); break;
        default: return format;
        }
    }
    return NULL;
}

/* The virtual clock begins where the calendar of systems does. */
static int64_t seconds_now(void)
{
    return weft__clock_virtual() ? weft__clock_now() / 1000000000 : (int64_t)time(NULL);
}

static int print_date(const struct call *call)
{
    struct text text = {.call = call};
    const struct date now = date_of(seconds_now());
    const char *word = next_word(call->words);
    bool given = call->count == 2 && *word == '+';

    if (call->count > 1 && !given)
        return complain(call, ": it takes only +FORMAT here", word);
    const char *unknown = put_date(&text, given ? word + 1 : "%a %b %e %T %Z %Y", &now);
    if (unknown)
        return complain(call, ": that part of a date is not known here", unknown);
    put(&text, '\n');
    return finish(&text);
}

/* ---- the others ---- */

static int succeed(const struct call *call)
{
    (void)call;
    return 0;
}

static int fail(const struct call *call)
{
    (void)call;
    return 1;
}

static int shell(const struct call *call)
{
    const char *option = next_word(call->words);

    if (call->count < 3 || strcmp(option, "-c") != 0)
        return complain(call, "it takes only -c and a line here", "");
    return weft__shell_run(call->place, call->command, next_word(option));
}

static const struct entry {
    const char *name;
    int (*run)(const struct call *call);
} table[] = {
    {"cat", cat}, {"date", print_date}, {"echo", echo}, {"false", fail}, {"printf", print}, {"sh", shell}, {"sleep", sleep_on}, {"true", succeed},
};

/* "/bin/echo" is echo. */
static const struct entry *find(const char *name)
{
    const char *slash = strrchr(name, '/');

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, slash ? slash + 1 : name) == 0)
            return &table[i];
    return NULL;
}

bool weft__command_exists(const char *name)
{
    return find(name) != NULL;
}

int weft__command_run(weft_place *place, struct weft__command *command, const char *words, int count)
{
    const struct entry *entry = find(words);

    if (!entry)
        return WEFT__COMMAND_MISSING;
    int code = entry->run(&(struct call){place, command, words, count});
    return code == WEFT_RESET || code == WEFT_CLOSED ? EXIT_PIPE : code;
}
