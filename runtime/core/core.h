/* The kernel: what the files of the core, the scopes and the watchers share. Primitives include wait.h only.
 *
 * Glossary (more of it in wait.h)
 *   handle    an entry of the ready list: something that will run in a turn. Its kind says what: a step of a task, a due
 *             timer, a callback, the end of a task for its group, a complete operation, the end of the run.
 *   turn      one pass: due timers join the ready list, then exactly what is ready runs; what it makes ready runs next turn.
 *   kind      a static record that says what a wait, a resource or a timer is: its words, and what it does. */
#ifndef WEFT_CORE_H
#define WEFT_CORE_H

#include "core/wait.h"
#include "port/console.h"
#include "port/host.h"
#include "port/memory.h"
#include "port/tape.h"

/* ---- ready list (loop.c) ---- */

enum weft__ready_kind {
    WEFT__STEP = 1, /* a task's next step */
    WEFT__DUE,      /* a timer whose time has come */
    WEFT__CALL,     /* a callback */
    WEFT__ENDED,    /* a task's end, for its group */
    WEFT__STOP,     /* the main task's end, for the run */
    WEFT__COMPLETED, /* an operation */
};

/* What a timer does when it is due: one static record for each. */
struct weft__timer_kind {
    const char *name;                                /* for programs that read traces: "wake_sleeper" */
    void (*fire)(struct weft__timer *timer, int64_t now); /* two arguments: in wasm, no other function has this type */
    uint32_t id, run;                                /* its number in the trace of run `run` */
};

enum weft__group_policy {
    WEFT__JOINED = 0,  /* a WEFT_GROUP: failures cancel, cancels are no failures */
    WEFT__GATHERED,    /* failures and cancelled children cancel the rest */
    WEFT__SETTLED,     /* nothing cancels the rest */
    WEFT__ROOT,        /* free-floating tasks: no group waits for their ends */
};

enum weft__handle_state {
    WEFT__HANDLE_IDLE = 0,
    WEFT__HANDLE_READY,   /* in the ready list */
    WEFT__HANDLE_TIMED,   /* its timer runs */
    WEFT__HANDLE_SIGNAL,  /* waits for a signal */
    WEFT__HANDLE_WATCH,   /* waits for the end of a task or future */
};

/* ---- tasks (task.c) ---- */

enum weft__task_state {
    WEFT__CREATED = 1, /* spawned, its first step is in the ready list */
    WEFT__READY,       /* its next step is in the ready list */
    WEFT__RUNNING,
    WEFT__WAITING,     /* parked */
    WEFT__DONE,        /* ended; kept for those that want its result */
};

/* What a task of a group has said to its starter. */
enum weft__start_state {
    WEFT__SPAWNED_PLAIN = 0, /* nobody waits for a word */
    WEFT__STARTING,          /* its end goes to the starter */
    WEFT__STARTED,           /* its end goes to the group */
    WEFT__STARTED_LATE,      /* it said so after its starter was cancelled: its end still goes to the starter */
};

/* A record left by weft_raise. Allocated; owned by the task that it is hung on. */
struct weft__error {
    struct weft__error *cause; /* the record before it (raise ... from), owned */
    const weft_place *place;
    int code;
    char text[120];
};

enum { WEFT__NAME_BYTES = 24 };

/* A cancel of a task that waits for several, on its way to them (cancel.c). */
struct weft__asking {
    struct weft__task *outer;     /* the one whose cancel led here, and goes on after this one's */
    union {
        const weft_task *tasks;   /* the next of these, */
        struct weft__node *member; /* or of a group's */
    };
    struct weft__error *reason;   /* owned */
    uint32_t left;
    bool of_group;
};

