/* Weft: asyncio for C. The whole public interface and its manual.
 *
 * A task is a C function that waits by calling ordinary functions. While it waits, others run. One thread runs
 * them all, so between two waits nothing else moves and no data needs a lock.
 *
 *     static int hello(void *arg)
 *     {
 *         WEFT_TRY(weft_sleep(1));
 *         printf("hello, %s\n", (char *)arg);
 *         return WEFT_OK;
 *     }
 *     static int amain(void *arg) { return weft_gather({hello, "warp"}, {hello, "weft"}); }
 *     int main(void) { return weft_run(amain, NULL); }
 *
 * What holds everywhere:
 *   - A function that may wait is marked WEFT_WAITS. It returns WEFT_OK (0) or an error: negative codes are the
 *     runtime's, positive ones (1 to 99) the program's. Nothing else ever switches tasks. Where no task runs (in a
 *     callback, outside weft_run), it returns WEFT_USAGE.
 *   - A wait may return WEFT_CANCELLED: somebody has asked this task to stop. Each request is delivered once, so
 *     clean-up may wait. Pass the code on when done, as `raise` would.
 *   - Seconds are doubles: 0.5 is half a second. Negative and zero mean "now", NaN is WEFT_INVALID, WEFT_FOREVER
 *     is no limit. Inside, time is whole nanoseconds.
 *   - What you place on your stack (lock, queue, group, ...) is ready to use as `= {0}` and is never allocated.
 *     It must outlive the tasks that use it: declare it above the group that runs them.
 *   - Many names below are macros that add one thing, the place in the source, to the function of the same name;
 *     they use each argument once. UPPER_CASE macros declare something, or (WEFT_TRY only) may leave the function.
 *   - Fields below a "private" line belong to the runtime: do not touch them.
 *
 * Names follow Python's asyncio; where a name comes from elsewhere, its comment says so. */
#ifndef WEFT_H
#define WEFT_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#error "weft.h is a C11 header; wrap the tasks of a C++ program in C files"
#endif

/* The version of this header and of the library that belongs to it. */
#define WEFT_VERSION "0.1.0"

/* ---- Errors -------------------------------------------------------------------------------------------------------
 *
 *     int err = weft_wait_for(fetch(&page), 2.0);
 *     if (err == WEFT_TIMEOUT) return use_cache(&page);
 *     if (err) return err;                                 or, in one word:  WEFT_TRY(fetch(&page)); */

/* What every function that can fail returns, beside the codes of the program's own, 1 to 99. */
enum weft_code {
    WEFT_OK = 0,
    WEFT_CANCELLED = -1,   /* this task was asked to stop (asyncio.CancelledError) */
    WEFT_TIMEOUT = -2,     /* the time given was over first (TimeoutError) */
    WEFT_CLOSED = -3,      /* the group, queue or resource takes no more (QueueShutDown) */
    WEFT_NO_MEMORY = -4,   /* an allocation failed; nothing was changed */
    WEFT_UNSUPPORTED = -5, /* that cannot be done on this host, or with these options of the run */
    WEFT_INVALID = -6,     /* an argument has no meaning here: NaN seconds, no function (ValueError) */
    WEFT_USAGE = -7,       /* a call that is wrong here: outside a task, a stranger's unlock (RuntimeError) */
    WEFT_STALE = -8,       /* the task named is gone: it was reaped, its group has ended, or it ended long ago */
    WEFT_EMPTY = -9,       /* nothing to take without waiting (QueueEmpty) */
    WEFT_FULL = -10,       /* no room without waiting (QueueFull) */
    WEFT_PENDING = -11,    /* the task is not done yet (InvalidStateError) */
    WEFT_HOST = -12,       /* the host failed at what it was asked: a function of JavaScript's threw (weft/library.h) */
    WEFT_BROKEN = -13,     /* the others never come: a barrier was reset, a lock's holder or all receivers are gone */
};

/* What the process ends with. A program's own codes are 0 to 99, those of the command line and of hosts 120 to
 * 122. */
enum weft_exit {
    WEFT_EXIT_DEADLOCK = 100,    /* nothing could ever run again; a report was written */
    WEFT_EXIT_CANCELLED = 101,   /* main ended with WEFT_CANCELLED */
    WEFT_EXIT_OVERFLOW = 102,    /* a task's stack was too small */
    WEFT_EXIT_TRAP = 103,        /* the engine stopped the program (the host says so) */
    WEFT_EXIT_NO_MEMORY = 104,   /* main could not be started, or ended with WEFT_NO_MEMORY */
    WEFT_EXIT_FAILED = 105,      /* main ended with another of the runtime's codes, or left something on its stack */
    WEFT_EXIT_HOST = 106,        /* the host failed: output was lost, or it could not wait */
    WEFT_EXIT_UNTIL = 107,       /* the time given with --until was reached */
    WEFT_EXIT_INTERRUPTED = 109, /* Ctrl-C, and the program did not handle it */
    WEFT_EXIT_DIFFERS = 110,     /* a replay differs from its recording; a sentence says where */
    WEFT_EXIT_OPTION = 120,      /* an option of the run has no meaning, and it did not begin */
};

/* The sentence for a code of the runtime's ("timed out"); "failed" for a positive one. Never NULL. */
const char *weft_error_name(int code);

/* Whether a code is a failure: neither OK nor a cancel, which somebody has asked for (`except Exception`).
 *     if (weft_is_failure(err)) log_it(err); */
static inline bool weft_is_failure(int code)
{
    return code != WEFT_OK && code != WEFT_CANCELLED;
}

/* Leaves the enclosing function with the error of `call`, if it has one. No other macro leaves a function. A
 * WEFT_TIMEOUT or WEFT_GROUP that it stands in ends with that error, too, and may make it another one: a TIMEOUT or the
 * failure of a task instead of the CANCELLED that they asked for. WEFT_TRY(weft_raise(...)) so leaves with a failure of
 * your own. */
#define WEFT_TRY(call)                                                           \
    do {                                                                         \
        int weft__error = (call);                                                \
        if (weft__error)                                                         \
            return WEFT__SCOPED ? weft__scope_left(weft__error) : weft__error;   \
    } while (0)

/* On every function that may wait: a suspension point. Its result must be looked at. */
#define WEFT_WAITS __attribute__((warn_unused_result))

/* On a function that never waits, and whose result must be looked at all the same. */
#define WEFT_CHECKED __attribute__((warn_unused_result))

/* A place in the source, recorded by the macros below. One static record for each call in the text. */
typedef struct weft_place {
    const char *file;     /* as given to the compiler */
    const char *function; /* the enclosing function */
    const char *words;    /* the words of the argument that names the resource: "&counter->lock" */
    int line;
    /* private */
    uint32_t id;             /* its number in the trace of run `run` */
    uint32_t run;            /* the run that gave it this number */
    uint32_t most;           /* census: the most stack that a task spawned here has used */
    struct weft_place *next; /* census: the places that spawned */
} weft_place;

/* The place in the source where this macro stands, for your own functions that pass the place of their caller on.
 * `argument_words`, a literal, names the resource. */
#define WEFT_HERE(argument_words)                                                             \
    (__extension__({                                                                          \
        static weft_place weft__here = {                                                      \
            .file = __FILE__, .function = __func__, .words = argument_words, .line = __LINE__}; \
        &weft__here;                                                                          \
    }))

/* ---- Private building blocks of the structs below -------------------------------------------------------------- */

/* Whether it is read in the scope of a WEFT_TIMEOUT or WEFT_GROUP of the same function: there a type of that name,
 * which may be declared again and again, hides this constant. */
enum { weft__scope = 0 };
#define WEFT__SCOPED (sizeof(weft__scope) != sizeof(int))
#define WEFT__SCOPE_BEGINS(call) /* `call` is a declaration; it may ask for WEFT__SCOPED around it */         \
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wshadow\"")                            \
    call;                                                                                                    \
    typedef char weft__scope[2 * sizeof(int)] __attribute__((unused));                                       \
    _Pragma("GCC diagnostic pop")
struct weft_timeout;
int weft__scope_left(int err);

/* The value of a macro, which must be looked at: compilers say nothing of an unused `a ? f() : g()`. */
static inline WEFT_CHECKED int weft__value(int code)
{
    return code;
}

/* The last argument of a macro, whole: a compound literal has commas. Two of them do not compile. */
static inline void *weft__one(void *pointer)
{
    return pointer;
}

/* Refuses to compile, with a sentence, an item whose type is another one. `void *` fits everything; a macro that only
 * reads its item takes a pointer to const, too. An item is `...`: it may be a compound literal. */
#define WEFT__IS(type, ...) __builtin_types_compatible_p(type, __typeof__(1 ? (__VA_ARGS__) : (__VA_ARGS__)))
#define WEFT__REFUSE_UNLESS(holds, sentence) /* in a block: elsewhere clang wants constant values in literals */ \
    ((void)__extension__({                                            \
        _Static_assert(holds, sentence);                              \
        0;                                                            \
    }))
#define WEFT__WRITES(typed, sentence, ...) \
    WEFT__REFUSE_UNLESS(WEFT__IS(__typeof__(typed), __VA_ARGS__) || WEFT__IS(void *, __VA_ARGS__), sentence)
#define WEFT__READS(typed, sentence, ...)                                                                     \
    WEFT__REFUSE_UNLESS(WEFT__IS(__typeof__(typed), __VA_ARGS__) || WEFT__IS(void *, __VA_ARGS__) ||           \
                            WEFT__IS(const __typeof__(*(typed)) *, __VA_ARGS__) ||                             \
                            WEFT__IS(const void *, __VA_ARGS__),                                               \
                        sentence)

struct weft__task;
struct weft__timer_kind;
struct weft__binding;
struct weft_context;
struct weft_timeout;

struct weft__node { struct weft__node *next, *previous; };
struct weft__list { struct weft__node *first, *last; };

/* An entry of the ready list; see core.h. */
struct weft__ready {
    struct weft__node node;
    uint8_t kind;   /* enum weft__ready_kind */
    bool queued;    /* in the list */
    uint64_t cause; /* trace: the record that made it ready */
};

/* A timer: in the heap until due, then an entry of the ready list, then gone. */
struct weft__timer {
    struct weft__ready ready;
    int64_t due;       /* ns since the run began */
    uint64_t sequence; /* registration order; breaks ties and is the timer's id in the trace; 0: not set */
    struct weft__timer *child, *sibling, *previous;
    struct weft__timer_kind *kind; /* what happens when it is due */
    bool scheduled;                /* in the heap */
};

/* Something that was asked of the host: see port/host.h. Hosts in other languages read and write what stands above the
 * core's own in linear memory: its places are part of the protocol. */
struct weft__operation_kind;
struct weft__operation {
    struct weft__operation *next, *previous; /* the host's while it is submitted */
    struct weft__operation *inbox;           /* the next in the inbox */
    uint8_t verb;                            /* enum weft__verb */
    uint8_t state;                           /* enum weft__operation_state */
    bool queued;                             /* in the inbox */
    bool background;                         /* nobody waits for it in particular */
    int32_t descriptor;
    int32_t result;                          /* see the verbs; below 0: enum weft_code */
    int32_t host_error;                      /* errno or WASI's number, for words only */
    void *bytes;                             /* what is brought lies here: at most `count` */
    size_t count;
    const char *text;                        /* what is asked for, in words that end with a NUL */
    /* the core's own */
    const struct weft__operation_kind *kind;
    struct weft__ready ready;                /* its handle */
    uint32_t number;                         /* its id in the trace */
};

/* What a primitive is to reports and the trace. */
struct weft__resource {
    const char *name; /* NULL: not yet waited on */
    uint32_t id;      /* its number in the trace of run `run` */
    uint32_t run;
};

/* ---- Tasks: names -------------------------------------------------------------------------------------------------
 *
 * A task is named by a small value. The name of a task that is gone is refused with WEFT_STALE, never followed.
 * `(weft_task){0}` names none.
 *
 * You can ask about a task of a group, and join it, until the group has ended. A task of the root group that has ended
 * is kept until the run ends, joined or not. There is a bound, so that a server can spawn for ever: the runtime keeps
 * as many ended tasks as were unfinished at one time, at least 1000. The one that ended first goes first; if it failed
 * and nobody has looked at it, the handler of weft_on_error then gets its error. A join or a weft_join_all that waits
 * keeps its tasks longer. To look at many results much later, spawn into a group. */

/* The name of a task: a value to copy and to compare, never followed when the task is gone. */
typedef struct weft_task {
    uint32_t slot; /* 0: no task */
    uint32_t generation;
} weft_task;

/* What the runtime holds of a program's, if it lies on a task's stack: private. */
struct weft__held {
    struct weft__held *older;
    const struct weft__held_kind *kind; /* NULL: it is not in the list of its task */
    weft_place *place;
    uintptr_t lowest; /* the address from which on the stack must stay in use */
    uintptr_t seal;   /* shows whether something was written over it */
    weft_task holder; /* whose stack it is */
};

/* Whether both are the name of one task, or of none. (`is` between two asyncio tasks) */
static inline bool weft_task_same(weft_task a, weft_task b)
{
    return a.slot == b.slot && (a.slot == 0 || a.generation == b.generation);
}

/* Whether it names a task, gone or not: false for {0}, and for what a refused spawn returned, whose weft_join says why
 * (task is not None).
 *     if (!weft_task_is(weft_group_spawn(&group, serve, &client))) turn_away(&client); */
static inline bool weft_task_is(weft_task task)
{
    return task.slot != 0;
}

/* The body of a task. `arg` points at its inputs and outputs, usually a struct on the spawner's stack. */
typedef int weft_task_function(void *arg);

/* A callback: runs in the loop, not in a task, and may not wait. */
typedef void weft_callback(void *arg);

/* ---- Run and time -------------------------------------------------------------------------------------------------
 *
 *     int main(void) { return weft_run(amain, NULL); }        double before = weft_time(); */

