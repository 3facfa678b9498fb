/* What looks like a mistake and is none: it compiles without a word. */
#include "weft.h"

struct job { int number, parts; };
typedef WEFT_QUEUE(struct job, 2) job_queue;
typedef WEFT_QUEUE(const char *, 2) word_queue;
typedef WEFT_SENDER(struct job) job_sender;

static int work(void *arg) { return arg ? WEFT_OK : WEFT_INVALID; }
static int numbers(weft_generator *generator, void *arg)
{
    (void)arg;
    return weft_give(generator, &(struct job){1, 2});
}

static int mix(job_queue *jobs, word_queue *words, job_sender *out, const void *anything)
{
    const struct job fixed = {1, 2};
    const char *word = "word";
    weft_call call = {work, &word};
    WEFT_GENERATOR(generator, numbers, NULL);

    WEFT_TRY(weft_put(jobs, &fixed));
    WEFT_TRY(weft_put(jobs, anything));
    WEFT_TRY(weft_put(jobs, NULL));
    WEFT_TRY(weft_put(jobs, &(struct job){1, 2}));
    WEFT_TRY(weft_put(jobs, &(struct job){fixed.parts, out != NULL}));
    WEFT_TRY(weft_send(out, &(struct job){.number = fixed.number}));
    WEFT_TRY(weft_put_nowait(jobs, &(struct job){.number = 1, .parts = 2}));
    WEFT_TRY(weft_put(words, &word));
    WEFT_TRY(weft_send(out, &(struct job){1, 2}));
    WEFT_TRY(weft_send_nowait(out, &(struct job){1, 2}));
    WEFT_TRY(weft_gather({work, &(struct job){1, 2}}, call, {work, &word}));
    (void)weft_spawn(work, &(struct job){1, 2});
    return weft_wait_for(weft_gather({work, &word}), 1);
}

int main(void) { return mix(NULL, NULL, NULL, NULL); }