struct weft__task {
    struct weft__face face;       /* first: what primitives may see of it */
    union {
        struct weft__ready ready; /* its step, and later its end, in the ready list */
        struct weft__asking asking; /* only while it waits, and within one cancel */
    };
    struct weft__node wait;       /* in the wait list of what it waits for; once done, in weft__loop.ended */
    struct weft__node member;     /* in its group's unfinished or finished */
    struct weft__node made;       /* in weft__loop.tasks */
    struct weft__list joiners;    /* tasks that wait for its end */
    struct weft__list callbacks;  /* weft_handles that wait for its end */
    struct weft__resource resource; /* the task as something to wait for */
    uint32_t number;              /* n of Task-n; never reused */
    uint8_t state;                /* enum weft__task_state */
    bool handed;                  /* its wake gave it something */
    bool delivered;               /* a request ended its wait */
    bool requested;               /* a weft_task_cancel not yet delivered */
    bool joined;                  /* somebody took its result */
    bool taken;                   /* its failure was taken out of the group's list */
    uint8_t start;                /* enum weft__start_state */
    uint16_t shields;             /* depth of shielded stretches */
    struct weft__start *starting; /* the start that waits for it to be ready (group_start.c) */
    uint32_t pins;                /* waits that will still take its result: until then it is kept */
    union {
        int wake_code;            /* what its wait will return */
        int result;               /* what it returned, once done */
    };
    uint32_t cancels;             /* requests made and not taken back */
    uint32_t ended;               /* its place in the order of ends, from 1; 0: not yet */
    uint32_t registered;          /* when its wait began, in the order of all that wait for the end of something */
    uint32_t unheard;             /* when a shielded join of it was last cancelled, in the same order; 0: never */
    uint32_t watch;               /* number of the last wait for several tasks that names it (wait.c); 0: none */
    uint32_t lender;              /* debug mode: number of the task on whose stack its argument lies; 0: on none, or that was said */
    weft_task_function *fn;
    void *arg;
    struct weft_stack *stack;     /* NULL once done */
    weft_group *group;            /* whose member it is */
    struct weft__task *asked_by;  /* while a cancel is being passed on: where it came from, itself for the first; else NULL */
    struct weft__list *waits_in;  /* the list that `wait` is in, so that a wake need not touch the stack; NULL: none */
    const struct weft__wait *waiting; /* what it is parked on, on its own stack; NULL: it is not */
    const weft_place *waits_at;   /* where it waits, or last waited */
    weft_place *spawned_at;
    int64_t waits_since;          /* ns */
    struct weft_timeout *timeouts; /* its open scopes, innermost first */
    const struct weft__held_kind *held_kind; /* the newest of `held`, and where it began: it may be written over, too */
    const weft_place *held_at;
    const weft_place *timeout_at; /* where the innermost was begun: it may be written over */
    struct weft__error *error;    /* its last record, owned */
    struct weft__error *kept;     /* that record while the body of a group waits for the rest (body.c), owned */
    struct weft__error *reason;   /* of the request that was not yet delivered, owned */
    struct weft__binding *context; /* the variables it sees, shared */
    struct weft_context *given;   /* not NULL: those of a context of the program instead */
    char name[WEFT__NAME_BYTES];
    struct weft__list waits;      /* for several tasks, of which it is one (wait.c); last, where no other field gets a longer offset */
};

/* Several tasks that one waits for; a cancel goes on to them. */
struct weft__several {
    const weft_task *tasks;
    size_t count;
    bool cancelled; /* one of them took a cancel */
};