/* Runs `fn(arg)` as the main task until it ends. Then it cancels and awaits every task that is left, those of groups
 * included, again until none is left, and lets callbacks that are ready run (asyncio.run). Returns what the process
 * should exit with: 0 when main returned WEFT_OK, main's own positive code (at most 99), or an enum weft_exit. It
 * prints a failure on stderr with its text and place. You may call it again afterwards; the clock then begins at 0.
 * Inside a run, or without a function, it prints a sentence and returns WEFT_EXIT_FAILED.
 *
 * Options of the run (clock, seed, stamps, ...) come from the environment: docs/guide.md lists them. */
int weft_run(weft_place *place, weft_task_function *fn, void *arg);
#define weft_run(fn, arg) weft_run(WEFT_HERE(#fn), fn, arg)

/* What a run used and left behind, for tests of programs and of hosts. */
typedef struct weft_run_outcome {
    size_t tasks, timers, waiters; /* unfinished at the end: 0 but after a deadlock, a fatal end, timers left running */
    size_t bytes;                  /* that the runtime still holds: always 0 */
    size_t turns, steps;           /* passes of the loop, handles run */
    double seconds;                /* on the run's clock */
} weft_run_outcome;

/* Whether a run reports steps that take too long and the like: see "Errors that nobody looked at, and debug mode". */
enum weft_debug {
    WEFT_DEBUG_ASK = 0, /* the environment says it (WEFT_DEBUG=1) */
    WEFT_DEBUG_ON,
    WEFT_DEBUG_OFF,     /* also when the environment says otherwise (asyncio.run(debug=False)) */
};

/* Options that a program gives its run itself. What the environment says wins (but for `debug`), so that a run can be
 * replayed from outside. */
typedef struct weft_run_options {
    bool virtual_clock;        /* time jumps to the next deadline when nothing is ready */
    bool manual_clock;         /* virtual, and it moves only by weft_clock_jump and weft_block */
    double speed;              /* the real clock runs so many times as fast, up to a million; 0: 1 */
    bool every_order;          /* takes the next order of ready tasks that was not tried yet: see weft_orders_begin */
    bool seeded;               /* shuffles the order of ready tasks, as `seed` says */
    uint64_t seed;             /* of that order, and of weft_random, with or without `seeded`; 0 without: see
                                  weft_random */
    const char *signals;       /* signals that come at their time: "INT@2.5,TERM@4" */
    enum weft_debug debug;
    double slow;               /* debug mode reports a step that takes so many seconds; 0: 0.1
                                  (loop.slow_callback_duration) */
    double held;               /* and a task that a lock's holder keeps waiting for so long; 0: 1 */
    weft_run_outcome *outcome; /* if not NULL, filled in at the end */
} weft_run_options;

/* Runs as weft_run does, with these options (NULL: none), and returns the same codes. It reads the options before the
 * run begins. */
int weft_run_with(weft_place *place, const weft_run_options *options, weft_task_function *fn, void *arg);
#define weft_run_with(options, fn, arg) weft_run_with(WEFT_HERE(#fn), options, fn, arg)

/* Stops the loop after everything that is ready in this turn has run; what that makes ready is kept for the next run of
 * a runner (loop.stop). A main task that has not ended by then goes on as any other task, and its run ends with
 * WEFT_EXIT_FAILED. Does nothing outside a run. */
void weft_stop(void);

/* Tries every order: after weft_orders_begin, each run with `every_order` takes another one, as long as
 * weft_orders_left says so. A program with few tasks and waits has thousands of orders; stop when you have seen
 * enough.
 *     weft_orders_begin();
 *     do err = weft_run_with(&(weft_run_options){.every_order = true}, amain, NULL);
 *     while (!err && weft_orders_left()); */
void weft_orders_begin(void);
bool weft_orders_left(void);

/* Seconds on the run's clock, real or virtual; 0 when the run began, and where none is (loop.time). */
double weft_time(void);

/* As seconds: no limit. */
#define WEFT_FOREVER INFINITY

/* Waits at least `seconds`. Zero and less: exactly one turn of the loop, without a timer, so everything that is
 * ready now runs first. Errors: CANCELLED, INVALID (NaN), USAGE. WEFT_FOREVER waits for a cancel. (asyncio.sleep) */
WEFT_WAITS int weft_sleep(weft_place *place, double seconds);
#define weft_sleep(seconds) weft_sleep(WEFT_HERE(#seconds), seconds)

/* As weft_sleep(0): lets everything that is ready run once. OK, CANCELLED, USAGE. */
WEFT_WAITS int weft_yield(weft_place *place);
#define weft_yield() weft_yield(WEFT_HERE("yield"))

/* A random number, evenly spread over 0 <= r < 1 (random.random; the generator is splitmix64, first 53 bits). On the
 * real clock each run has other numbers: the first call draws a seed, and the report says which when main fails. With
 * that seed as WEFT_RANDOM in the environment the same numbers come again. On the virtual clock, and with a seed of the
 * run (--seed, .seed), the numbers are the same in each run and on every host. */
double weft_random(void);

/* Pretends to work for `seconds`, and nothing else runs meanwhile: what time.sleep is to asyncio. The virtual clock
 * moves on by so much; under the real clock it really blocks. Sleeping functions of libc (usleep, nanosleep, ...)
 * called inside a run come here too. OK, also for 0 and less; INVALID, and no time passes, for NaN and for
 * WEFT_FOREVER, after which nothing could ever run again. */
int weft_block(double seconds);

/* ---- Callbacks of the loop ----------------------------------------------------------------------------------------
 *
 *     weft_handle handle = {0};
 *     weft_call_later(&handle, 2.5, shut_down, &workers);      weft_handle_cancel(&handle); */

/* One callback to come. The handle is yours. Keep it in place until the callback has run or was cancelled; then you may
 * use it again. One that is found on a stretch of stack that is gone, at a wait of its task or at the task's end, ends
 * the program with a sentence and WEFT_EXIT_FAILED. So does what else the runtime holds there: a group, a generator, a
 * loan, a future that a handle watches. WEFT_HANDLE, WEFT_GROUP, WEFT_GENERATOR and WEFT_LOAN leave by themselves. */
typedef struct weft_handle {
    /* private */
    struct weft__timer timer;
    weft_callback *fn;
    void *arg;
    struct weft__node watch; /* in a signal's or a task's list of callbacks */
    uint32_t number;         /* its id in the trace while ready */
    struct weft__list *watches; /* the list that `watch` is in, NULL for none */
    struct weft__node watching; /* in the list of all that watch something */
    weft_place *place;       /* where the callback was asked for */
    struct weft__binding *context; /* the variables it will see */
    struct weft__held held;
    uint32_t run;            /* the run it was asked for in */
    uint8_t state;           /* enum weft__handle_state */
    uint8_t signal;          /* the signal it watches */
} weft_handle;

/* Runs `fn(arg)` in the next turn, after what is already ready (loop.call_soon). Every callback sees the context
 * variables as they were when it was asked for. OK; INVALID (no handle, no fn); USAGE (the handle is under way, or no
 * loop runs). */
int weft_call_soon(weft_place *place, weft_handle *handle, weft_callback *fn, void *arg);
#define weft_call_soon(handle, fn, arg) weft_call_soon(WEFT_HERE(#fn), handle, fn, arg)

/* Runs it when `seconds` have passed, in the next turn for 0 and less, never for WEFT_FOREVER; equal deadlines run
 * in the order of these calls (loop.call_later). OK; INVALID (NaN, no handle, no fn); USAGE (the handle is under
 * way, or no loop runs). */
int weft_call_later(weft_place *place, weft_handle *handle, double seconds, weft_callback *fn, void *arg);
#define weft_call_later(handle, seconds, fn, arg) weft_call_later(WEFT_HERE(#fn), handle, seconds, fn, arg)

/* Runs it when weft_time() reaches `when` (loop.call_at). OK, INVALID, USAGE as weft_call_later. */
int weft_call_at(weft_place *place, weft_handle *handle, double when, weft_callback *fn, void *arg);
#define weft_call_at(handle, when, fn, arg) weft_call_at(WEFT_HERE(#fn), handle, when, fn, arg)

/* After this the callback does not run. It does no harm when the callback has run, was cancelled or was never asked
 * for. Returns whether it cancelled something. (Handle.cancel) */
bool weft_handle_cancel(weft_handle *handle);

/* Declares a handle that is cancelled when its scope is left. */
#define WEFT_HANDLE(variable) weft_handle variable __attribute__((cleanup(weft__handle_leave), unused)) = {.fn = NULL}

/* At the start of each turn, before due timers join, the loop calls `hook(ready, scheduled, arg)`, with the number of
 * handles that are ready and the number of timers that run. The hook may not wait. NULL takes it away; it stays for
 * later runs. The counts equal asyncio's len(loop._ready) and len(loop._scheduled). */
typedef void weft_turn_hook(size_t ready, size_t scheduled, void *arg);
void weft_on_turn(weft_turn_hook *hook, void *arg);

/* ---- Errors that nobody looked at, and debug mode -----------------------------------------------------------------
 *
 *     static int log_error(const weft_error_report *error, void *arg)
 *     {
 *         fprintf(arg, "%s: %s (code %d)\n", error->name, error->text, error->code);
 *         return WEFT_OK;
 *     }
 *     weft_on_error(log_error, log_file); */

/* Why an error goes to the handler. */
enum weft_error_kind {
    WEFT_ERROR_UNSEEN = 1, /* a task failed, and nobody joined it or asked for its result (Task exception was never
                              retrieved) */
    WEFT_ERROR_SHUTDOWN,   /* a task failed after main had ended (unhandled exception during asyncio.run() shutdown) */
    WEFT_ERROR_DESTROYED,  /* a task still waited when the run ended (Task was destroyed but it is pending) */
    WEFT_ERROR_CALLBACK,   /* weft_report_error in a callback (exception in callback) */
    WEFT_ERROR_REPORTED,   /* weft_report_error in a task */
};

/* An error that would otherwise be lost. All texts live as long as the call of the handler. */
typedef struct weft_error_report {
    enum weft_error_kind kind;
    int code;
    const char *message; /* what happened, in words: "the error of a task was never looked at" */
    const char *text;    /* what weft_raise said; "" without */
    weft_task task;      /* {0} in a callback */
    const char *name;    /* its name; "" in a callback */
    const weft_place *place; /* where it was raised; else where the task was spawned, or the callback asked for */
} weft_error_report;

/* From here on `handler(report, arg)` gets such errors; NULL brings back the default, which writes a sentence to
 * standard error (loop.set_exception_handler). A failed task of the root group is reported when nobody can join it any
 * more: when its record goes, or at the end of the run. A failed task of a group that was left without a join is
 * reported when the group ends. When a task or a future fails after a shielded wait for it was cancelled, the failure
 * is reported the turn after, even if another task gets it, too, as asyncio does. The handler runs as a callback does
 * (it may not wait) and sees the context variables of the task or callback that failed. When it returns another code
 * than OK, the default prints both. It stays for later runs. A cancel is no error; an interrupt ends the run and does
 * not come to the handler. */
typedef int weft_error_handler(const weft_error_report *report, void *arg);
void weft_on_error(weft_error_handler *handler, void *arg);

/* What the default does, for handlers that want it, too (loop.default_exception_handler). It prints a destroyed task in
 * debug mode only: the sentence about the end of the run says why. */
void weft_error_default(const weft_error_report *report);

/* Gives an error to the handler. A callback does so, because it has nobody to return an error to
 * (loop.call_exception_handler). */
