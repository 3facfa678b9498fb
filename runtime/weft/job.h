/* weft/job.h: work that computes or blocks, beside the loop. Jobs as in asyncio's executors and Trio's threads, on
 * every host; and, natively, threads that share memory with the loop and call into it.
 *
 *     struct count { int limit, found; };
 *
 *     static int count_primes(void *bytes)                       not a task: it may block, and may not wait
 *     {
 *         struct count *part = bytes;
 *         for (int n = 2; n < part->limit; n++) part->found += is_prime(n);
 *         return WEFT_OK;
 *     }
 *     ...
 *     struct count part = {.limit = 1000000};
 *     WEFT_TRY(weft_offload(count_primes, &part));               others run meanwhile; part.found is there
 *
 * What holds for jobs:
 *   - A job's function sees its bytes and constants, nothing else. The bytes are copied to where it runs, and back
 *     when it has returned. In Node and in pages that is another instance of the same program, in a worker: main
 *     never ran there, its variables have the values that they have in the source, and a pointer among the bytes
 *     means nothing. Natively debug mode refuses such pointers.
 *   - Natively a thread of a pool runs it. Where there is nobody beside the loop (a plain WASI engine) it runs in
 *     place and everything else stands still; debug mode says so.
 *   - Under the virtual clock it runs in place, in a turn of its own. What it pretends to take with weft_block is
 *     charged to it alone: three jobs of 2 s that begin at one time end 2 s later. So the lines are the same on every
 *     host.
 *   - Of Weft it may call weft_block. Functions that wait return WEFT_USAGE there, as in a callback. What it prints
 *     is printed.
 *   - Its stack: natively that of a thread, 256 KiB under the virtual clock; in wasm 64 KiB.
 *   - The run does not end before its jobs have (asyncio.run waits for its threads, too). A fatal end waits for those
 *     natively, and ends them elsewhere.
 *   - Recorded are a job's result and its bytes: a replay runs no job. */
#ifndef WEFT_JOB_H
#define WEFT_JOB_H

#include "weft.h"

/* What else can become of a job. */
enum weft_job_code {
    WEFT_DIED = -21, /* its function trapped, or ended the program it ran in (BrokenProcessPool). In a worker only:
                        natively that ends the whole program. weft_error_text() says why */
};

/* A job's function: gets the address of its bytes, and returns OK, a code of the program's (1 to 99), or one of the
 * runtime's. */
typedef int weft_job_function(void *bytes);

/* A bound on how many of its jobs run at once; the others begin in the order in which they came. `= {0}` is ready to
 * use (concurrent.futures.Executor, trio.CapacityLimiter). Jobs that name no pool share one of the run's. */
typedef struct weft_pool {
    uint32_t most; /* 0: as many as the host has places for: 40 threads natively, the number of processors in Node and
                      in pages, 40 under the virtual clock */
    /* private */
    struct weft__resource resource;
    struct weft__list queue;   /* jobs that have not begun */
    struct weft__list closing; /* tasks that wait for its last job */
    uint32_t running, run;
    bool closed;
} weft_pool;

/* What a job is given; the macros below fill it in. */
typedef struct weft_job_options {
    void *bytes;     /* the second argument: what it works on */
    size_t count;    /* how many bytes, if it is not all of `*bytes` */
    bool to_end;     /* a cancel waits for the job's end, and is delivered at the task's next wait; one that comes
                        before the job has begun is delivered at once (Trio's default) */
    weft_pool *pool; /* whose places it takes; NULL: the run's */
} weft_job_options;

/* Runs `fn` on a copy of `*bytes` beside the loop, waits until it has returned, copies the bytes back, and returns
 * its result. Behind the two there may be options: `.to_end = true`, `.pool = &pool`, `.count = n`. CANCELLED: the
 * task goes on at once, the job runs to its end if it has begun, and what it gives is dropped (asyncio's default).
 * Also: DIED, NO_MEMORY, USAGE (no task, or the pool is closed), INVALID. (loop.run_in_executor,
 * trio.to_process.run_sync) */