/* The loop and all that a run is made of; one a program. Zeroed between runs. */
struct weft__loop {
    bool running;                  /* inside weft_run */
    bool turning;                  /* a runner runs */
    bool guest;                    /* in another program's loop, whose callbacks may wake tasks */
    bool sweeping;                 /* what is left is being cancelled */
    bool stopping;                 /* the main task's end was seen, or weft_stop was called */
    bool fatal;                    /* the run ends now with `exit_code` */
    bool interrupted;              /* a Ctrl-C cancelled main */
    bool host_failed;              /* some output was lost, or the host could not wait */
    bool output_lost;
    bool over;                     /* what is left is reported and dropped: no task is made any more */
    int exit_code;
    struct weft__list ready;       /* this turn's handles, then the next turn's */
    struct weft__node *batch_last; /* the last of this turn's, NULL when all have run */
    size_t ready_count;
    struct weft__task *main;
    struct weft_stack *kept_stack; /* of the main task that has ended, until the next one begins or the run ends */
    struct weft__list tasks;       /* all that are not forgotten, in the order in which they were made */
    weft_group root;               /* free-floating tasks; those that have ended are kept, within a bound (task.c) */
    size_t kept, most_unfinished;  /* how many of them have ended and are kept; the most that were unfinished at one time */
    struct weft__list ended;       /* tasks that are done and not yet forgotten, in the order of their ends */
    weft_group generators;         /* the tasks of generators */
    uint8_t phase;                 /* where its turn stands (loop.c) */
    bool idled;                    /* it began with nothing ready */
    uint64_t turn;
    uint64_t steps;
    uint32_t patience;             /* handles until the host is looked at */
    bool looked;                   /* the host was asked since something was last taken from it. (Apart from `idled`: each turn writes one
                                      and reads both, and one load of the two would wait for that store.) */
    weft_turn_hook *hook;
    void *hook_arg;
    bool (*when_blocked)(int64_t *limit, bool virtual); /* blocked.c, once it is used: nothing is ready; true: now something is. It may
                                             bring the time until which the loop waits forward. (A type unlike that of task functions: in
                                             wasm the loop would seem to wait in what it calls.) */
    struct weft__binding *context; /* what the callback that runs sees */
    uint32_t swept_after;          /* how many tasks had ended when the sweep began */
    weft_spawn_hook *spawn_hook;
    void *spawn_hook_arg;
    void (*look_at_scopes)(struct weft__task *task, uintptr_t limit); /* timeout_lost.c or held.c, once a timeout was begun or
                                             something is held: ends the program when one of the task's lies on a part of its
                                             stack that is gone: below `limit`, or below this very call for 0; UINTPTR_MAX: the
                                             whole stack is */
    void (*look_at_timeouts)(struct weft__task *task, uintptr_t limit); /* timeout_lost.c's part of it */
    void (*let_go)(struct weft__held *held); /* held.c, once something is held */
    void (*announce_to_waits)(struct weft__task *task, uint32_t from, uint32_t to); /* wait.c, once it is used: the waits
                                             that began after `from` and before `to` learn of its end */
    struct weft__ending *endings;  /* what is forgotten at the end of the run: weft__at_end */
    size_t jobs;                   /* that have not ended: the run does not end before */
    bool (*job_blocks)(int64_t nanoseconds); /* io/job.c, while a job runs in place: it blocks; false: not in virtual time */
    bool called;                   /* io/from_thread.c: another thread may call, on the real clock */
    uint32_t registered;           /* how many have asked to learn of an end */
    uint32_t run_number;           /* never zeroed */
};
extern struct weft__loop weft__loop;

/* Appends a handle to the next turn's list. */
void weft__make_ready(struct weft__ready *ready, enum weft__ready_kind kind);
/* The same without a record, for callers that write a richer one. */
void weft__ready_join(struct weft__ready *ready, enum weft__ready_kind kind);
/* Takes it out again, wherever it is; and the same without a record. */
void weft__unready(struct weft__ready *ready);
void weft__ready_leave(struct weft__ready *ready);
/* Runs what is ready up to where somebody has to wait, at most so long (true), or to the end of one turn or of the one in which the
 * loop is stopped (false). Never waits. The driver that has waited says so, and whether the host could, and steps again. */
