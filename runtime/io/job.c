/* Jobs: work beside the loop. A job is a record with a copy of its bytes; it belongs to its pool, not to the task that waits for it, and lives
 * until it has ended. The host runs it (port/job.h); where it has nobody for that, and under the virtual clock, it runs in place: on a
 * stack of its own, in a turn, and what it pretends to take is a timer.
 *
 *     offload ─► queue of its pool ─► host, or in place ─► completed ─► the task, if it still waits
 *
 * The end of a job makes room for the next one of its pool at once, without a turn in between. */
#include "io/job.h"

#include "port/stack.h"

#ifdef __wasm__
enum { STACK_BYTES = 64 * 1024 };
#else
enum { STACK_BYTES = 256 * 1024 };
#endif
enum { PLACES_IN_PLACE = 40 };

static weft_resource_kind a_job = {.name = "job", .noun = "the job"};
static weft_resource_kind a_pool = {.name = "pool", .noun = "the jobs of"};
static weft_wait_kind for_job = {.name = "job", .words = "waits for", .of = &a_job};
static weft_wait_kind for_place = {.name = "place", .words = "waits for a place for", .of = &a_job};
static weft_wait_kind for_last = {.name = "pool", .words = "waits for the end of", .of = &a_pool};

enum stage { QUEUED, HOSTED, TO_BEGIN, BEGUN, RETURNED, ENDED };

struct weft__place_job {
    struct weft__job asked;
    struct weft__node link, all;   /* in its pool's queue; among all jobs */
    weft_pool *pool;               /* NULL once it has left it */
    weft_place *place;
    struct weft__task *task;       /* NULL: nobody waits for it any more */
    struct weft__resource resource;
    size_t count;                  /* of the bytes that go there and back */
    uint8_t stage;
    bool told;                     /* its task wants to know that it has begun */
    bool quiet;                    /* the runtime's own: that it runs in place is nothing to say */
    weft_stack *stack;             /* in place */
    struct weft__timer timer;
    bool standing;
    _Alignas(max_align_t) char bytes[];
};

struct weft__place_job *weft__job_here;

static struct weft__list jobs; /* all that there are, the oldest first */
static weft_pool everybody = {.resource = {.name = "jobs"}};
static uint32_t debug_run;     /* the run that was warned */

/* ---- records ---- */

static size_t size_of(const struct weft__place_job *job)
{
    return sizeof *job + job->count + WEFT__JOB_WORDS;
}

static void free_stack(struct weft__place_job *job)
{
    if (!job->stack)
        return;
    weft__memory_stack(-(ptrdiff_t)weft__stack_size(job->stack));
    weft__stack_free(job->stack);
    job->stack = NULL;
}

static void forget(struct weft__place_job *job)
{
    weft__timer_cancel(&job->timer);
    free_stack(job);
    weft__list_remove(&jobs, &job->all);
    weft__loop.jobs--;
    weft__free(job, size_of(job));
}

/* At the end of a run, before its tasks go. */
static void forget_all(void)
{
    if (weft__calls_stop) /* no thread waits for the loop any more */
        weft__calls_stop();
    weft__host_end_jobs();
    while (jobs.first) {
        struct weft__place_job *job = weft__owner(jobs.first, struct weft__place_job, all);
        if (job->pool && job->pool != &everybody)
            job->pool->running = 0;
        forget(job);
    }
    everybody = (weft_pool){.resource = {.name = "jobs"}};
    weft__job_here = NULL;
}

static struct weft__ending ending = {.forget = forget_all};

/* ---- pools ---- */

static void serve(weft_pool *pool);

/* What a pool has from an earlier run is gone. */
static void use(weft_pool *pool)
{
    if (pool->run == weft__loop.run_number)
        return;
    pool->run = weft__loop.run_number;
    pool->running = 0;
    pool->queue = pool->closing = (struct weft__list){0};
}