#define weft_offload(fn, ...)                                                                            \
    weft__offload(WEFT_HERE(#fn), fn, &(weft_job_options){.bytes = __VA_ARGS__}, sizeof *WEFT__FIRST(__VA_ARGS__, 0))
WEFT_WAITS int weft__offload(weft_place *place, weft_job_function *fn, const weft_job_options *options, size_t count);

/* The same with memory that the function shares with everybody: `arg` is given to it as it is. Natively it runs in a
 * thread, and it is for you to see that nobody else touches what it touches. Under the virtual clock and in wasm it
 * runs in place; on the real clock of a wasm host everything else then stands still, and debug mode says so. A
 * recording holds its result only. (asyncio.to_thread, trio.to_thread.run_sync) */
#define weft_to_thread(fn, ...) weft__to_thread(WEFT_HERE(#fn), fn, &(weft_job_options){.bytes = __VA_ARGS__})
WEFT_WAITS int weft__to_thread(weft_place *place, weft_job_function *fn, const weft_job_options *options);

/* Takes no more jobs, and waits until all that it has have ended. Closing twice is fine. OK, CANCELLED (it is closed
 * all the same), USAGE. (Executor.shutdown) */
WEFT_WAITS int weft_pool_close(weft_place *place, weft_pool *pool);
#define weft_pool_close(pool) weft_pool_close(WEFT_HERE(#pool), pool)

/* Sets the bound of the run's own pool, for this run; 0: as the host has places. (set_default_executor,
 * current_default_thread_limiter().total_tokens) */
void weft_jobs_limit(uint32_t most);

/* How many jobs run now, and how many wait for a place; also those that nobody waits for any more. */
size_t weft_jobs_running(void);
size_t weft_jobs_waiting(void);

/* ---- One call for all -----------------------------------------------------------------------------------------------
 *
 *     static const weft_work resize = {.job = resize_image, .name = "resize"};
 *     static const weft_work fetch = {.task = fetch_page, .name = "fetch"};
 *     WEFT_TRY(weft_do(&resize, &picture));                      beside the loop
 *     WEFT_TRY(weft_do(&fetch, &page));                          in a task of its own */

/* How a function wants to run: set one of the three. */
typedef struct weft_work {
    weft_job_function *job;     /* it computes or blocks: beside the loop, on a copy of its bytes */
    weft_task_function *task;   /* it waits: in a task */
    weft_job_function *plain;   /* it is quick: here and now */
    const char *name;           /* for reports; the text is not copied */
} weft_work;

/* Does the work where its declaration says, waits for it and returns its result. A cancel goes on to a task. INVALID:
 * it declares nothing, or more than one thing. (the decorator @unsync) */
#define weft_do(work, bytes) weft__do(WEFT_HERE(#work), work, bytes, sizeof *(bytes))
WEFT_WAITS int weft__do(weft_place *place, const weft_work *work, void *bytes, size_t count);

/* ---- From other threads ---------------------------------------------------------------------------------------------
 *
 *     static int thread(void *arg)                               in weft_to_thread, or a thread of your own
 *     {
 *         WEFT_THREAD_FUTURE(future);
 *         struct question question = {.value = 21};
 *
 *         WEFT_TRY(weft_spawn_from_thread(&future, answer, &question));
 *         return weft_thread_result(&future, 5);                 blocks this thread, for 5 s at most
 *     }
 *
 * These, and no others, may be called from any thread while a run goes on; debug mode ends the program with a
 * sentence when another one is. While a program can be called from threads, a run on the real clock that has nothing
 * to do waits for that, and is no deadlock. weft_to_thread's functions may call them everywhere, under the virtual
 * clock and in wasm, too. */

struct weft__call;

/* Natively a mark in the program says, before anything is called, that its threads may call. */
#define WEFT__CALLED_FROM_THREADS                                                        \
    (__extension__({                                                                     \
        static const char weft__mark __attribute__((section("weft_threads"), used)) = 1; \
        (void)weft__mark;                                                                \
    }))

/* The result, to come, of a task that another thread has asked for (concurrent.futures.Future). */
typedef struct weft_thread_future {
    /* private */
    struct weft__call *call;
} weft_thread_future;

/* Declares one, which is let go when the scope is left; the task goes on. */
#define WEFT_THREAD_FUTURE(variable) \
    weft_thread_future variable __attribute__((cleanup(weft__thread_future_leave), unused)) = {0}

/* Calls `fn(arg)` in the loop, in its next turn, after what was asked for before. OK, NO_MEMORY, CLOSED (there is no
 * run). (loop.call_soon_threadsafe) */
WEFT_CHECKED int weft_call_from_thread(weft_callback *fn, void *arg);
#define weft_call_from_thread(fn, arg) (WEFT__CALLED_FROM_THREADS, weft_call_from_thread(fn, arg))

/* Spawns the task `fn(arg)` in the loop. What `arg` points to must live until the task has ended. OK, NO_MEMORY,
 * CLOSED, USAGE (the future is in use). (asyncio.run_coroutine_threadsafe) */
WEFT_CHECKED int weft_spawn_from_thread(weft_place *place, weft_thread_future *future, weft_task_function *fn,
                                        void *arg);
#define weft_spawn_from_thread(future, fn, arg) \
    (WEFT__CALLED_FROM_THREADS, weft_spawn_from_thread(WEFT_HERE(#fn), future, fn, arg))

/* Blocks this thread until the task has ended, and returns what it returned: CANCELLED when it was cancelled,
 * NO_MEMORY when it could not be spawned. TIMEOUT after so many seconds: the task goes on, and you may ask again.
 * CLOSED: the run has ended without it. USAGE: nothing was asked for, or the loop itself asks. (Future.result) */
WEFT_CHECKED int weft_thread_result(weft_thread_future *future, double seconds);

/* Whether the task has ended (Future.done). */
bool weft_thread_done(const weft_thread_future *future);

/* Cancels the task, in the loop's next turn. Does nothing when it has ended (Future.cancel). */
void weft_thread_cancel(weft_thread_future *future);

/* ---- Private building blocks ------------------------------------------------------------------------------------ */

#define WEFT__FIRST(first, ...) (first)
void weft__thread_future_leave(weft_thread_future *future);

#endif