bool weft__loop_step(int64_t *wait, bool one_turn);
void weft__loop_waited(bool done);
/* A loop as new. */
void weft__loop_start(void);
/* The same for a run, up to its end (run.c). What poll adds: it looks at the host itself, without waiting, where somebody waited. */
bool weft__run_step(int64_t *wait);
bool weft__run_poll(int64_t *wait);
/* Sets up all that a run is made of; false when the options have no meaning. The second one begins the main task; `swept`: the run
 * goes on to the end of all that main leaves. It returns 0, or why not. */
bool weft__run_begin(const weft_run_options *options, bool takes_output, bool takes_interrupt);
int weft__run_main(weft_place *place, const weft_spawn_options *options, bool swept);

enum weft__runner_state { WEFT__RUNNER_NEW = 0, WEFT__RUNNER_OPEN, WEFT__RUNNER_GUEST, WEFT__RUNNER_CLOSED };

/* What a part of the library holds for this run, and which may lie on stacks that will be dropped: `forget` is called at its end, while all
 * stacks are there; the one that was added last is called first. Adding it again in one run changes nothing. Returns whether it is new. */
struct weft__ending {
    void (*forget)(void);
    struct weft__ending *next;
    uint32_t run;
};
bool weft__at_end(struct weft__ending *ending);

/* Ends the run after this handle, as soon as control is back in the loop. */
void weft__end_run(int exit_code);

/* To look at every task, ended ones included: the one made after this one, NULL after the last. Begin with NULL. */
static inline struct weft__task *weft__task_after(const struct weft__task *task)
{
    struct weft__node *next = task ? task->made.next : weft__loop.tasks.first;
    return next ? weft__owner(next, struct weft__task, made) : NULL;
}
uint32_t weft__task_next_number(void);
uint32_t weft__tasks_ended(void); /* how many have, in this run */

/* What a refused spawn returns: no task, and why; {0} alone means that there was no memory. */
static inline weft_task weft__no_task(int why)
{
    return (weft_task){.generation = why == WEFT_NO_MEMORY ? 0 : (uint32_t)why};
}
/* What is wrong with a name that names no task. */
static inline int weft__refusal(weft_task name)
{
    return name.slot ? WEFT_STALE : name.generation ? (int)name.generation : WEFT_NO_MEMORY;
}

struct weft__task *weft__task_spawn(weft_place *place, weft_group *group, const weft_spawn_options *options);
weft_task weft__task_spawn_specially(weft_place *place, weft_group *group, const weft_spawn_options *options);
/* One step. False (0): its function has returned, and weft__task_end comes next. */
int weft__task_step(struct weft__task *task);
void weft__task_end(struct weft__task *task);
void weft__task_finish(struct weft__task *task, int result); /* its function has returned this */
/* Forgets a task that is done. */
void weft__task_release(struct weft__task *task);
/* Gives back the stack of the main task that has ended. */
void weft__task_stack_forget(void);
/* Frees everything that tasks hold, at the end of a run. */
void weft__tasks_free(void);

/* Whether something lies on the task's stack. */
bool weft__task_holds(const struct weft__task *task, const void *object);

extern weft_resource_kind weft__a_task, weft__a_group;
extern weft_wait_kind weft__for_join;

void weft__orphan_locks(const struct weft__task *holder); /* orphan.c, in programs with locks: it ended, and holds some */

/* ---- cancel (cancel.c) ---- */
/* Takes what is to be delivered to it now; false when there is nothing. */
bool weft__task_take_pending(struct weft__task *task);
static inline bool weft__task_take_request(struct weft__task *task)
{
    return (task->requested || task->timeouts) && weft__task_take_pending(task); /* most have neither */
}
/* A request for cancellation reaches the task: delivered, passed on or kept. */
void weft__task_request(struct weft__task *task);
/* The same; `taken`: it was taken already. */
void weft__task_deliver(struct weft__task *task, bool taken);
/* The request that was not yet delivered is withdrawn. */
void weft__task_withdraw_request(struct weft__task *task);
/* A cancel of the waiter goes on to all of these; false when none takes it any more. */
bool weft__cancel_several(struct weft__task *waiter, const weft_task *tasks, size_t count);
void weft__cancel_members(struct weft__task *waiter, const weft_group *group); /* the same for those that have not ended; there is one */
/* Cancels all that are left and were made after number `*after`, which moves on, oldest first: tasks of generators, or all others.
 * False when there were none. */