void weft_report_error(weft_place *place, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
#define weft_report_error(code, ...) weft_report_error(WEFT_HERE(#code), code, __VA_ARGS__)

/* From here on `hook(line, arg)` gets each line that the runtime would otherwise write to standard error (reports, the
 * default for errors, debug mode), without its newline and cut to 999 bytes. NULL takes the hook away. It stays for
 * later runs. */
typedef void weft_report_hook(const char *line, void *arg);
void weft_on_report(weft_report_hook *hook, void *arg);

/* Debug mode (WEFT_DEBUG=1, or .debug of weft_run_with) prints a sentence for
 *   - the begin and the end of the run, and its clock;
 *   - a step of a task or a callback that takes `slow` seconds or more, real or pretended (weft_block): which one, from
 *     where to where;
 *   - a task that has waited `held` seconds for a lock: which task holds it, and where that one waits;
 *   - each sleep of libc inside the run, not only the first;
 *   - a group that was left while its tasks ran, without a join;
 *   - a task that was destroyed while it waited. */
bool weft_debug(void);

/* ---- Tasks --------------------------------------------------------------------------------------------------------
 *
 *     weft_task background = weft_spawn(poll_sensors, &sensors);
 *     ...
 *     WEFT_TRY(weft_join(background)); */

/* How a new task begins: one of the two functions below. Only a spawn calls them. */
typedef void weft_start(struct weft__task *task);

/* The task begins at once, inside the spawn, and runs until its first wait or its end (create_task(eager_start=True)).
 * Then the spawner goes on. It takes no turn of the loop; a task that never waits is done when the spawn returns. A
 * group learns of its failure in the next turn. The calls of a gather always begin later. */
weft_start weft_start_now;

/* The task begins in the next turn, even if a hook wants something else. A spawn that says nothing does the same. */
weft_start weft_start_later;

/* What a task may be given beside its function. */
typedef struct weft_spawn_options {
    weft_task_function *fn;
    void *arg;
    const char *name;   /* copied, cut to 23 bytes; NULL: Task-1, Task-2, ... */
    size_t stack_bytes; /* its stack: C frames and what Asyncify saves; 0: the group's, else 16 KiB */
    struct weft_context *context; /* the variables it sees and sets: used, not copied, so it must outlive the task;
                                     NULL: a copy of the spawner's (create_task(context=...)) */
    weft_start *start;  /* weft_start_now or weft_start_later; NULL: as the hook says, else later */
} weft_spawn_options;

/* Makes a task in the root group; its first step comes in the next turn, in spawn order (asyncio.create_task). The task
 * may outlive the caller, so what `arg` points at must live as long. When the main task ends, the run cancels and
 * awaits what is left in the root group. Without memory, without a function, and where no loop runs, it returns a name
 * that no task has. A weft_join of it returns the reason, so you need no check here. */
weft_task weft_spawn(weft_place *place, const weft_spawn_options *options);
#define weft_spawn(function, ...) \
    weft_spawn(WEFT_HERE(#function), &(weft_spawn_options){.fn = (function), .arg = weft__one(__VA_ARGS__)})

/* The same with options: weft_spawn_with(fetch, &page, .name = "fetch", .stack_bytes = 65536). */
#define weft_spawn_with(function, argument, ...) \
    (weft_spawn)(WEFT_HERE(#function), &(weft_spawn_options){.fn = (function), .arg = (argument), __VA_ARGS__})

/* Begins it at once: weft_spawn_with(..., .start = weft_start_now). */
#define weft_spawn_now(function, argument) weft_spawn_with(function, argument, .start = weft_start_now)

/* From here on `hook` sees the options of each task before it is made, in a group or not, and may change them:
 * name, stack, start. NULL takes it away. Tasks that the hook itself spawns do not pass it.
 * (loop.set_task_factory)
 *     static void at_once(weft_spawn_options *options, void *arg)      asyncio.eager_task_factory
 *     {
 *         if (!options->start)
 *             options->start = weft_start_now;
 *     }
 *     weft_on_spawn(at_once, NULL); */
typedef void weft_spawn_hook(weft_spawn_options *options, void *arg);
void weft_on_spawn(weft_spawn_hook *hook, void *arg);

/* Waits until the task has ended and returns what it returned (`await task`). Several tasks may wait; they wake in the
 * order they came, the turn after the end. A cancel of the waiter is passed on to the task; the wait goes on until it
 * has ended. Tasks that join each other in a circle end when one of them is cancelled. Another join gives the same
 * again, at once. A waiter that gets CANCELLED because the cancel arrived just as the task ended has not taken its
 * result. The task's error text becomes the caller's. Errors: the task's own, CANCELLED if it was cancelled; STALE;
 * NO_MEMORY for {0}; why it could not be spawned, for a refused one: NO_MEMORY, INVALID (no function), CLOSED (its
 * group takes no more), USAGE (no loop ran); USAGE (joining oneself, outside a task). */
WEFT_WAITS int weft_join(weft_place *place, weft_task task);
#define weft_join(task) weft_join(WEFT_HERE(#task), task)

/* The same, but a cancel of the waiter does not reach the task: the wait ends with CANCELLED, the task goes on
 * (await asyncio.shield(task)). It returns a turn later than weft_join, as asyncio's shield does. */
WEFT_WAITS int weft_join_shielded(weft_place *place, weft_task task);
#define weft_join_shielded(task) weft_join_shielded(WEFT_HERE(#task), task)

/* Asks a task to stop: its wait in progress, or its next one, returns WEFT_CANCELLED once. A task that has not begun
 * never runs. OK; STALE; WEFT_CLOSED when it is done already (Task.cancel). */
int weft_task_cancel(weft_task task);

/* The same, and says why: when the task gets CANCELLED, `text` is in its weft_error_text(), with the place of this
 * call. When the task passes the code on, a task that joins it finds the text there, too. The text is copied and cut to
 * 119 bytes; without memory it is lost. After several requests before the cancel is delivered, the task gets the last
 * reason; a task that was waiting gets the first. INVALID for no text. (Task.cancel(msg))
 *     weft_task_cancel_because(upload, "the user left"); */
int weft_task_cancel_because(weft_place *place, weft_task task, const char *text);
#define weft_task_cancel_because(task, text) weft_task_cancel_because(WEFT_HERE(#task), task, text)

/* Takes one request back, when the task has dealt with a cancel and goes on; returns how many are left (Task.uncancel);
 * STALE. */
int weft_task_uncancel(weft_task task);

/* How many requests were made and not taken back (Task.cancelling); STALE. */
int weft_task_cancelling(weft_task task);

/* Whether it has ended, in whatever way. A stale name: true. */
bool weft_task_ended(weft_task task);

/* Whether it ended cancelled. */
bool weft_task_cancelled(weft_task task);

/* What it returned, and CANCELLED if it was cancelled; PENDING while it runs; STALE. This counts as a look at it: a
 * failure is not reported as unseen any more. */
int weft_task_result(weft_task task);

/* Its argument, NULL for a stale name. */
void *weft_task_arg(weft_task task);

/* Its name: "Task-3", "main", or what it was given. Lives as long as the task is kept; "" for a stale name. A name that
 * is set is copied and cut to 23 bytes: OK; STALE; INVALID without one. */
const char *weft_task_name(weft_task task);
int weft_task_set_name(weft_task task, const char *name);

/* The task that runs now; {0} in callbacks and outside a run (asyncio.current_task). */
weft_task weft_current(void);

/* Copies the names of the unfinished tasks, oldest first, into `tasks` (at most `size`), and returns how many
 * there are (asyncio.all_tasks). */
size_t weft_tasks(weft_task *tasks, size_t size);

/* Where it was spawned; NULL for a stale name. */
const weft_place *weft_task_place(weft_task task);

/* Copies the names of the tasks that wait for this one (a join, a gather, a group, a weft_wait, a generator's next
 * value), oldest first, and returns how many there are (asyncio.FutureCallGraph.awaited_by). */
size_t weft_task_awaiters(weft_task task, weft_task *awaiters, size_t size);

/* Writes all unfinished tasks to standard error (or to weft_on_report) as a tree: below each task those that it waits
 * for, the first thousand of them. It prints tasks that wait for each other in a circle as a circle.
 * (asyncio.print_call_graph, asyncio ps) */
void weft_print_tree(void);

/* Runs `fn(arg)` the turn after the task ended, in the order of these calls; in the next turn if it is done already
 * (Task.add_done_callback). OK, STALE, INVALID, USAGE. */
int weft_task_on_done(weft_place *place, weft_task task, weft_handle *handle, weft_callback *fn, void *arg);
#define weft_task_on_done(task, handle, fn, arg) weft_task_on_done(WEFT_HERE(#fn), task, handle, fn, arg)

/* ---- Error records ------------------------------------------------------------------------------------------------
 *
 *     return weft_raise(NO_ROUTE, "no route to %s", host);      puts(weft_error_text()); */

/* Leaves a record (text, place) beside the code, for a task that joins this one and for the end of the program; returns
 * `code`. The text is cut to 119 bytes. Without memory the text is lost, the code is not. */
int weft_raise(weft_place *place, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
#define weft_raise(code, ...) weft_raise(WEFT_HERE(#code), code, __VA_ARGS__)

/* The same, keeping the record that was there as the cause (raise ... from). Returns `code`. */
int weft_raise_from(weft_place *place, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
#define weft_raise_from(code, ...) weft_raise_from(WEFT_HERE(#code), code, __VA_ARGS__)

/* The text of this task's last record; "" when there is none. Valid until the next record. A record stays after its
 * failure was dealt with, and the runtime's own codes (TIMEOUT, CLOSED, ...) leave none: look at the text only for a
 * code that came with one. */
const char *weft_error_text(void);

/* The text of the record that a finished task left; "" when there is none or the name is stale. */
const char *weft_task_error_text(weft_task task);

/* ---- Groups -------------------------------------------------------------------------------------------------------
 *
 *     WEFT_GROUP(workers);                            everything the tasks use stands above this line
 *     weft_group_spawn(&workers, work, &jobs);
 *     weft_group_spawn(&workers, work, &jobs);
 *     for (int job = 0; job < 10; job++)
 *         WEFT_TRY(weft_put(&jobs, &job));            a failure of a worker ends this wait
 *     weft_queue_shutdown(&jobs, false);
 *     return weft_group_join(&workers);               and is returned, here or by the WEFT_TRY
 *
 * What this task does between the declaration and the join is the body of the group (async with). The first failure of
 * a task cancels the others, and the wait that the body is in. */

/* A scope of tasks: it ends after all of them have (asyncio.TaskGroup, Trio's nursery). */
typedef struct weft_group {
    size_t stack_bytes; /* for its tasks, unless a spawn says otherwise; 0: 16 KiB */
    bool settles;       /* a failure of a task is kept, and cancels nobody: see WEFT_SETTLED_GROUP */
    /* private */
    struct weft__resource resource;
    struct weft__list unfinished; /* its running tasks, in spawn order */
    struct weft__list finished;   /* its ended ones, in the order in which they ended */
    struct weft__list waiters;    /* the tasks that join it */
    weft_place *place;            /* where it was declared or first used */
    uint32_t count;               /* tasks whose end it has not learnt of yet */
    int failure;                  /* the first failure, 0 none */
    int body_failure;             /* what its body failed with, 0 none or taken */
    weft_task body_task;          /* the task that runs its body */
    struct weft_timeout *body;    /* its body's scope, while that runs */
    struct weft_timeout *declared; /* the scope of a WEFT_GROUP, until its block is left */
    struct weft__held held;       /* one that is no WEFT_GROUP */
    void (*on_end)(struct weft__task *task); /* the turn after one of its tasks ended; NULL: nothing waits for that */
    uint8_t policy;               /* enum weft__group_policy */
    bool closed;                  /* takes no more tasks */
    bool cancelled;               /* by weft_group_cancel */
    bool stopping;                /* its tasks were asked to stop */
    bool entered;                 /* it has a body, or had one */
    bool spawn_failed;            /* a spawn found no memory: join says so */
    bool ended;                   /* the trace says so */
} weft_group;

/* Declares a group that, when its block is left in any way, cancels its tasks and waits for them. From here to the join
 * this task runs its body: the first failure of a task, or weft_group_cancel, cancels the wait that it is in, or its
 * next one. Leave the body with WEFT_TRY, which cancels the tasks, waits for them, and returns what a weft_group_with
 * would: the first failure, the body's included. A plain `return err` returns CANCELLED as it is, and the failure goes
 * to the handler of weft_on_error. (async with asyncio.TaskGroup) */
#define WEFT_GROUP(variable) WEFT__GROUP(variable, false)

/* Declares one whose tasks each run to their own end, as those of weft_gather_settled: the home of tasks that have
 * nothing to do with each other. When its scope is left early, it cancels them and waits, as any group does. Its join
 * returns OK, whatever they returned; ask weft_group_failures, weft_group_next_failed and the others. A failure that
 * nobody asked for goes to the handler of weft_on_error when the scope is left.
 *     WEFT_SETTLED_GROUP(requests);
 *     while ((err = weft_get(&arrivals, &request)) == WEFT_OK) weft_group_spawn(&requests, serve, request);
 *     WEFT_TRY(weft_group_join(&requests)); */
#define WEFT_SETTLED_GROUP(variable) WEFT__GROUP(variable, true)
#define WEFT__GROUP(variable, settled) /* without WEFT_HERE, which clang 14 leaves empty in such an initializer */ \
    static weft_place weft__place_of_##variable = {                                                     \
        .file = __FILE__, .function = __func__, .words = #variable, .line = __LINE__};                  \
    struct weft__body weft__body_of_##variable;                                                         \
    weft_group variable __attribute__((cleanup(weft__group_leave), unused)) = {                         \
        .settles = settled, .resource = {.name = #variable}, .place = &weft__place_of_##variable};      \
    WEFT__SCOPE_BEGINS(const bool weft__inside_##variable __attribute__((unused)) =                     \
                           weft__body_open(&variable, &weft__body_of_##variable, WEFT__SCOPED))

/* Makes a task in the group. The group remembers a spawn that failed (no memory), and its join returns that, so you
 * need no check. Without a function, where no loop runs, and in a group that has ended, was cancelled, or is ending by
 * a failure, nothing runs and the name that it returns names no task (weft_task_is). A group whose scope was left, or
 * that was joined, can take no task at any time: then a sentence goes to standard error. */
weft_task weft_group_spawn(weft_place *place, weft_group *group, const weft_spawn_options *options);
#define weft_group_spawn(group, function, ...) \
    weft_group_spawn(WEFT_HERE(#function), group, \
                     &(weft_spawn_options){.fn = (function), .arg = weft__one(__VA_ARGS__)})
#define weft_group_spawn_with(group, function, argument, ...) \
    (weft_group_spawn)(WEFT_HERE(#function), group, \
                       &(weft_spawn_options){.fn = (function), .arg = (argument), __VA_ARGS__})

/* Waits for every task of the group, those spawned meanwhile included, and closes the group. The first failure
 * cancels the rest; a child that was merely cancelled is no failure. Wakes two turns after the last child ended.
 *
 * Returns the first failure, with its text; else NO_MEMORY when a spawn failed; else OK. When it is cancelled while it
 * waits, it cancels the children, waits for them, and returns CANCELLED. If a child failed, it returns that failure
 * instead, and the cancel is delivered at the next wait. Further cancels do not cut that short. USAGE outside a task,
 * and in a task of the group. */
WEFT_WAITS int weft_group_join(weft_place *place, weft_group *group);
#define weft_group_join(group) weft_group_join(WEFT_HERE(#group), group)

/* Runs `body`, an expression that waits, in this task as the body of the group, and then joins the group. A failure of
 * a child, or weft_group_cancel, cancels the wait that the body is in; a failure of the body cancels the children. It
 * is for a plain weft_group, and where the function goes on after a failure.
 *     int err = weft_group_with(&group, serve(&group));
 * Returns, after all have ended, the first failure, the body's included; else NO_MEMORY when a spawn failed; else
 * CANCELLED if this task was asked to stop; else OK: a body that only the group cancelled has done its part. USAGE, and
 * the body does not run, when it has run one before or has ended, in a task of the group, and outside a task. */
#define weft_group_with(group, body)                                                                         \
    weft__value(weft__body_enter(WEFT_HERE(#body), group, &(struct weft__body){.scope = {.active = false}}) \
                    ? weft__body_leave(body)                                                                \
                    : WEFT_USAGE)

/* Cancels every task of the group, and the wait of its body; once. The group takes no new tasks from then on, and its
 * join returns OK unless a child fails. When a task of the group calls it, its own cancel is delivered at its next
 * wait, or at its end. It does not wait, so callbacks may call it. (The cancel of a Trio nursery's scope) */
void weft_group_cancel(weft_group *group);

/* Cancels them, waits until all have ended, and forgets them: names of its tasks are stale afterwards. A cancel of the
 * caller does not cut it short and is delivered at its next wait. It is for groups that are not WEFT_GROUPs, which
 * close themselves. OK; USAGE outside a task, or in a task of the group, while tasks run in it. */
WEFT_WAITS int weft_group_close(weft_place *place, weft_group *group);
#define weft_group_close(group) weft_group_close(WEFT_HERE(#group), group)

/* Walks the failed tasks that were not taken, in the order in which they failed; the one that ran the body comes last,
 * if the body failed. Returns the code of each, 0 after the last. Start with {0}.
 *     weft_task failed = {0};
 *     while (weft_group_next_failed(&group, &failed)) puts(weft_task_error_text(failed)); */
int weft_group_next_failed(weft_group *group, weft_task *task);

/* Takes the first failure with that code (0: any code) out of the list, as `except*` does; returns its code, 0
 * when there is none. What is left is the remainder: weft_group_failure returns the first of it, whose text
 * becomes the caller's, and OK when all were taken.
 *     while (weft_group_take_failed(&group, NO_ROUTE, &failed)) puts(weft_task_error_text(failed));
 *     return weft_group_failure(&group); */
int weft_group_take_failed(weft_group *group, int code, weft_task *task);
int weft_group_failure(weft_group *group);

/* How many of its tasks have failed so far and were not taken, its body included (len(group.exceptions)). A cancel is
 * no failure. This does not count as a look at them. */
size_t weft_group_failures(const weft_group *group);

/* One failure of a group whose block was left. Yours to read as long as the task has its name. */
typedef struct weft_failure {
    int code;
    const char *name;         /* of the task that failed */
    const char *text;         /* what weft_raise said; "" without */
    const weft_place *place;  /* where it was raised; else where the task was spawned */
    const weft_place *group;  /* where its group was declared; `words` is the name of that */
    const struct weft_failure *inside; /* the failures of the group that this one came from; NULL: of none */
    const struct weft_failure *next;   /* the next one of the same group; NULL: the last */
} weft_failure;

/* Leads from the failure of a task to the group that it came from: the failures of the last group whose block the task
 * has left, in the order in which they came, its body's last, without those that weft_group_take_failed took; the first
 * hundred. NULL when there are none, when the name is stale, and when the task failed for another reason: with another
 * code, or with a record of its own (weft_raise_from keeps the group's as the cause). For the running task, what a
 * group in a function that it has called left. Without memory there are fewer. (the exceptions of an ExceptionGroup)
 *     for (const weft_failure *f = weft_task_failures(failed); f; f = f->next) puts(f->text); */
const weft_failure *weft_task_failures(weft_task task);

/* Makes a task in the group and waits until it says weft_started(value), which is stored in `*value` (NULL: not
 * wanted). From then on it is a task of the group as any other (Trio's nursery.start). Before that, its failure is
 * returned here and the group goes on, and a cancel of the caller is passed on to it.
 *     WEFT_TRY(weft_group_start(&group, serve, &server, NULL));     the server listens now
 * OK; what it failed with; CANCELLED; USAGE when it ended without a word; CLOSED (the group takes no more);
 * NO_MEMORY; INVALID (no function). */
WEFT_WAITS int weft_group_start(weft_place *place, weft_group *group, const weft_spawn_options *options, void **value);
#define weft_group_start(group, function, argument, value) \
    weft_group_start(WEFT_HERE(#function), group, &(weft_spawn_options){.fn = (function), .arg = (argument)}, value)

/* Called in the task, it says that the task is ready, and that what `value` points at (yours; may be NULL) is there.
 * OK, also when nobody waits for it (a plain spawn); USAGE the second time, or outside a task. (task_status.started) */
int weft_started(void *value);

/* Forgets the tasks that ended well, for groups that live long; returns how many. Their names are stale
 * afterwards. */
size_t weft_group_reap(weft_group *group);

/* ---- Context variables --------------------------------------------------------------------------------------------
 *
 *     static weft_variable request_id = {.fallback = "none"};
 *     WEFT_TRY(weft_variable_set(&request_id, "req-001"));       puts(weft_variable_get(&request_id)); */

/* A value that each task sees as its own (contextvars.ContextVar). A task begins with what its spawner saw at that
 * moment, a callback with what the code that asked for it saw. Neither side sees later changes of the other. A function
 * that is called directly shares what its caller sees. What the pointers point at is yours. */
typedef struct weft_variable {
    void *fallback; /* what a task sees that has neither set nor inherited a value; NULL: nothing */
} weft_variable;

/* What the running task or callback sees: what was set, else the fallback. */
void *weft_variable_get(const weft_variable *variable);

/* The same with a fallback of the reader's, which comes before the variable's own (ContextVar.get(default)). */
void *weft_variable_get_or(const weft_variable *variable, void *fallback);

/* The same, but no value is not NULL: EMPTY when it was not set and has no fallback (LookupError). */
int weft_variable_find(const weft_variable *variable, void **value);

/* From here on the running task, and the tasks that it spawns, see `value`. OK; NO_MEMORY; USAGE outside of tasks and
 * callbacks. */
int weft_variable_set(const weft_variable *variable, void *value);

/* The same with the same errors, and `token` (yours) can bring back what was seen before (ContextVar.set). */
typedef struct weft_variable_token {
    /* private */
    const weft_variable *variable;
    void *before;
    const void *home; /* the context it was made in */
    weft_task task;
    bool was_set, used;
} weft_variable_token;
int weft_variable_set_with(const weft_variable *variable, void *value, weft_variable_token *token);

/* Brings back what was seen before that set, even if others came in between. OK; USAGE when the token was used already,
 * or never made; INVALID when it is another variable's or was made in another context; NO_MEMORY, and it can be tried
 * again (ContextVar.reset). */
int weft_variable_reset(const weft_variable *variable, weft_variable_token *token);

/* All that a task sees, to be kept, shared and run in (contextvars.Context). `= {0}` sees nothing that was set. It
 * ends with the run. */
typedef struct weft_context {
    /* private */
    struct weft__binding *bindings;
    uint32_t run;
} weft_context;

/* Copies what the caller sees now into it (copy_context). It drops what it held before. */
void weft_context_copy(weft_context *context);

/* What a variable is in it (context[variable]); the variable's fallback when it was not set. */
void *weft_context_get(const weft_context *context, const weft_variable *variable);

/* Calls fn(arg) with it: what the call sets stays in it and is not seen outside (Context.run). Returns what fn
 * returned; USAGE outside a task. */
WEFT_WAITS int weft_context_run(weft_context *context, weft_task_function *fn, void *arg);

/* ---- Runner -------------------------------------------------------------------------------------------------------
 *
 *     weft_runner runner = {.options = &options};       or = {0}
 *     int code = weft_runner_run(&runner, first, NULL);
 *     if (code == 0) code = weft_runner_run(&runner, second, NULL);
 *     int closed = weft_runner_close(&runner); */

/* Several runs on one loop (asyncio.Runner): the tasks, timers and callbacks that one leaves go on in the next, and the
 * main tasks share one context. It opens with its first run; only one runner is open at a time. Between two runs
 * nothing runs, but you may ask for callbacks and spawn tasks. */
typedef struct weft_runner {
    const weft_run_options *options; /* for all its runs; looked at by the first one and by close; NULL: none */
    /* private */
    weft_context context;
    uint8_t state;
} weft_runner;

/* Runs `fn(arg)` as a main task until it ends, or until weft_stop; without `fn` until weft_stop (loop.run_forever).
 * Returns what weft_run would. Inside a run, while another runner is open, or after the close, it prints a sentence and
 * returns WEFT_EXIT_FAILED. After a run that ended by itself (a deadlock, a second Ctrl-C), each further one ends at
 * once with the same code. */
int weft_runner_run(weft_place *place, weft_runner *runner, weft_task_function *fn, void *arg);
#define weft_runner_run(runner, fn, arg) weft_runner_run(WEFT_HERE(#fn), runner, fn, arg)

/* Cancels and awaits what is left, as the end of weft_run does. 0, or the enum weft_exit of what ended the loop; 0 also
 * when it was never used or is closed already. Inside a run it prints a sentence and returns WEFT_EXIT_FAILED. */
int weft_runner_close(weft_runner *runner);

/* ---- Waiting for some of several tasks ----------------------------------------------------------------------------
 *
 *     weft_task tasks[] = {weft_spawn(ask, &a), weft_spawn(ask, &b)};
 *     WEFT_TRY(weft_wait(tasks, 2, WEFT_FIRST_COMPLETED, 5.0));
 *     for (int i = 0; i < 2; i++) if (weft_task_ended(tasks[i])) ... */

/* What weft_wait waits for (return_when). */
enum weft_wait_until {
    WEFT_ALL_COMPLETED,   /* every task has ended */
    WEFT_FIRST_COMPLETED, /* one has, in whatever way */
    WEFT_FIRST_FAILED,    /* one has failed (a cancelled one has not), or all have ended (FIRST_EXCEPTION) */
};

/* Waits until what `until` says is so, or until `seconds` have passed (WEFT_FOREVER: no limit). Ask each task
 * afterwards whether it has ended. Time that runs out is no error and cancels nothing. A cancel of the caller leaves
 * the tasks alone. It takes two turns even when there is nothing to wait for, as asyncio.wait does. OK; CANCELLED;
 * INVALID (no tasks, NaN, another `until`); STALE (one of the names); NO_MEMORY (one is {0}: it could not be spawned);
 * USAGE (oneself among them: its own end never comes). (asyncio.wait) */
WEFT_WAITS int weft_wait(weft_place *place, const weft_task *tasks, size_t count, enum weft_wait_until until,
                         double seconds);
#define weft_wait(tasks, count, until, seconds) weft_wait(WEFT_HERE(#tasks), tasks, count, until, seconds)

/* The same with the same errors, and then sorts `tasks`: those that have ended come first, `*done` of them, then those
 * that are pending; both in the order that they had. After an error `*done` is 0 and nothing is sorted.
 * (done, pending = await asyncio.wait(tasks))
 *     size_t done;
 *     WEFT_TRY(weft_wait_sorted(tasks, 3, WEFT_FIRST_COMPLETED, 5.0, &done));
 *     for (size_t i = done; i < 3; i++) weft_task_cancel(tasks[i]); */
WEFT_WAITS int weft_wait_sorted(weft_place *place, weft_task *tasks, size_t count, enum weft_wait_until until,
                                double seconds, size_t *done);
#define weft_wait_sorted(tasks, count, until, seconds, done) \
    weft_wait_sorted(WEFT_HERE(#tasks), tasks, count, until, seconds, done)

/* Hands out tasks as they end. `tasks` is yours and stays as it is.
 *     weft_completion next = WEFT_COMPLETION(tasks, 3);
 *     while (weft_next_completed(&next) == WEFT_OK) use(next.task); */
typedef struct weft_completion {
    const weft_task *tasks;
    size_t count;
    weft_task task; /* the one handed out last */
    /* private */
    uint32_t after;  /* the end of `task` in the order of all ends */
    uint32_t number; /* which all of them carry */
    size_t settled;  /* those before this index have ended */
} weft_completion;
#define WEFT_COMPLETION(array, length) {.tasks = (array), .count = (length)}

/* Waits for the next of them to end, in the order in which they end, and names it in `task`; you may join it at once.
 * The first call takes two turns even when one has ended already. It passes over tasks that are gone, a task that is
 * named twice comes once, and several tasks may ask in turn. Bound it with weft_wait_for. OK; CLOSED after the last
 * one; CANCELLED (the tasks are left alone); NO_MEMORY ({0} among them: it could not be spawned); INVALID (no array);
 * USAGE (oneself among them, or no task runs). (asyncio.as_completed) */
WEFT_WAITS int weft_next_completed(weft_place *place, weft_completion *completion);
#define weft_next_completed(completion) weft_next_completed(WEFT_HERE(#completion), completion)

/* Joins all of them: waits until every one has ended, whatever the others did, and stores what each returned in
 * `codes` (may be NULL). Returns the first failure, or cancel, in the order in which they ended; OK without one,
 * and at once when all have ended already. A cancel of the caller is passed on to all that still run, and returned
 * when they have ended; when one of them failed, that is returned, and the next wait is cancelled. (gather(*tasks))
 * Errors before any wait: STALE, NO_MEMORY ({0} among them), USAGE (oneself among them), INVALID (no array). The code
 * of a task whose group ends meanwhile is STALE. */
WEFT_WAITS int weft_join_all(weft_place *place, const weft_task *tasks, int *codes, size_t count);
#define weft_join_all(tasks, codes, count) weft_join_all(WEFT_HERE(#tasks), tasks, codes, count)

/* The same, but it does not fail when a task fails: it returns OK, whatever is in `codes`, which must be there
 * (gather(*tasks, return_exceptions=True)). CANCELLED when the caller was cancelled; errors before any wait as above.
 */
WEFT_WAITS int weft_join_settled(weft_place *place, const weft_task *tasks, int *codes, size_t count);
#define weft_join_settled(tasks, codes, count) weft_join_settled(WEFT_HERE(#tasks), tasks, codes, count)

/* ---- gather, wait_for, shield -------------------------------------------------------------------------------------
 *
 *     struct job a = {"A", 2}, b = {"B", 1};
 *     WEFT_TRY(weft_gather({work, &a}, {work, &b}));
 *     int err = weft_wait_for(weft_get(&queue, &item), 2.0); */

/* One call: a function and its argument. */
typedef struct weft_call {
    weft_task_function *fn;
    void *arg;
} weft_call;

/* Runs the calls as tasks and waits until all have ended. The first that fails (or is cancelled) cancels the
 * others, and its error is returned when they have ended: their arguments live on this stack. (asyncio.gather lets
 * them run on: ours differs.) A cancel of the caller is passed on to the calls; when one of them fails all the same,
 * both are delivered: the failure is returned, and the next wait is cancelled. OK, without calls at once; the
 * first failure, with its text; CANCELLED; NO_MEMORY: a task could not be made, and those that were made were
 * cancelled and have ended; INVALID, and nothing runs: a call without a function. */
WEFT_WAITS int weft_gather_all(weft_place *place, const weft_call *calls, size_t count);
#define weft_gather_all(calls, count) weft_gather_all(WEFT_HERE("gather"), calls, count)
/* The same, with the calls written out, each in braces; without them it does not compile: `{work, &a}, {work, &b}`. */
#define weft_gather(...)                                                                      \
    weft__value(__extension__({                                                               \
        _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic error \"-Wmissing-braces\"")   \
        const weft_call weft__give_each_call_braces[] = {__VA_ARGS__};                        \
        _Pragma("GCC diagnostic pop")                                                         \
        (weft_gather_all)(WEFT_HERE("gather"), weft__give_each_call_braces,                   \
                          sizeof weft__give_each_call_braces / sizeof(weft_call));            \
    }))

/* The same function for each element of an array: fn(&array[0]), fn(&array[1]), ... and the same errors. The
 * second is for elements whose size only the program knows. */
#define weft_gather_each(fn, array, count) \
    (weft_gather_array)(WEFT_HERE("gather"), fn, array, sizeof *(array), count)
WEFT_WAITS int weft_gather_array(weft_place *place, weft_task_function *fn, void *array, size_t element_bytes,
                                 size_t count);

/* Waits for all and stores what each returned in `codes` (gather(return_exceptions=True)). Returns OK, whatever they
 * returned; CANCELLED when the caller was cancelled, also if every call absorbed it; NO_MEMORY, as a gather, with
 * NO_MEMORY in `codes` for each that was not begun; INVALID. */
WEFT_WAITS int weft_gather_settled(weft_place *place, const weft_call *calls, int *codes, size_t count);
#define weft_gather_settled(calls, codes, count) weft_gather_settled(WEFT_HERE("gather"), calls, codes, count)

/* Lets the calls race: the first begins at once, each next one when `delay` seconds have passed or the one before
 * has failed (WEFT_FOREVER: only then; 0: all at the same instant). The first to return OK wins; the others are
 * cancelled, and have ended when this returns. `codes` (may be NULL) then holds what each returned: CANCELLED for
 * a loser, PENDING for one that was never begun; `winner` (may be NULL) the winner's index, or `count`. Returns OK
 * with a winner; else the first failure in time; EMPTY without calls; CANCELLED (passed on to all that were
 * begun); NO_MEMORY; INVALID. (asyncio.staggered.staggered_race, "happy eyeballs")
 *     size_t winner;
 *     WEFT_TRY(weft_race(((weft_call[]){{connect, &v6}, {connect, &v4}}), 2, 0.25, NULL, &winner)); */
WEFT_WAITS int weft_race(weft_place *place, const weft_call *calls, size_t count, double delay, int *codes,
                         size_t *winner);
#define weft_race(calls, count, delay, codes, winner) weft_race(WEFT_HERE("race"), calls, count, delay, codes, winner)

/* A deadline around a stretch of code (asyncio.timeout). Scopes nest; end them in reverse order. */
typedef struct weft_timeout {
    /* private */
    struct weft__timer timer;
    struct weft_timeout *outer;
    struct weft__task *task;
    weft_place *place;   /* where it was begun */
    uintptr_t seal;      /* shows whether something was written over it */
    int refused;         /* why a WEFT_TIMEOUT could not be begun */
    uint32_t cancelling; /* the task's requests on entry, those delivered by then */
    uint16_t shields;    /* the task's shields on entry */
    bool used, shielded, limited, active, expired, pending;
    bool of_call; /* the macro that began it ends it */
    bool declared; /* a WEFT_TIMEOUT, or the body of a WEFT_GROUP: in the list of its task until its block is left */
    bool of_group; /* the body of a WEFT_GROUP */
    bool inside;   /* of another one that was declared in the same function */
} weft_timeout;

/* Begins a deadline that ends when its scope is left in any way (async with asyncio.timeout). Leave it with WEFT_TRY or
 * with weft_timeout_end, which make the scope's own cancel a TIMEOUT; a plain `return err` leaves CANCELLED as it is.
 * One that cannot begin (NaN: INVALID; outside a task: USAGE) returns that code at its end.
 *     WEFT_TIMEOUT(limit, 2.0);
 *     WEFT_TRY(ask(&server));                    TIMEOUT after two seconds
 *     WEFT_TRY(answer(&client));                 both together have two
 *     return weft_timeout_end(&limit, WEFT_OK); */
#define WEFT_TIMEOUT(variable, seconds)                                                              \
    weft_timeout variable __attribute__((cleanup(weft__timeout_drop), unused)) = {.inside = WEFT__SCOPED}; \
    WEFT__SCOPE_BEGINS(const bool weft__inside_##variable __attribute__((unused)) =                  \
                           weft__timeout_open(WEFT_HERE(#seconds), &variable, (seconds)))

/* From here on, when `seconds` have passed, the task's wait is cancelled; at 0 or less, its first wait, even a
 * weft_yield. A task that never waits is never cancelled. OK; INVALID (NaN); USAGE (outside a task, or it was begun
 * before: each scope has one of its own). Every way out must pass weft_timeout_end, so no WEFT_TRY may stand before it:
 * a WEFT_TIMEOUT ends by itself. One that is found open when its frame or its task is gone ends the program with a
 * sentence and WEFT_EXIT_FAILED. */
int weft_timeout_begin(weft_place *place, weft_timeout *timeout, double seconds);
#define weft_timeout_begin(timeout, seconds) weft_timeout_begin(WEFT_HERE(#timeout), timeout, seconds)

/* The same with a deadline on weft_time()'s clock; WEFT_FOREVER: none for now (asyncio.timeout_at). OK, INVALID,
 * USAGE. */
int weft_timeout_begin_at(weft_place *place, weft_timeout *timeout, double when);
#define weft_timeout_begin_at(timeout, when) weft_timeout_begin_at(WEFT_HERE(#timeout), timeout, when)

/* Moves the deadline to `when`: earlier, later, past, or WEFT_FOREVER for none. OK; INVALID (NaN); USAGE (not
 * begun, ended, or struck). (Timeout.reschedule) */
int weft_timeout_reschedule(weft_place *place, weft_timeout *timeout, double when);
#define weft_timeout_reschedule(timeout, when) weft_timeout_reschedule(WEFT_HERE(#timeout), timeout, when)

/* The deadline, WEFT_FOREVER when there is none (Timeout.when). */
double weft_timeout_when(const weft_timeout *timeout);

/* Ends the scope; it does not wait. `err` is what the stretch ended with, and what is returned: the scope's own
 * cancel becomes TIMEOUT, every other code stays. A deadline that lost the race to the end of the stretch leaves
 * no cancel behind. USAGE when it is not this task's innermost scope, or was ended before. */
WEFT_CHECKED int weft_timeout_end(weft_timeout *timeout, int err);

/* Whether its deadline has struck. */
bool weft_timeout_expired(const weft_timeout *timeout);

/* How far a scope has come (asyncio.Timeout's states). */
enum weft_timeout_state {
    WEFT_TIMEOUT_CREATED,
    WEFT_TIMEOUT_ACTIVE,
    WEFT_TIMEOUT_EXPIRING, /* struck, and not yet ended */
    WEFT_TIMEOUT_EXPIRED,  /* struck, and ended */
    WEFT_TIMEOUT_FINISHED, /* ended in time */
};
enum weft_timeout_state weft_timeout_state(const weft_timeout *timeout);

/* The value of `call`, an expression that waits, or TIMEOUT when it was not done after `seconds`: it is cancelled, and
 * has ended when this returns. `call` runs in this task. With `seconds` at 0 or less it does not begin at all, and
 * others run for three turns, as in asyncio, so that a task that tries again and again does not keep them out. Nor does
 * it begin when the answer is INVALID (NaN) or USAGE (outside a task). WEFT_FOREVER is no limit. (asyncio.wait_for) */
#define weft_wait_for(call, seconds)                                                               \
    weft__value(weft__timeout_enter(WEFT_HERE(#call), &(weft_timeout){.active = false}, (seconds)) \
                    ? weft__timeout_leave(call)                                                    \
                    : weft__timeout_refused())

/* A task's result, or TIMEOUT when it had not ended after `seconds`: it is then cancelled, and has ended when this
 * returns. One that has ended already is looked at whatever `seconds` says. Errors: weft_join's, TIMEOUT, INVALID
 * (NaN). (wait_for(task, seconds); weft_wait_for(weft_join_shielded(task), seconds) lets the task run on) */
WEFT_WAITS int weft_join_within(weft_place *place, weft_task task, double seconds);
#define weft_join_within(task, seconds) weft_join_within(WEFT_HERE(#task), task, seconds)

/* The value of `call`, or OK when its wait was cut off after `seconds`: it had its chance (trio.move_on_after; for
 * fail_after there is weft_wait_for). At 0 or less it begins, and its first wait is cut off. Errors: its own,
 * CANCELLED, INVALID (NaN), USAGE. */
#define weft_move_on_after(call, seconds)                                                          \
    weft__value(weft__move_on_enter(WEFT_HERE(#call), &(weft_timeout){.active = false}, (seconds)) \
                    ? weft__move_on_leave(call)                                                    \
                    : weft__move_on_refused())

/* Makes the deadline strike now, as if its time were over; once. This task or another one may call it. OK; USAGE when
 * it is not active. (Trio's CancelScope.cancel) */
int weft_timeout_cancel(weft_timeout *timeout);

/* Makes the scope a shield, or not, from this task or another one. While it is one, it holds back cancels from outside;
 * its own and those of scopes inside pass. The cancels that it held back are delivered as soon as it is none. OK; USAGE
 * when it is not active. (CancelScope.shield) */
int weft_timeout_shield(weft_timeout *timeout, bool on);

/* When the first of this task's timeouts will strike, of those that no shield stands before; WEFT_FOREVER without one,
 * -WEFT_FOREVER when somebody has asked the task to stop already (trio.current_effective_deadline). */
double weft_deadline(void);

/* CANCELLED, a turn later, when this task was asked to stop; otherwise OK, and nobody else runs
 * (trio.lowlevel.checkpoint_if_cancelled). Trio's full checkpoint is weft_yield(), its half that only lets others run
 * weft_shield(weft_yield()). */
WEFT_WAITS int weft_cancel_point(weft_place *place);
#define weft_cancel_point() weft_cancel_point(WEFT_HERE("cancel point"))

/* The value of `call`, whatever it is; a cancel that comes while it runs is held back until it is over, and delivered
 * at the next wait (Trio's shielded scope). A weft_wait_for inside keeps its own deadline. */
#define weft_shield(call) weft__value((weft__shield_enter(), weft__shield_leave(call)))

/* ---- Lock ---------------------------------------------------------------------------------------------------------
 *
 *     weft_lock lock = {0};
 *     WEFT_TRY(weft_lock_acquire(&lock));
 *     WEFT_UNLOCK_AT_EXIT(&lock); */

/* Held by one task at a time; waiters get it in the order they came (asyncio.Lock, with an owner as Trio's). */
typedef struct weft_lock {
    /* private */
    struct weft__resource resource;
    struct weft__list waiters;
    weft_task owner;
    const weft_place *taken_at; /* by its owner */
} weft_lock;

/* Waits until the lock is free and every task before this one has had it, then takes it. Does not yield when it is
 * free. OK: this task holds it; CANCELLED: it does not. A holder that takes it again waits for ever: the deadlock
 * report names it. BROKEN when its holder ended without releasing it, for the tasks that wait then and for all that
 * come (Trio); the text beside the code says which task that was, and where it had taken the lock. */
WEFT_WAITS int weft_lock_acquire(weft_place *place, weft_lock *lock);
#define weft_lock_acquire(lock) weft_lock_acquire(WEFT_HERE(#lock), lock)

/* Gives it to the first waiter, which wakes in the next turn, or frees it. OK; USAGE when this task does not hold
 * it. Few look at what a release returns, so the first time at each place a sentence goes to standard error, too. */
int weft_lock_release(weft_place *place, weft_lock *lock);
#define weft_lock_release(lock) weft_lock_release(WEFT_HERE(#lock), lock)

/* Whether somebody holds it. */
bool weft_lock_locked(const weft_lock *lock);

/* Releases the lock when the scope is left (`async with lock`). At most one a line. */
#define WEFT_UNLOCK_AT_EXIT(lock) \
    weft_lock *WEFT__JOIN(weft__unlock_, __LINE__) __attribute__((cleanup(weft__lock_leave), unused)) = (lock)

/* ---- Event ----------------------------------------------------------------------------------------------------- */

/* A flag to wait for (asyncio.Event). */
typedef struct weft_event {
    /* private */
    struct weft__resource resource;
    struct weft__list waiters;
    bool set;
} weft_event;

/* Waits until the event is set; does not yield when it is. OK, CANCELLED. */
WEFT_WAITS int weft_event_wait(weft_place *place, weft_event *event);
#define weft_event_wait(event) weft_event_wait(WEFT_HERE(#event), event)

/* Sets it: all tasks that wait now wake in the next turn, in the order they came, even if it is cleared before they
 * run. */
void weft_event_set(weft_event *event);

/* Later waits block again. */
void weft_event_clear(weft_event *event);

/* Whether it is set now. */
bool weft_event_is_set(const weft_event *event);

/* ---- Semaphore ----------------------------------------------------------------------------------------------------
 *
 *     weft_semaphore three = WEFT_SEMAPHORE(3);
 *     WEFT_TRY(weft_semaphore_acquire(&three));
 *     WEFT_RELEASE_AT_EXIT(&three); */

/* A number of permits; waiters get them in the order they came (asyncio.Semaphore). */
typedef struct weft_semaphore {
    uint32_t permits; /* free now; set it before the first use, or declare with WEFT_SEMAPHORE */
    uint32_t bound;   /* if `bounded`, releasing above it is refused (asyncio.BoundedSemaphore) */
    bool bounded;
    /* private */
    struct weft__resource resource;
    struct weft__list waiters;
} weft_semaphore;

/* Initialisers: so many permits at first; the bounded one refuses releases above that number. */
#define WEFT_SEMAPHORE(count) {.permits = (count)}
#define WEFT_BOUNDED_SEMAPHORE(count) {.permits = (count), .bound = (count), .bounded = true}

/* Takes a permit, and waits for one if need be; does not yield when one is free. OK: this task has it; CANCELLED: it
 * has none. INVALID when the number of permits is above INT32_MAX, as a negative one is. */
WEFT_WAITS int weft_semaphore_acquire(weft_place *place, weft_semaphore *semaphore);
#define weft_semaphore_acquire(semaphore) weft_semaphore_acquire(WEFT_HERE(#semaphore), semaphore)

/* Gives a permit back, straight to the first waiter if there is one, which wakes in the next turn. Any task or callback
 * may do so. OK; INVALID above `bound`, or above INT32_MAX, and the permits stay as they are. */
int weft_semaphore_release(weft_semaphore *semaphore);

/* Whether an acquire would wait. */
bool weft_semaphore_locked(const weft_semaphore *semaphore);

/* Gives the permit back when the scope is left (`async with semaphore`). At most one a line. */
#define WEFT_RELEASE_AT_EXIT(semaphore)                                                                       \
    weft_semaphore *WEFT__JOIN(weft__release_, __LINE__) __attribute__((cleanup(weft__semaphore_leave), unused)) = \
        (semaphore)

/* ---- Condition ----------------------------------------------------------------------------------------------------
 *
 *     WEFT_TRY(weft_condition_acquire(&buffer->changed));
 *     WEFT_LEAVE_CONDITION_AT_EXIT(&buffer->changed);
 *     WEFT_TRY(weft_condition_wait_for(&buffer->changed, buffer->count > 0)); */

/* A lock and a wait for news about what it guards (asyncio.Condition). */
typedef struct weft_condition {
    weft_lock lock;    /* hold it around wait and notify */
    weft_lock *shared; /* if set, this one is used instead of `lock`; several conditions may share one */
    /* private */
    struct weft__resource resource;
    struct weft__list waiters;
} weft_condition;

/* Takes and releases the condition's lock: weft_lock_acquire and weft_lock_release with their errors (OK,
 * CANCELLED, BROKEN; USAGE). */
WEFT_WAITS int weft_condition_acquire(weft_place *place, weft_condition *condition);
#define weft_condition_acquire(condition) weft_condition_acquire(WEFT_HERE(#condition), condition)
int weft_condition_release(weft_condition *condition);

/* Releases the condition's lock when the scope is left (`async with condition`). At most one a line. */
#define WEFT_LEAVE_CONDITION_AT_EXIT(condition) WEFT_UNLOCK_AT_EXIT(weft__condition_lock(condition))
weft_lock *weft__condition_lock(weft_condition *condition);

/* Releases the lock, waits for a notify, takes the lock again, and only then returns: OK (notified; look at the data
 * again), CANCELLED (delivered once the lock is held again, however long that takes, together with cancels that come
 * meanwhile), USAGE (lock not held). BROKEN: the lock's holder ended without releasing it, and it is not held. */
WEFT_WAITS int weft_condition_wait(weft_place *place, weft_condition *condition);
#define weft_condition_wait(condition) weft_condition_wait(WEFT_HERE(#condition), condition)

/* Waits until the expression `holds` is true: it is looked at first, and again after each notify (Condition.wait_for).
 * OK at once when it is true already, even if this task does not hold the lock; else what weft_condition_wait
 * returns. */
#define weft_condition_wait_for(condition, holds)                        \
    (__extension__({                                                     \
        int weft__condition_error = WEFT_OK;                             \
        while (weft__condition_error == WEFT_OK && !(holds))             \
            weft__condition_error = weft_condition_wait(condition);      \
        weft__condition_error;                                           \
    }))

/* Lets up to `count` waiters go on, in the order they came, once this task lets the lock go. When nobody waits, nothing
 * is kept. OK; USAGE when this task does not hold the lock. */
int weft_condition_notify(weft_condition *condition, size_t count);
int weft_condition_notify_all(weft_condition *condition);

/* ---- Barrier ------------------------------------------------------------------------------------------------------
 *
 *     weft_barrier start = WEFT_BARRIER(3);
 *     WEFT_TRY(weft_barrier_wait(&start, &index)); */

/* A place where `parties` tasks wait for each other, again and again (asyncio.Barrier). */
typedef struct weft_barrier {
    uint32_t parties; /* 1 to INT32_MAX */
    /* private */
    struct weft__resource resource;
    struct weft__list waiters;
    uint32_t arrived; /* tasks that wait now, cancelled ones that have not run since included */
    bool broken;
} weft_barrier;

/* Initialiser: the number of tasks that meet. */
#define WEFT_BARRIER(count) {.parties = (count)}

/* Waits until `parties` tasks have come; the last one does not wait and lets the others go on in the order they
 * came. `index` (may be NULL) is 0 for the first to come. OK; CANCELLED (it leaves, the barrier is as before);
 * BROKEN (reset or aborted); INVALID (no parties, or more than INT32_MAX, as a negative number is). */
WEFT_WAITS int weft_barrier_wait(weft_place *place, weft_barrier *barrier, uint32_t *index);
#define weft_barrier_wait(barrier, index) weft_barrier_wait(WEFT_HERE(#barrier), barrier, index)

/* Tasks that wait get BROKEN, and the barrier is as new. It does not concern tasks that were let go already. */
void weft_barrier_reset(weft_barrier *barrier);

/* Tasks that wait, and tasks that come until a reset, get BROKEN. */
void weft_barrier_abort(weft_barrier *barrier);
bool weft_barrier_broken(const weft_barrier *barrier);

/* How many wait for the rest. */
uint32_t weft_barrier_waiting(const weft_barrier *barrier);

/* ---- Future -------------------------------------------------------------------------------------------------------
 *
 *     weft_future answer = {0};
 *     weft_future_set(&answer, &reply);              somewhere else
 *     WEFT_TRY(weft_future_wait(&answer));           then answer.value is &reply */

/* A result that somebody will set, once (asyncio.Future). For code that bridges callbacks; tasks have results of
 * their own. */
typedef struct weft_future {
    void *value; /* what was set */
    /* private */
    struct weft__resource resource;
    struct weft__list waiters, callbacks;
    const char *text;       /* why it failed or was cancelled; the caller's */
    weft_place *settled_at; /* where that was said */
    uint32_t unheard;       /* when a shielded wait for it was last cancelled, in the order of all waits; 0: never */
    int code;
    bool done;
    bool seen; /* somebody asked for its outcome */
} weft_future;

/* Declares one that, when its scope is left with a failure that nobody asked for, gives it to the handler of
 * weft_on_error (Future exception was never retrieved). A plain `= {0}` works as well, but hands no such failure
 * over. */
#define WEFT_FUTURE(variable) \
    weft_future variable __attribute__((cleanup(weft__future_leave), unused)) = {.resource = {.name = #variable}}

/* Waits until it is done, and returns OK (value is there), the code that it failed with, or CANCELLED. A cancel of the
 * caller cancels the future, and so all tasks that wait for it get CANCELLED. Does not yield when it is done
 * already. */
WEFT_WAITS int weft_future_wait(weft_place *place, weft_future *future);
#define weft_future_wait(future) weft_future_wait(WEFT_HERE(#future), future)

/* The same, or TIMEOUT when it was not done after `seconds`: it is then cancelled. One that is done already is
 * looked at whatever `seconds` says; INVALID for NaN. (wait_for(future, seconds)) */
WEFT_WAITS int weft_future_wait_within(weft_place *place, weft_future *future, double seconds);
#define weft_future_wait_within(future, seconds) weft_future_wait_within(WEFT_HERE(#future), future, seconds)

/* The same with the same codes, but a cancel of the caller leaves the future alone (asyncio.shield). */
WEFT_WAITS int weft_future_wait_shielded(weft_place *place, weft_future *future);
#define weft_future_wait_shielded(future) weft_future_wait_shielded(WEFT_HERE(#future), future)

/* Makes it done: tasks that wait wake in the next turn, in the order they came; then callbacks run. `value` stays yours
 * and must live as long as somebody looks at it. OK; CLOSED when it is done already (InvalidStateError), and nothing
 * changes; INVALID for a failure with code 0 or PENDING. */
int weft_future_set(weft_future *future, void *value);
int weft_future_fail(weft_place *place, weft_future *future, int code);
#define weft_future_fail(future, code) weft_future_fail(WEFT_HERE(#future), future, code)
int weft_future_cancel(weft_future *future);

/* The same with a text, which stays yours and must live as long as the future. Tasks that wait find it in
 * weft_error_text(). OK; CLOSED; INVALID (code 0 or WEFT_PENDING). */
int weft_future_fail_because(weft_place *place, weft_future *future, int code, const char *text);
#define weft_future_fail_because(future, code, text) weft_future_fail_because(WEFT_HERE(#future), future, code, text)
int weft_future_cancel_because(weft_place *place, weft_future *future, const char *text);
#define weft_future_cancel_because(future, text) weft_future_cancel_because(WEFT_HERE(#future), future, text)

/* That text, "" when there is none. */
const char *weft_future_text(const weft_future *future);

/* Whether it was set, failed or cancelled. */
bool weft_future_done(const weft_future *future);

/* What it was done with; PENDING before. */
int weft_future_result(weft_future *future);

/* Runs `fn(arg)` in the turn after it is done (or in the next one), in the order of these calls. OK; INVALID (no
 * fn); USAGE (the handle is under way, or no loop runs). (Future.add_done_callback) */
int weft_future_on_done(weft_place *place, weft_future *future, weft_handle *handle, weft_callback *fn, void *arg);
#define weft_future_on_done(future, handle, fn, arg) weft_future_on_done(WEFT_HERE(#fn), future, handle, fn, arg)

/* What ties two futures together. Keep it in place until both are done and a turn has passed. */
typedef struct weft_future_link {
    /* private */
    weft_future *source, *destination;
    weft_handle forth, back;
} weft_future_link;

/* From here on `destination` ends as `source` does, in the turn after it, and a cancel of `destination` goes on to
 * `source`. OK, USAGE. (asyncio.wrap_future) */
int weft_future_chain(weft_place *place, weft_future_link *link, weft_future *source, weft_future *destination);
#define weft_future_chain(link, source, destination) \
    weft_future_chain(WEFT_HERE(#link), link, source, destination)

/* ---- Generator ----------------------------------------------------------------------------------------------------
 *
 *     static int pages(weft_generator *generator, void *arg)
 *     {
 *         for (int page = 1; page <= 5; page++) {
 *             WEFT_TRY(weft_sleep(0.5));
 *             WEFT_TRY(weft_give(generator, &page));
 *         }
 *         return WEFT_OK;
 *     }
 *     WEFT_GENERATOR(generator, pages, NULL);
 *     int page;
 *     while ((err = weft_next(&generator, &page)) == WEFT_OK) printf("page %d\n", page);
 *     if (err != WEFT_CLOSED) return err; */

/* A function that gives values one at a time and waits in between (an async generator). It runs as a task of its own,
 * but only while somebody waits for its next value. It hands values out by copy. */
typedef struct weft_generator {
    /* private */
    int (*body)(struct weft_generator *generator, void *arg);
    void *arg;
    struct weft__resource resource;
    struct weft__list giver; /* the generator between two values */
    weft_task task;
    void *into;      /* where the asker wants the value */
    size_t bytes;
    struct weft__held held; /* one that is no WEFT_GENERATOR */
    int result;      /* what body returned */
    bool given, ended, closing;
    bool unheard;    /* it ended before a cancel that was passed on to it was delivered */
} weft_generator;

/* Initialiser of one that lives elsewhere, in static storage or in a struct: close it with weft_generator_close, or
 * the end of the run does.
 *     struct feed { weft_generator pages; } feed = {.pages = WEFT_GENERATES(read_pages, "news")}; */
#define WEFT_GENERATES(function, argument) {.body = (function), .arg = (argument)}

/* Declares one that is closed when its scope is left: its wait returns CANCELLED, its clean-up runs to the end. */
#define WEFT_GENERATOR(variable, function, argument)                                       \
    weft_generator variable __attribute__((cleanup(weft__generator_leave), unused)) = {            \
        .body = (function), .arg = (argument), .resource = {.name = #variable}}

/* Copies the next value to `*into` (its type must be that of what is given). OK; CLOSED after the end, again and again;
 * the code with which the generator failed, once; CANCELLED: the cancel is passed on to the generator, as it goes
 * inward in asyncio, and delivered at the caller's next wait if the generator gives a value or fails before the cancel
 * reaches it; USAGE while another task asks; NO_MEMORY: it could not be begun; INVALID: `into` is NULL. */
#define weft_next(generator, into) weft__generator_next(WEFT_HERE(#generator), generator, into, sizeof *(into))
WEFT_WAITS int weft__generator_next(weft_place *place, weft_generator *generator, void *into, size_t bytes);

/* In the generator: hands `*value` to the task that asked, and waits until one asks again. OK; CANCELLED when it is
 * closed, or when a task asks again after a time limit of the generator's own has struck: until then it does not run;
 * INVALID when the sizes differ; USAGE in another task. */
#define weft_give(generator, ...) \
    weft__generator_give(WEFT_HERE(#generator), generator, __VA_ARGS__, sizeof *(__VA_ARGS__))
WEFT_WAITS int weft__generator_give(weft_place *place, weft_generator *generator, const void *value, size_t bytes);

/* Closes it: what WEFT_GENERATOR does by itself. OK; the code with which its clean-up failed; USAGE outside a
 * task. A cancel of the caller is held back until it is done. */
WEFT_WAITS int weft_generator_close(weft_place *place, weft_generator *generator);
#define weft_generator_close(generator) weft_generator_close(WEFT_HERE(#generator), generator)

/* ---- Exits --------------------------------------------------------------------------------------------------------
 *
 *     weft_exit_call last = {.fn = disconnect, .arg = &connection};
 *     WEFT_EXITS(exits);                              below what its calls use
 *     WEFT_TRY(connect(&connection));
 *     weft_exits_push(&exits, &last); */

/* One thing to do when a scope is left. The struct is yours: keep it in place until then. The call may wait. */
typedef struct weft_exit_call {
    int (*fn)(void *arg);
    void *arg;
    int (*leave)(void *arg, int err); /* instead of fn: gets what the scope ends with, and returns what it ends with
                                         from here on: `err` passes it on, OK takes it away (__aexit__) */
    /* private */
    struct weft_exit_call *next;
} weft_exit_call;

/* What is to be done when a scope is left, last in first out (AsyncExitStack). */
typedef struct weft_exits {
    /* private */
    weft_exit_call *last;
} weft_exits;

/* Declares one whose calls are made when the scope is left in any way. A call that weft_exits_end has not made before
 * is made then and gets OK. A cancel is held back meanwhile, because nothing could return it. */
#define WEFT_EXITS(variable) weft_exits variable __attribute__((cleanup(weft__exits_leave), unused)) = {.last = NULL}

/* Adds a call, to be made before those that were pushed earlier. `call` must outlive the scope:
 * declare it above the WEFT_EXITS (push_async_callback). */
void weft_exits_push(weft_exits *exits, weft_exit_call *call);

/* Makes the calls now. `err` is what the scope ends with; returns what it ends with after them: as each `leave`
 * says, and the first failure of an `fn` when there was no error. A cancel reaches the call that waits, as any
 * clean-up of a task; weft_shield holds it back.
 *     return weft_exits_end(&exits, use(&connection)); */
WEFT_WAITS int weft_exits_end(weft_exits *exits, int err);

/* The same where all went well so far: OK, or the first failure of a call. */
WEFT_WAITS int weft_exits_close(weft_exits *exits);

/* ---- Capacity limiter ---------------------------------------------------------------------------------------------
 *
 *     weft_limiter limiter = WEFT_LIMITER(40);
 *     WEFT_LOAN(loan);
 *     WEFT_TRY(weft_limiter_borrow(&limiter, &loan)); */

/* Tokens that tasks borrow, one each (trio.CapacityLimiter). */
typedef struct weft_limiter {
    uint32_t tokens;   /* in all; change it with weft_limiter_resize */
    /* private */
    uint32_t borrowed;
    struct weft__resource resource;
    struct weft__list waiters;
} weft_limiter;

/* Initialiser: the number of tokens. */
#define WEFT_LIMITER(count) {.tokens = (count)}

/* What a borrower holds. Keep it on the borrower's stack until it gives the token back. Begin with {0}. */
typedef struct weft_loan {
    /* private */
    struct weft_loan *next; /* of the same task's */
    struct weft__held held;
    weft_task task;
    weft_limiter *from; /* NULL: it holds nothing */
} weft_loan;

/* Declares one that is given back when its scope is left (`async with limiter`). */
#define WEFT_LOAN(variable) weft_loan variable __attribute__((cleanup(weft__loan_leave), unused)) = {.from = NULL}
void weft__loan_leave(weft_loan *loan);

/* Borrows a token; tasks that wait for one get it in the order in which they asked. OK; CANCELLED; USAGE when this task
 * has one of this limiter already, or `loan` holds one of another. */
WEFT_WAITS int weft_limiter_borrow(weft_place *place, weft_limiter *limiter, weft_loan *loan);
#define weft_limiter_borrow(limiter, loan) weft_limiter_borrow(WEFT_HERE(#limiter), limiter, loan)

/* Gives it back, straight to the first waiter if there is one, which wakes in the next turn. OK; USAGE when it was not
 * borrowed from this limiter, or not by this task. */
int weft_limiter_return(weft_limiter *limiter, weft_loan *loan);

/* More tokens wake tasks that wait; fewer only keep newcomers out. */
void weft_limiter_resize(weft_limiter *limiter, uint32_t tokens);

/* ---- Retry and pace -----------------------------------------------------------------------------------------------
 *
 *     WEFT_TRY(weft_retry(fetch, &page, &(weft_retry_options){.attempts = 5, .delay = 1, .jitter = 0.1}));
 *     weft_pace pace = WEFT_PACE(10);               ten a second
 *     WEFT_TRY(weft_pace_wait(&pace)); */

/* How often to try, and how long to wait in between. */
typedef struct weft_retry_options {
    int attempts;     /* in all, 1 or more; 0: 3 */
    double delay;     /* seconds before the second one; each further one waits twice as long */
    double most;      /* no wait is longer; 0: no limit */
    double jitter;    /* up to this share of the wait is added, at random */
    bool (*again)(int code); /* whether this code is worth another attempt; NULL: every failure is */
} weft_retry_options;

/* Calls fn(arg) until it returns OK, with growing waits in between; `options` may be NULL: three attempts, without
 * a wait. Returns OK, or the last failure. A cancel, of fn or of a wait, is never retried and is returned:
 * CANCELLED. INVALID, and nothing is called: no function, fewer than 0 attempts, NaN, or a jitter that is negative
 * or infinite. */
WEFT_WAITS int weft_retry(weft_place *place, weft_task_function *fn, void *arg, const weft_retry_options *options);
#define weft_retry(fn, arg, ...) weft_retry(WEFT_HERE(#fn), fn, arg, __VA_ARGS__) /* options may have commas inside */

/* Lets so many tasks pass a second, evenly spaced, in the order they came. */
typedef struct weft_pace {
    double per_second;
    /* private */
    int64_t next; /* ns: when the next one may pass */
} weft_pace;
#define WEFT_PACE(rate) {.per_second = (rate)}

/* Waits until it is this task's turn. OK; CANCELLED (the turn is lost); INVALID when the rate is not above 0. */
WEFT_WAITS int weft_pace_wait(weft_place *place, weft_pace *pace);
#define weft_pace_wait(pace) weft_pace_wait(WEFT_HERE(#pace), pace)

/* ---- Queues -------------------------------------------------------------------------------------------------------
 *
 *     typedef WEFT_QUEUE(struct item, 3) item_queue;             three slots, inside the struct
 *     item_queue queue = {0};
 *     WEFT_TRY(weft_put(&queue, &item));                         copies the item in
 *     WEFT_TRY(weft_get(&queue, &item));                         copies the oldest one out
 *     weft_task_done(&queue);                                    for weft_queue_join */

/* Items in order of arrival; the macros below give it a type (asyncio.Queue). Getters and putters are served in the
 * order they came. A getter that is woken has an item to itself; which one is decided when it runs. */
typedef struct weft_queue {
    bool (*before)(const void *a, const void *b); /* a priority queue: whether item a comes before item b */
    bool lifo;                                    /* a stack: the newest first (asyncio.LifoQueue) */
    size_t most;                                  /* a growing queue: no more items than this; 0: no limit (maxsize) */
    /* private */
    struct weft__resource resource;
    struct weft__list getters, putters, joiners;
    unsigned char *grown;  /* a growing queue's slots */
    size_t grown_bytes;    /* their size */
    size_t room;           /* and their number */
    size_t head;           /* FIFO: index of the oldest */
    size_t count;          /* items inside */
    size_t claimed_items;  /* items promised to getters that were woken */
    size_t claimed_places; /* free slots promised to putters that were woken */
    size_t unfinished;     /* put and not yet reported done */
    bool shut;             /* takes no more */
} weft_queue;

/* A queue type with `slots_inside` (1 or more) slots inside. An item has at least one byte. */
#define WEFT_QUEUE(item_type, slots_inside)                                   \
    struct {                                                                  \
        weft_queue queue;                                                     \
        item_type *type;                                                      \
        char (*capacity)[(slots_inside) >= 1 && sizeof(item_type) > 0 ? (slots_inside) + 1 : -1]; \
        item_type slots[slots_inside];                                        \
    }

/* A queue type that grows (asyncio's maxsize=0): a put waits for nothing, and returns NO_MEMORY when it cannot grow.
 * weft_queue_free, or WEFT_FREE_AT_EXIT, gives back what it allocated. One type serves all sizes: `.most` bounds it, by
 * a number known at run time, and a function that takes a pointer to the type takes them all. */
#define WEFT_GROWING_QUEUE(item_type)                       \
    struct {                                                \
        weft_queue queue;                                   \
        item_type *type;                                    \
        char (*capacity)[sizeof(item_type) > 0 ? 1 : -1];   \
        item_type slots[1];                                 \
    }

/* Initialisers of a priority queue and of a stack: job_queue jobs = WEFT_PRIORITY_QUEUE(earlier);  ties come out
 * in the order they were put. */
#define WEFT_PRIORITY_QUEUE(comes_before) {.queue = {.before = (comes_before)}}
#define WEFT_LIFO_QUEUE {.queue = {.lifo = true}}

/* Initialiser of a growing queue that holds `count` items at most, 0: any number; a put then waits for a free slot
 * (asyncio.Queue(maxsize)). A queue of another kind says `.most` beside it: {.queue = {.lifo = true, .most = count}}.
 *     typedef WEFT_GROWING_QUEUE(struct job) job_queue;
 *     job_queue jobs = WEFT_BOUNDED_QUEUE(atoi(argv[1])); */
#define WEFT_BOUNDED_QUEUE(count) {.queue = {.most = (count)}}

/* Puts a copy of `*item`, waiting for a free slot if need be. OK; CANCELLED (not inserted); CLOSED after a shutdown;
 * NO_MEMORY (a growing queue); INVALID (item is NULL). An item of another type does not compile.
 *     WEFT_TRY(weft_put(&queue, &(struct job){1, 2})); */
#define weft_put(q, ...) \
    (WEFT__PUTS(q, __VA_ARGS__), weft__queue_put(WEFT_HERE(#q), WEFT__QUEUE(q), __VA_ARGS__))

/* Takes the next item into `*item`, waiting for one if need be. OK; CANCELLED (nothing taken); CLOSED when the
 * queue was shut down and is empty; INVALID. */
#define weft_get(q, item) (WEFT__GETS(q, item), weft__queue_get(WEFT_HERE(#q), WEFT__QUEUE(q), item))

/* The same without waiting: FULL and EMPTY instead (put_nowait, get_nowait). */
#define weft_put_nowait(q, ...) \
    (WEFT__PUTS(q, __VA_ARGS__), weft__queue_put_nowait(WEFT_HERE(#q), WEFT__QUEUE(q), __VA_ARGS__))
#define weft_get_nowait(q, item) (WEFT__GETS(q, item), weft__queue_get_nowait(WEFT_HERE(#q), WEFT__QUEUE(q), item))

/* How many items are inside; whether weft_get_nowait would find none, and weft_put_nowait no free slot. Exact between
 * two waits. An item that a getter was woken for is inside until it runs, but nobody else can get it: a queue may be
 * empty with a count of 1. So may a slot be promised to a putter. */
#define weft_queue_count(q) ((q)->queue.count)
#define weft_queue_empty(q) weft__queue_empty(&(q)->queue)
#define weft_queue_full(q) weft__queue_full(WEFT__QUEUE(q))

/* Says that one item taken earlier has been dealt with; the last one wakes the tasks that join the queue. OK; INVALID
 * when called more often than items were put. */
#define weft_task_done(q) weft__queue_task_done(&(q)->queue)

/* Waits until every item put was reported done; at once when there is none. OK; CANCELLED; CLOSED when the queue is
 * freed meanwhile by WEFT_FREE_AT_EXIT. */
#define weft_queue_join(q) weft__queue_join(WEFT_HERE(#q), &(q)->queue)

/* Shuts the queue for good: puts return CLOSED, also those that wait; gets drain what is left, then return CLOSED.
 * `at_once` throws away what is inside and counts it as done. A second shutdown does no harm. (Queue.shutdown, 3.13) */
#define weft_queue_shutdown(q, at_once) weft__queue_shutdown(&(q)->queue, at_once)

/* Gives back what a growing queue allocated, and what is inside with it; the queue is then empty, and may be used
 * again. USAGE while a task waits on it, or was woken for an item and has not run, and nothing changes. */
#define weft_queue_free(q) weft__queue_free(&(q)->queue)

/* Shuts the queue down at once and frees it when the scope is left; tasks that still wait on it get CLOSED. At most one
 * a line.
 *     job_queue jobs = {0};
 *     WEFT_FREE_AT_EXIT(&jobs); */
#define WEFT_FREE_AT_EXIT(q) \
    weft_queue *WEFT__JOIN(weft__free_, __LINE__) __attribute__((cleanup(weft__queue_leave), unused)) = (&(q)->queue)
void weft__queue_leave(weft_queue **queue);

/* What the functions get from the macros about a queue. */
typedef struct weft__queue_view {
    weft_queue *queue;
    unsigned char *slots;
    size_t capacity; /* 0: grows */
    size_t item_bytes;
} weft__queue_view;
#define WEFT__QUEUE(q) \
    &(weft__queue_view){&(q)->queue, (unsigned char *)(q)->slots, sizeof *(q)->capacity - 1, sizeof *(q)->type}
#define WEFT__PUTS(q, ...) WEFT__READS((q)->type, "the type of the item is not that of the queue", __VA_ARGS__)
#define WEFT__GETS(q, item) WEFT__WRITES((q)->type, "the type of the item is not that of the queue", item)
WEFT_WAITS int weft__queue_put(weft_place *place, const weft__queue_view *view, const void *item);
WEFT_WAITS int weft__queue_get(weft_place *place, const weft__queue_view *view, void *item);
WEFT_CHECKED int weft__queue_put_nowait(weft_place *place, const weft__queue_view *view, const void *item);
WEFT_CHECKED int weft__queue_get_nowait(weft_place *place, const weft__queue_view *view, void *item);
WEFT_WAITS int weft__queue_join(weft_place *place, weft_queue *queue);
bool weft__queue_empty(const weft_queue *queue);
bool weft__queue_full(const weft__queue_view *view);
int weft__queue_task_done(weft_queue *queue);
void weft__queue_shutdown(weft_queue *queue, bool at_once);
int weft__queue_free(weft_queue *queue);

/* ---- Channels -----------------------------------------------------------------------------------------------------
 *
 *     typedef WEFT_CHANNEL(struct page, 3) page_channel;        three places; 0: from hand to hand
 *     typedef WEFT_SENDER(struct page) page_sender;
 *     typedef WEFT_RECEIVER(struct page) page_receiver;
 *     page_channel pages = {0};
 *     page_sender out = {0};
 *     page_receiver in = {0};
 *     WEFT_TRY(weft_channel_open(&pages, &out, &in));
 *     WEFT_CLOSE_AT_EXIT(&in);
 *     ...
 *     WEFT_TRY(weft_send(&out, &page));
 *     while ((err = weft_receive(&in, &page)) == WEFT_OK) use(&page);
 *     if (err != WEFT_CLOSED) return err;                       CLOSED: every sender is closed and nothing is left */

/* One end of a channel. Tasks that share one count as one; a task that comes and goes by itself has a clone. */
typedef struct weft_end {
    /* private */
    struct weft_channel *channel; /* NULL: closed */
    bool sends;
} weft_end;

/* Items that go from senders to receivers; the macros below give it a type (trio.open_memory_channel). Each item
 * goes to exactly one receiver; senders and receivers are served in the order they came. An item belongs to the
 * receiver that waits for it, and a freed place to the sender that waits for it, from that moment on. */
typedef struct weft_channel {
    /* private */
    weft_queue buffer;                    /* its resource is the channel's */
    struct weft__list senders, receivers; /* the tasks that wait */
    unsigned char *slots;
    size_t places, item_bytes, most_used;
    uint32_t open_senders, open_receivers;
    bool grows;
} weft_channel;

/* A channel type with `places` for items on their way. With 0 a sender waits until a receiver takes its item. */
#define WEFT_CHANNEL(item_type, places)                                            \
    struct {                                                                       \
        weft_channel channel;                                                      \
        item_type *type;                                                           \
        char (*capacity)[(places) + 1 >= 1 && sizeof(item_type) > 0 ? (places) + 1 : -1]; \
        char (*grows)[1];                                                          \
        item_type slots[(places) > 0 ? (places) : 1];                              \
    }

/* One that grows: a send waits for nothing, and returns NO_MEMORY when it cannot grow. */
#define WEFT_GROWING_CHANNEL(item_type)                    \
    struct {                                               \
        weft_channel channel;                              \
        item_type *type;                                   \
        char (*capacity)[sizeof(item_type) > 0 ? 1 : -1];  \
        char (*grows)[2];                                  \
        item_type slots[1];                                \
    }

/* Types of ends; begin with {0}. */
#define WEFT_SENDER(item_type)  \
    struct {                    \
        weft_end end;           \
        item_type *sends;       \
    }
#define WEFT_RECEIVER(item_type) \
    struct {                     \
        weft_end end;            \
        item_type *receives;     \
    }

/* Opens the channel with one sender and one receiver; it must outlive all its ends. OK; USAGE while an end is open
 * from before. */
#define weft_channel_open(c, sender, receiver)                                                             \
    (WEFT__WRITES((c)->type, "the type of the sender is not that of the channel", (sender)->sends),                    \
     WEFT__WRITES((c)->type, "the type of the receiver is not that of the channel", (receiver)->receives),             \
     weft__channel_open(WEFT_HERE(#c), WEFT__CHANNEL(c), &(sender)->end, &(receiver)->end))

/* Sends a copy of `*item`, waiting for a receiver or a free place if need be. OK; CANCELLED (not sent); BROKEN:
 * every receiver is closed, now or while this waits; USAGE: this sender is closed, now or while this waits;
 * NO_MEMORY (one that grows); INVALID. */
#define weft_send(sender, ...)                                                              \
    (WEFT__READS((sender)->sends, "the type of the item is not that of the sender", __VA_ARGS__),     \
     weft__channel_send(WEFT_HERE(#sender), &(sender)->end, __VA_ARGS__))

/* Receives the oldest item, waiting for one if need be. OK; CANCELLED (nothing taken); CLOSED: every sender is
 * closed, and what they sent was received (EndOfChannel); USAGE: this receiver is closed, now or while this waits;
 * INVALID. */
#define weft_receive(receiver, item)                                                             \
    (WEFT__WRITES((receiver)->receives, "the type of the item is not that of the receiver", item),         \
     weft__channel_receive(WEFT_HERE(#receiver), &(receiver)->end, item))

/* The same without waiting: FULL and EMPTY instead (send_nowait, receive_nowait). */
#define weft_send_nowait(sender, ...)                                                       \
    (WEFT__READS((sender)->sends, "the type of the item is not that of the sender", __VA_ARGS__),     \
     weft__channel_send_nowait(WEFT_HERE(#sender), &(sender)->end, __VA_ARGS__))
#define weft_receive_nowait(receiver, item)                                                      \
    (WEFT__WRITES((receiver)->receives, "the type of the item is not that of the receiver", item),         \
     weft__channel_receive_nowait(WEFT_HERE(#receiver), &(receiver)->end, item))

/* Opens one more end of the same kind. OK; USAGE when `e` is closed, or `clone` is open. */
#define weft_end_clone(e, clone)                                                            \
    (WEFT__WRITES(1 ? (e) : (e), "the type of the clone is not that of the end", clone),             \
     weft__end_clone(&(e)->end, &(clone)->end))

/* Closes an end, at once and without waiting; a second close does no harm. Tasks that wait on this end get USAGE. With
 * the last sender, receivers get what is left and then CLOSED; with the last receiver, senders get BROKEN, and what is
 * left is thrown away. */
#define weft_end_close(e) weft__end_close(&(e)->end)

/* Closes it when the scope is left. At most one a line. */
#define WEFT_CLOSE_AT_EXIT(e) \
    weft_end *WEFT__JOIN(weft__close_, __LINE__) __attribute__((cleanup(weft__end_leave), unused)) = (&(e)->end)

/* How a channel is used (MemoryChannelStatistics). */
typedef struct weft_channel_statistics {
    size_t used, places, most_used; /* items inside; how many fit, SIZE_MAX: it grows; the most there have been */
    size_t senders, receivers;      /* open ends */
    size_t waiting_senders, waiting_receivers;
} weft_channel_statistics;
#define weft_channel_look(c) weft__channel_statistics(&(c)->channel)

typedef struct weft__channel_view {
    weft_channel *channel;
    unsigned char *slots;
    size_t places, item_bytes;
    bool grows;
} weft__channel_view;
#define WEFT__CHANNEL(c)                                                                                     \
    &(weft__channel_view){&(c)->channel, (unsigned char *)(c)->slots, sizeof *(c)->capacity - 1, sizeof *(c)->type, \
                          sizeof *(c)->grows > 1}
int weft__channel_open(weft_place *place, const weft__channel_view *view, weft_end *sender, weft_end *receiver);
WEFT_WAITS int weft__channel_send(weft_place *place, weft_end *end, const void *item);
WEFT_WAITS int weft__channel_receive(weft_place *place, weft_end *end, void *item);
WEFT_CHECKED int weft__channel_send_nowait(weft_place *place, weft_end *end, const void *item);
WEFT_CHECKED int weft__channel_receive_nowait(weft_place *place, weft_end *end, void *item);
int weft__end_clone(const weft_end *end, weft_end *clone);
void weft__end_close(weft_end *end);
void weft__end_leave(weft_end **end);
weft_channel_statistics weft__channel_statistics(const weft_channel *channel);

/* ---- For tests ----------------------------------------------------------------------------------------------------
 *
 *     weft_task task = weft_spawn(server, &state);
 *     WEFT_TRY(weft_wait_all_blocked(0));            the server has done all that it can
 *     WEFT_TRY(weft_clock_jump(60)); */

/* Waits until nothing is ready and all other tasks wait, before the virtual clock jumps on. Under the real clock this
 * must have been so for `cushion` seconds; the task that gave the shortest one goes first. OK; CANCELLED; INVALID
 * (NaN). (trio.testing.wait_all_tasks_blocked) */
WEFT_WAITS int weft_wait_all_blocked(weft_place *place, double cushion);
#define weft_wait_all_blocked(cushion) weft_wait_all_blocked(WEFT_HERE("all blocked"), cushion)

/* Moves the virtual clock on; tasks that are due then wake in the next turn. OK; INVALID (backwards, NaN,
 * WEFT_FOREVER); UNSUPPORTED on the real clock; USAGE outside a run. (trio.testing.MockClock.jump) */
int weft_clock_jump(double seconds);

/* How many turns the loop has begun in this run: unchanged by a call that did not wait. */
size_t weft_turns(void);

/* ---- Signals ------------------------------------------------------------------------------------------------------
 *
 *     WEFT_TRY(weft_signal_wait(WEFT_SIGINT));         Ctrl-C, a page's Stop button, or --signal INT@2.5 */

/* The signals that a program can wait for, with the numbers that they have everywhere. */
enum weft_signal { WEFT_SIGHUP = 1, WEFT_SIGINT = 2, WEFT_SIGUSR1 = 10, WEFT_SIGUSR2 = 12, WEFT_SIGTERM = 15 };

/* Waits until the signal comes. Real natively and in JavaScript hosts; scripted (--signal) everywhere. OK,
 * CANCELLED, INVALID (another number). While nobody waits for or handles SIGINT, it cancels the main task and the
 * run ends as interrupted; a second one ends the program at once. */
WEFT_WAITS int weft_signal_wait(weft_place *place, int signal);
#define weft_signal_wait(signal) weft_signal_wait(WEFT_HERE(#signal), signal)

/* Runs `fn(arg)` as a callback of the loop each time the signal comes, until weft_handle_cancel(handle)
 * (loop.add_signal_handler). OK, INVALID, USAGE. */
int weft_on_signal(weft_place *place, weft_handle *handle, int signal, weft_callback *fn, void *arg);
#define weft_on_signal(handle, signal, fn, arg) weft_on_signal(WEFT_HERE(#fn), handle, signal, fn, arg)

/* ---- Descriptors --------------------------------------------------------------------------------------------------
 *
 *     WEFT_TRY(weft_wait_readable(0));  then read(0, ...) has something to give */

/* Waits until `descriptor` can be read from, or written to, without blocking (loop.add_reader, add_writer). There may
 * be as many such waits at once as there is memory for. Close the descriptor only when nobody waits for it. OK,
 * CANCELLED, INVALID (no such descriptor, or not one for that), NO_MEMORY, UNSUPPORTED (this host does not know such
 * waits). */
WEFT_WAITS int weft_wait_readable(weft_place *place, int descriptor);
#define weft_wait_readable(descriptor) weft_wait_readable(WEFT_HERE(#descriptor), descriptor)
WEFT_WAITS int weft_wait_writable(weft_place *place, int descriptor);
#define weft_wait_writable(descriptor) weft_wait_writable(WEFT_HERE(#descriptor), descriptor)

/* ---- Parts of the macros above --------------------------------------------------------------------------------- */

struct weft__body {
    weft_timeout scope;
    weft_group *group;
};
bool weft__body_enter(weft_place *place, weft_group *group, struct weft__body *body);
WEFT_WAITS int weft__body_leave(int err);
bool weft__body_open(weft_group *group, struct weft__body *body, bool inside);
bool weft__timeout_open(weft_place *place, weft_timeout *timeout, double seconds);
void weft__timeout_drop(weft_timeout *timeout);
bool weft__timeout_enter(weft_place *place, weft_timeout *timeout, double seconds);
WEFT_WAITS int weft__timeout_leave(int err);
WEFT_WAITS int weft__timeout_refused(void);
bool weft__move_on_enter(weft_place *place, weft_timeout *timeout, double seconds);
WEFT_WAITS int weft__move_on_leave(int err);
WEFT_WAITS int weft__move_on_refused(void);
void weft__shield_enter(void);
WEFT_WAITS int weft__shield_leave(int err);
void weft__group_leave(weft_group *group);
void weft__generator_leave(weft_generator *generator);
void weft__exits_leave(weft_exits *exits);
void weft__handle_leave(weft_handle *handle);
void weft__future_leave(weft_future *future);
void weft__lock_leave(weft_lock **lock);
void weft__semaphore_leave(weft_semaphore **semaphore);
#define WEFT__JOIN(a, b) WEFT__JOIN_(a, b)
#define WEFT__JOIN_(a, b) a##b

#endif