static uint32_t most_of(const weft_pool *pool)
{
    uint32_t places = weft__clock_virtual() ? 0 : weft__tape == WEFT__PLAYS ? weft__options.job_places : weft__host_job_places();

    return pool->most ? pool->most : places ? places : PLACES_IN_PLACE;
}

static void level(weft_pool *pool)
{
    weft__level(&pool->resource, &a_pool, NULL, pool->running);
}

/* The job holds no place any more. */
static void leave_pool(struct weft__place_job *job)
{
    weft_pool *pool = job->pool;

    job->pool = NULL;
    if (job->stage == QUEUED)
        weft__list_remove(&pool->queue, &job->link);
    else
        pool->running--;
    level(pool);
    serve(pool);
    if (pool->closed && !pool->running && !pool->queue.first)
        weft__wake_all(&pool->closing, WEFT_OK, false);
}

/* ---- in place ---- */

static int call(void *arg)
{
    struct weft__place_job *job = arg;

    return job->asked.fn(job->asked.arg);
}

static bool blocks(int64_t nanoseconds);

static void resume(struct weft__place_job *job)
{
    weft__job_here = job;
    weft__loop.job_blocks = blocks;
    bool suspended = weft__stack_resume(job->stack, 0);
    weft__job_here = NULL;
    weft__loop.job_blocks = NULL;
    if (suspended)
        return;
    job->asked.operation.result = weft__stack_finish(job->stack);
    free_stack(job);
    job->stage = RETURNED; /* as what a thread posts, it comes in the next turn */
    weft__operation_call(&job->asked.operation);
    leave_pool(job);
}

static void fail(struct weft__place_job *job, int code)
{
    job->asked.operation.result = code;
    job->stage = RETURNED;
    weft__operation_call(&job->asked.operation);
}

static void begin_in_place(struct weft__place_job *job)
{
    if (weft__memory_allow())
        job->stack = weft__stack_new(STACK_BYTES, weft__options.census);
    if (!job->stack) {
        fail(job, WEFT_NO_MEMORY);
        leave_pool(job);
        return;
    }
    weft__memory_stack((ptrdiff_t)weft__stack_size(job->stack));
    weft__stack_reset(job->stack, call, job);
    job->stage = BEGUN;
    resume(job);
}

static void go_on(struct weft__timer *timer, int64_t now)
{
    struct weft__place_job *job = weft__owner(timer, struct weft__place_job, timer);

    (void)now;
    job->standing = false;
    resume(job);
}

static struct weft__timer_kind goes_on = {.name = "job_goes_on", .fire = go_on};

void weft__job_stand(struct weft__place_job *job, int64_t nanoseconds)
{
    job->standing = true;
    weft__timer_set(&job->timer, nanoseconds == WEFT__FOR_EVER ? INT64_MAX - 1 : weft__clock_after(nanoseconds), &goes_on, NULL, job->place);
    (void)weft__stack_suspend();
}

void weft__job_go_on(struct weft__place_job *job)
{
    if (job->standing)
        weft__timer_make_due(&job->timer);
}

/* weft_block, in a job (core/block.c). */
static bool blocks(int64_t nanoseconds)
{
    if (!weft__clock_virtual())
        return false;
    weft__job_stand(weft__job_here, nanoseconds);
    return true;
}

static void say_in_place(const struct weft__place_job *job)
{
    if (!weft__options.debug || job->quiet || weft__clock_virtual() || debug_run == weft__loop.run_number)
        return;
    debug_run = weft__loop.run_number;
    weft__output_flush();
    weft__say("weft: debug: the job %s runs in place, and nothing else runs meanwhile: this host has no %s; asked for at %p\n",
              job->place->words, job->asked.shared ? "threads" : "workers", job->place);
}

/* ---- begin and end ---- */