bool weft__cancel_newer(uint32_t *after, bool generators);

/* ---- timers (timer.c): a pairing heap ordered by (due, sequence) ---- */
/* `task`: whose it is, for the trace; may be NULL. */
void weft__timer_set(struct weft__timer *timer, int64_t due, struct weft__timer_kind *kind, const struct weft__task *task,
                     const weft_place *place);
bool weft__timer_cancel(struct weft__timer *timer); /* from the heap or from the ready list */
void weft__timer_make_due(struct weft__timer *timer); /* joins the ready list now, whatever the time */
struct weft__timer *weft__timer_first(void);
void weft__timers_make_due(int64_t now);            /* all due ones join the ready list */
size_t weft__timers_scheduled(void);
void weft__timers_each(void (*visit)(const struct weft__timer *timer));
void weft__timers_forget(void);

/* ---- callbacks (handle.c) ---- */
extern struct weft__timer_kind weft__timer_callback; /* the timer of a handle */
void weft__handles_start(void);
void weft__handle_run(weft_handle *handle);
/* What the functions without the second underscore do for the runtime's own handles, which it does not leave behind. */
int weft__call_soon(weft_place *place, weft_handle *handle, weft_callback *fn, void *arg);
int weft__call_later(weft_place *place, weft_handle *handle, double seconds, weft_callback *fn, void *arg);
void weft__handle_make_ready(weft_handle *handle);
void weft__handles_drop(struct weft__list *list); /* their target goes: none of them runs */
void weft__handles_forget(void); /* the run ends: none that watches something runs; while all stacks are there */

/* ---- clock (clock.c): real or virtual ---- */
void weft__clock_start(void);
int64_t weft__clock_host(void);          /* ns on the host's clock, or the tape's */
int64_t weft__clock_now(void);           /* ns since the run began, exact */
int64_t weft__clock_seen(void);          /* as last looked at; cheap */
bool weft__clock_switch(bool to_virtual); /* goes on from the same time as the other clock; returns whether it was the virtual one */
int64_t weft__clock_pretend(int64_t time); /* what was seen, for records of what was before; returns what was seen really */
bool weft__clock_virtual(void);
void weft__clock_advance(int64_t to);    /* virtual only */
int64_t weft__clock_real(int64_t nanoseconds); /* how long the host has to wait for so much of the run's time */
/* Seconds to ns, rounded to nearest, at most INT64_MAX / 2. False for NaN. */
bool weft__clock_seconds(double seconds, int64_t *nanoseconds);
int64_t weft__clock_after(int64_t nanoseconds); /* that much after now; the end of time at most */

/* ---- the world: operations (operation.c), signals (signal.c, script.c) ---- */

/* What all operations of one sort have in common. */
struct weft__operation_kind {
    /* Runs in the turn after the one in which it came. (A type unlike that of task functions: see when_blocked.) */
    void (*completed)(struct weft__operation *operation, int64_t now);
    bool holds_clock; /* virtual time stands still while one is outstanding */
};

