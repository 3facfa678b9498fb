/* What a process is started with, as texts one behind the other: port/process.h says which. */
#include "io/process.h"

/* Counts, and writes where there is memory to. */
struct writer {
    char *at;
    size_t count;
};

static void put(struct writer *writer, char letter, const char *text)
{
    size_t length = strlen(text);

    writer->count += length + 2;
    if (!writer->at)
        return;
    *writer->at++ = letter;
    memcpy(writer->at, text, length + 1);
    writer->at += length + 1;
}

static void put_all(struct writer *writer, char letter, const char *const *texts)
{
    for (; texts && *texts; texts++)
        put(writer, letter, *texts);
}

static void write_request(struct writer *writer, const weft_process_options *options)
{
    static const char letters[] = {'i', 'p', 'n', 'o'};
    const char streams[] = {letters[options->out], letters[options->err], options->new_session ? 's' : '-', '\0'};

    put(writer, letters[options->in], streams);
    put(writer, 'x', options->shell ? "/bin/sh" : options->program);
    if (options->shell) {
        put(writer, 'a', "-c");
        put(writer, 'a', options->program);
    }
    put_all(writer, 'a', options->arguments);
    if (options->folder)
        put(writer, 'd', options->folder);
    if (options->environment)
        put(writer, 'E', "");
    put_all(writer, 'e', options->environment);
    if (writer->at)
        *writer->at = '\0';
    writer->count++;
}

char *weft__process_request(const weft_process_options *options, size_t *bytes)
{
    struct writer counter = {NULL, 0};

    write_request(&counter, options);
    char *text = weft__alloc(counter.count);
    if (text)
        write_request(&(struct writer){.at = text}, options);
    *bytes = counter.count;
    return text;
}