static void complete(struct weft__place_job *job)
{
    job->stage = ENDED;
    if (!job->task)
        forget(job);
    else if (job->task->waiting && job->task->waiting->resource == &job->resource)
        weft__wake(job->task, WEFT_OK, true); /* mutant: job-handed */
}

static void completed(struct weft__operation *operation, int64_t now)
{
    struct weft__place_job *job = weft__owner(operation, struct weft__place_job, asked.operation);

    (void)now;
    if (job->stage == TO_BEGIN) {
        begin_in_place(job);
        return;
    }
    if (job->pool)
        leave_pool(job);
    complete(job);
}

static const struct weft__operation_kind hosted = {.completed = completed, .holds_clock = true};
static const struct weft__operation_kind in_place = {.completed = completed};

static void begin(struct weft__place_job *job)
{
    struct weft__operation *operation = &job->asked.operation;
    int err = WEFT_UNSUPPORTED;

    job->pool->running++;
    level(job->pool);
    operation->kind = &hosted;
    if (!weft__clock_virtual())
        err = weft__operation_begun(operation, weft__tape == WEFT__PLAYS ? WEFT_OK : weft__host_submit_job(&job->asked));
    job->stage = err ? TO_BEGIN : HOSTED;
    if (job->told && job->task->waiting && job->task->waiting->kind == &for_place)
        weft__wake(job->task, WEFT_OK, false);
    if (!err)
        return;
    operation->kind = &in_place;
    if (err == WEFT_UNSUPPORTED) {
        say_in_place(job);
        weft__operation_call(operation);
    } else {
        fail(job, err);
    }
}

/* The next of a pool begin, while there are places. */
static void serve(weft_pool *pool)
{
    uint32_t most = most_of(pool);

    while (pool->queue.first && pool->running < most) { /* mutant: job-places */
        struct weft__place_job *job = weft__owner(pool->queue.first, struct weft__place_job, link);
        weft__list_remove(&pool->queue, &job->link);
        begin(job);
    }
}

enum kind { COPIED, SHARED, OWN };

static struct weft__place_job *make(weft_place *place, weft_job_function *fn, const weft_job_options *options, size_t count, enum kind kind)
{
    bool shared = kind != COPIED;

    struct weft__place_job *job = weft__alloc(sizeof *job + count + WEFT__JOB_WORDS);

    if (!job)
        return NULL;
    *job = (struct weft__place_job){.place = place, .task = weft__self(), .count = count, .quiet = kind == OWN, .resource = {.name = place->words}};
    memset(job->bytes + count, 0, WEFT__JOB_WORDS);
    if (count)
        memcpy(job->bytes, options->bytes, count);
    job->asked = (struct weft__job){.fn = fn, .arg = shared ? options->bytes : job->bytes, .shared = shared};
    job->asked.operation = (struct weft__operation){.verb = WEFT__JOB, .text = place->words, .bytes = job->bytes,
                                                   .count = count + WEFT__JOB_WORDS};
    weft__list_append(&jobs, &job->all);
    weft__loop.jobs++;
    (void)weft__at_end(&ending);
    return job;
}

/* Nobody waits for it any more. One that has not begun never does. */
static void abandon(struct weft__place_job *job)
{
    job->task = NULL;
    if (job->stage == QUEUED)
        leave_pool(job);
    else if (job->stage != ENDED)
        return; /* mutant: job-goes-on */
    forget(job);
}

static int take_result(struct weft__place_job *job, void *bytes)
{
    int result = job->asked.operation.result;
    weft_place *place = job->place;

    if (result == WEFT_DIED)
        weft__task_error(place, result, job->bytes + job->count);
    else if (job->count)
        memcpy(bytes, job->bytes, job->count);
    forget(job);
    return result;
}