int weft__operation_begun(struct weft__operation *operation, int err); /* what the host said when it was submitted; returns it */
static inline int weft__operation_submit(struct weft__operation *operation)
{
    return weft__operation_begun(operation, weft__tape == WEFT__PLAYS ? WEFT_OK : weft__host_submit(operation));
}
static inline int weft__operation_submit_descriptor(struct weft__operation *operation)
{
    return weft__operation_begun(operation, weft__tape == WEFT__PLAYS ? WEFT_OK : weft__host_submit_descriptor(operation));
}
static inline int weft__operation_submit_socket(struct weft__operation *operation)
{
    return weft__operation_begun(operation, weft__tape == WEFT__PLAYS ? WEFT_OK : weft__host_submit_socket(operation));
}
static inline int weft__operation_submit_process(struct weft__operation *operation)
{
    return weft__operation_begun(operation, weft__tape == WEFT__PLAYS ? WEFT_OK : weft__host_submit_process(operation));
}
bool weft__operation_cancel(struct weft__operation *operation); /* see weft__host_cancel */
void weft__operation_drop(struct weft__operation *operation);  /* whatever has become of it: nobody wants its result */
void weft__operation_call(struct weft__operation *operation);  /* without the host: it runs in the next turn, once */
void weft__operation_run(struct weft__operation *operation);   /* the handle WEFT__COMPLETED */

/* io/from_thread.c, in programs that have it: other threads may call from now on (true), or no more. */
extern void (*weft__world_opens)(bool open);
bool weft__world_start(bool takes_interrupt);
void weft__world_stop(void);
void weft__world_take(void);             /* what is complete joins the ready list */
bool weft__world_settle(void);           /* before the host is asked; false: pretend that it failed */
bool weft__world_holds_clock(void);      /* something outstanding must complete by itself */
bool weft__world_may_wake(void);         /* a signal could still come */

/* signals: what every run does with them (interrupt.c) */
enum { WEFT__SIGNALS = 16 };             /* their numbers are below */
extern const struct weft__operation_kind weft__signal_kind;
bool weft__signals_start(bool takes_interrupt);
void weft__signal_came(int signal);
int weft__signals_code(int code);         /* of a run that has ended: 109 if it was well, and a signal came that it did not look at any more */
const char *weft__signal_name(int signal); /* "INT"; NULL: none that programs may ask for */
/* and what is linked with programs that ask for some (signal.c) */
#define WEFT__WITH_SIGNALS __attribute__((weak))
WEFT__WITH_SIGNALS bool weft__signal_handled(int signal); /* those that want it have it now; false: there are none */
WEFT__WITH_SIGNALS void weft__signals_watch(void);        /* asks the host for those that somebody wants now, and for no others */
WEFT__WITH_SIGNALS bool weft__signals_awaited(void);      /* somebody wants one, and the host has signals */
WEFT__WITH_SIGNALS void weft__signals_stop(void);
int weft__signal_named(const char **at); /* the signal of "INT@", 0 for another text; *at moves to the @ */
bool weft__script_start(void);           /* false: WEFT_SIGNALS has no meaning, and that was said */

/* ---- memory (memory.c) ---- */
size_t weft__memory_bytes(void);
bool weft__memory_allow(void);           /* counts an allocation made elsewhere; false: pretend that it failed */
void weft__memory_stack(ptrdiff_t bytes); /* and what it holds */

/* ---- error records (error.c) ---- */
void weft__error_free(struct weft__error *error); /* with its causes */
/* A record with this text, cut; NULL without memory. */
struct weft__error *weft__error_new(const weft_place *place, int code, const char *text);
/* The record that says why a task ended as it did; NULL for none. A failure that was dealt with leaves its record, too, so one
 * of the runtime's codes must be the record's own; the program may give its own codes another number on the way. */
const struct weft__error *weft__error_of(const struct weft__task *task);
/* Becomes the task's last record. */
void weft__error_hang(struct weft__task *task, struct weft__error *error);
/* A copy of `from`'s last record becomes `to`'s; without memory the text is lost. */
void weft__task_take_error(struct weft__task *to, const struct weft__task *from);

/* ---- context variables (variable.c) ---- */
/* What the task or callback that runs sees; not owned. */
static inline struct weft__binding *weft__context_now(void)
{
    const struct weft__task *self = weft__self();

    return !self ? weft__loop.context : self->given ? self->given->bindings : self->context;
}
struct weft__binding *weft__context_share(struct weft__binding *context);
void weft__context_release(struct weft__binding *context);
/* A context of the program is used in this run; what it held in an earlier run is gone. */
struct weft_context *weft__context_use(struct weft_context *context);
void weft__contexts_free(void); /* at the end of a run: those that handles and the program's contexts hold */

/* ---- joins (join.c) ---- */
int weft__join_shielded(weft_place *place, weft_task task); /* the wait alone */

/* ---- options (options.c), read once at the start of a run ---- */
struct weft__fault { uint64_t at; bool onwards; uint64_t count; };
/* WEFT_NET: which network streams and servers use. UNDECIDED: the one inside on the virtual clock and where the host has none. */
enum weft__net {
    WEFT__NET_UNDECIDED = 0,
    WEFT__NET_INSIDE,
    WEFT__NET_HOST,
    WEFT__NET_NONE,  /* the host's, and it has none */
    WEFT__NET_BEYOND /* of a recording: inside, and what nobody there listens at was asked of the host */
};

/* In which order ready tasks run. */
enum weft__order { WEFT__FIRST_COME = 0, WEFT__SEEDED_ORDER = 1, WEFT__CHOSEN_ORDER = 4 };

struct weft__options {
    bool virtual_clock, manual_clock, every_order, stamp, census, report, debug, dump;
    uint8_t seeded;                      /* enum weft__order; as the trace's first record has it */
    bool draws;                          /* the program's random numbers are to be others in each run */
    bool drawn;                          /* and they are: from `random` */
    uint64_t seed;
    uint64_t random;                     /* the seed of the program's random numbers */
    int64_t until;                       /* ns; INT64_MAX: none */
    int64_t slow, held;                  /* ns: debug mode's thresholds */
    double speed;                        /* of the real clock */
    uint8_t net;                         /* enum weft__net */
    uint8_t processes;                   /* the same for processes */
    uint8_t job_places;                  /* of the host of a recording that plays */
    const char *signals, *trace, *record, *replay;
    struct weft__fault fail_allocation, fail_host, cancel;
};
extern struct weft__options weft__options;
bool weft__options_read(const weft_run_options *given); /* false: a sentence was written */
bool weft__option_seconds(const char **text, int64_t *nanoseconds); /* up to a comma or the end */
/* Counts, and says whether this one fails. */
static inline bool weft__fault_now(struct weft__fault *fault)
{
    fault->count++;
    return fault->at && (fault->count == fault->at || (fault->onwards && fault->count > fault->at));
}

/* ---- threads (debug.c): in debug mode only the loop's own may change what belongs to the loop ---- */
_Noreturn void weft__debug_elsewhere(void);
static inline void weft__check_thread(void)
{
    if (weft__options.debug && weft__host_elsewhere())
        weft__debug_elsewhere();
}

/* ---- random numbers (random.c): two streams from one seed ---- */
void weft__random_start(uint64_t seed); /* of the scheduler's; the program's is an option of its own */
void weft__random_settle(void); /* a seed that would be drawn later is drawn now: what is recorded must have it */
uint32_t weft__random_order(uint32_t below); /* the scheduler's own */

/* ---- every order (orders.c) ---- */
void weft__orders_restart(void);
uint32_t weft__orders_choose(uint32_t below);

/* ---- choices (choices.c) ---- */
#ifdef __wasm__
#define WEFT__WITH_CHOICES __attribute__((weak))
#define WEFT__HAS_CHOICES (weft__choose != NULL)
#else
#define WEFT__WITH_CHOICES
#define WEFT__HAS_CHOICES true
#endif
WEFT__WITH_CHOICES bool weft__choices_options(void); /* reads WEFT_CHOICES; false: a sentence was written */
/* The handle that runs next; `first` is the oldest, and is it where there is nothing to choose. */
WEFT__WITH_CHOICES struct weft__node *weft__choose(struct weft__node *first);