/* Waits until the job has ended. */
static int wait_for(weft_place *place, struct weft__place_job *job, bool to_end)
{
    struct weft__wait wait = {.place = place, .kind = &for_job, .resource = &job->resource};

    if (to_end && job->stage == QUEUED) {
        job->told = true;
        WEFT_TRY(weft__park(&(struct weft__wait){.place = place, .kind = &for_place, .resource = &job->resource}));
    }
    if (job->stage == ENDED)
        return WEFT_OK;
    if (!to_end)
        return weft__park(&wait);
    weft__task_hold_back(); /* mutant: job-to-end */
    int err = weft__park(&wait);
    weft__task_let_through();
    return err;
}

/* A word of the bytes that is an address of the program's own. */
static bool holds_pointer(const struct weft__task *task, const void *bytes, size_t count)
{
    const char *at = bytes;

    for (size_t i = 0; (uintptr_t)at % sizeof(void *) == 0 && i + sizeof(void *) <= count; i += sizeof(void *)) {
        void *word;
        memcpy(&word, at + i, sizeof word);
        if (sizeof word >= 8 && (weft__host_owns(word) || weft__task_holds(task, word)))
            return true;
    }
    return false;
}

static int offload(weft_place *place, weft_job_function *fn, const weft_job_options *options, size_t count, enum kind kind)
{
    struct weft__task *task = weft__self();
    weft_pool *pool = options->pool ? options->pool : &everybody;

    if (!task)
        return WEFT_USAGE;
    if (!fn || (count && !options->bytes) || count > INT32_MAX - WEFT__JOB_WORDS)
        return WEFT_INVALID;
    use(pool);
    if (pool->closed) {
        weft__task_error(place, WEFT_USAGE, "the pool is closed: it takes no more jobs");
        return WEFT_USAGE;
    }
    if (weft__options.debug && holds_pointer(task, options->bytes, count)) {
        weft__task_error(place, WEFT_INVALID, "a pointer is among the bytes of a job, where it means nothing: copy what it points to");
        return WEFT_INVALID;
    }
    if (options->to_end && weft__task_hear_now())
        return WEFT_CANCELLED;
    struct weft__place_job *job = make(place, fn, options, count, kind);
    if (!job)
        return WEFT_NO_MEMORY;
    job->pool = pool;
    weft__list_append(&pool->queue, &job->link);
    serve(pool);
    int err = wait_for(place, job, options->to_end);
    if (!err)
        return take_result(job, options->bytes);
    abandon(job);
    return err;
}

int weft__offload(weft_place *place, weft_job_function *fn, const weft_job_options *options, size_t count)
{
    return offload(place, fn, options, options->count ? options->count : count, COPIED);
}

int weft__to_thread(weft_place *place, weft_job_function *fn, const weft_job_options *options)
{
    return offload(place, fn, options, 0, SHARED);
}

int weft__job_of_runtime(weft_place *place, weft_job_function *fn, void *arg)
{
    return offload(place, fn, &(weft_job_options){.bytes = arg, .to_end = true}, 0, OWN);
}

int weft_pool_close(weft_place *place, weft_pool *pool)
{
    if (!weft__self())
        return WEFT_USAGE;
    use(pool);
    weft__name_by_place(&pool->resource, place);
    pool->closed = true;
    if (!pool->running && !pool->queue.first)
        return WEFT_OK;
    return weft__park(&(struct weft__wait){.place = place, .kind = &for_last, .list = &pool->closing, .resource = &pool->resource});
}

void weft_jobs_limit(uint32_t most)
{
    use(&everybody);
    everybody.most = most;
    serve(&everybody);
}

static size_t count_jobs(bool waiting)
{
    size_t count = 0;

    for (const struct weft__node *node = jobs.first; node; node = node->next) {
        const struct weft__place_job *job = weft__owner(node, const struct weft__place_job, all);
        count += waiting ? job->stage == QUEUED : job->stage > QUEUED && job->stage < RETURNED;
    }
    return count;
}

size_t weft_jobs_running(void)
{
    return count_jobs(false);
}

size_t weft_jobs_waiting(void)
{
    return count_jobs(true);
}