/* ---- words (say.c, report.c) ---- */
/* A small printf to standard error: %s %d (int) %u (uint32_t) %z (size_t) %t (ns as seconds) %p (a weft_place). */
void weft__say(const char *format, ...);
/* The same words become the record of a task, beside the code that it gets. Without memory they are lost. */
void weft__explain(struct weft__task *task, const weft_place *place, int code, const char *format, ...);
void weft__report_deadlock(void);
void weft__say_waits(const struct weft__task *task); /* "Task-2 waits for the lock &lock, held by main" */
void weft__report_failed(const struct weft__task *task, const char *what);
void weft__report_leftovers(size_t count);
/* A timeout was begun there and is still open, on a stack that is gone: the end of the program. */
_Noreturn void weft__end_left_open(const struct weft__task *task, const struct weft__held_kind *kind, const weft_place *begun);
void weft__report_lost(void);
void weft__report_census(void);
void weft__report_outcome(const weft_run_outcome *outcome);

/* ---- errors that nobody looked at (error_handler.c, unheard.c) ---- */
/* The error of a task that ended, or one that is destroyed, goes to the handler. */
void weft__unseen(const struct weft__task *task, enum weft_error_kind kind);
/* The same for one that ended, if it failed and nobody asked. */
void weft__unseen_end(const struct weft__task *task);
void weft__hand_error(const weft_error_report *report, struct weft__binding *context);
/* Linked with programs that can have such: those with shielded joins, or with futures (unheard.c). */
#define WEFT__WITH_UNHEARD __attribute__((weak))
WEFT__WITH_UNHEARD void weft__tell_now(void); /* those of weft__tell_soon whose turn has not come: the run ends */
void weft__unheard_from_now(struct weft__task *task);
WEFT__WITH_UNHEARD void weft__unheard_end(struct weft__task *task); /* if it failed, the handler gets its error */

/* ---- debug mode (debug.c): called only when it is on ---- */
struct weft__debug_step {
    int64_t real, virtual;                /* when it began */
    const weft_place *spawned, *from;     /* of a task */
    weft_task task;
    char name[WEFT__NAME_BYTES];          /* "": a callback */
};
void weft__debug_begins(void);
void weft__debug_ends(int exit_code);
void weft__debug_before(struct weft__debug_step *step, struct weft__ready *ready);
void weft__debug_after(const struct weft__debug_step *step);
void weft__debug_group_left(const weft_group *group);
/* lent.c */
#ifdef __wasm__
#define WEFT__WITH_LENT __attribute__((weak))
#else
#define WEFT__WITH_LENT
#endif
WEFT__WITH_LENT void weft__debug_lends(struct weft__task *task);    /* it was just spawned: does its argument lie on the spawner's stack? */
WEFT__WITH_LENT void weft__debug_argument(struct weft__task *task); /* it has a lender and goes on: is what was lent still there? */
WEFT__WITH_LENT void weft__debug_main_ended(void);
static inline bool weft__looks_at_lent(void)
{
#ifdef __wasm__
    return weft__debug_lends && weft__options.debug;
#else
    return weft__options.debug;
#endif
}

/* ---- calls that are wrong where they stand (misuse.c) ---- */
/* misuse.c, in programs with locks: what to do against a circle of them, if there is one. */
void weft__say_circle(void);
/* A spawn into a group that can never take a task again. `ended`: how it came to that. */
void weft__misuse_group(const weft_place *place, bool joins, const char *ended);

/* ---- census (census.c) ---- */
extern weft_place *weft__census; /* the places that spawned */
void weft__census_note(struct weft__task *task);

/* ---- output (output.c): stamps, and what is held back while the clock stands still ---- */
void weft__output_start(void);
void weft__output_flush(void);
void weft__output_count_anew(void); /* for the trace, on a host that has none of it */
void weft__output_own(const char *bytes, size_t count); /* to standard error */

#include "core/hooks.h"
#include "watch/trace.h"

#endif
