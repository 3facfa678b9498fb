/* The trace: what happened, record by record, so that a reader can rebuild every task's state, the ready list, the wait lists and
 * the timers at any record. Off, it costs one predictable branch. docs/trace.md explains it to readers.
 *
 * A trace is a row of blocks of 56 bytes, little endian. The first is a header: "WEFTRACE", u32 version (2), u32 block size (56), zeros.
 * Then records, laid out as struct weft__record; a WEFT__STRING is followed by its bytes, filled up with zeros to whole blocks.
 * There are no pointers, and nothing depends on the host: the same program and seed give the same bytes everywhere (virtual clock). */
#ifndef WEFT_TRACE_H
#define WEFT_TRACE_H

#include "weft.h"

struct weft__record {
    uint64_t sequence;   /* 1, 2, 3 ... */
    int64_t time;        /* ns since the run began */
    uint64_t cause;      /* sequence of the record that caused this one: the step, timer or callback that ran; 0: none */
    uint16_t kind;       /* enum weft__trace_kind */
    uint16_t detail;     /* see the kinds */
    uint32_t task;       /* slot, 0: none */
    uint32_t generation; /* of that slot */
    uint32_t place;      /* number of a WEFT__PLACE, 0: none */
    uint32_t resource;   /* number of a WEFT__RESOURCE, 0: none */
    uint32_t subject;    /* see the kinds: a timer, callback or string number */
    int64_t value;       /* see the kinds */
};

/* A bit of the detail of WEFT__WROTE: a sentence of the runtime's own. */
enum { WEFT__WROTE_OWN = 0x100 };

/* What a kind describes. */
enum weft__kind_of { WEFT__KIND_OF_RESOURCE = 1, WEFT__KIND_OF_WAIT, WEFT__KIND_OF_TIMER };

enum weft__trace_kind {
    /* names, each once, before its first use */
    WEFT__BEGIN = 1, /* detail: 1 seeded, 2 virtual clock, 4 chosen (WEFT_CHOICES); value: seed */
    WEFT__STRING,    /* subject: its number; value: its length in bytes; the bytes follow */
    WEFT__PLACE,     /* place: its number; resource: string of the file; subject: of the function; generation: of the words; value: line */
    WEFT__RESOURCE,  /* resource: its number; detail: number of its kind; subject: string of its name; task: if it is one;
                        value: how much it can hold, 0: no limit */
    WEFT__KIND,      /* subject: its number; detail: enum weft__kind_of; resource: string of its name, one word. Of a resource, generation:
                        string of its noun. Of a wait, generation: string of its words, place: string of the noun after them, value: number
                        of the kind of resource, 0: none */

    /* the loop */
    WEFT__TURN = 10, /* a turn begins; value: ready handles; subject: timers */
    WEFT__CLOCK,     /* the virtual clock jumps to `time` */
    WEFT__MADE_READY, /* a handle joins the end of the ready list; detail: enum weft__ready_kind; task, or subject: its number. A running task
                         that is made ready yields: it no longer runs */
    WEFT__RAN,       /* it leaves the list and runs; same fields. A step's task is running now */
    WEFT__UNREADY,   /* it leaves the list without having run; same fields */
    WEFT__CHOSEN,    /* this task's step is the next to run; subject: of how many ready tasks; value: how many of those that it
                        was chosen among came before it */

    /* tasks */
    WEFT__SPAWNED = 20, /* task; resource: its group; subject: string of its name; value: stack bytes asked for; place */
    WEFT__PARKED,    /* the running task waits; resource; detail: number of the kind of wait; place. It is last in that wait list */
    WEFT__WOKEN,     /* it leaves the wait list, and its step joins the end of the ready list; value: code; detail: 1 handed over */
    WEFT__FINISHED,  /* task; value: its result */
    WEFT__RELEASED,  /* its record is forgotten */
    WEFT__CANCEL,    /* somebody asks it to stop, or (detail 1) a request is taken back; value: requests now open */
    WEFT__RENAMED,   /* subject: string */
    WEFT__RAISED,    /* it left an error record; value: code; subject: string of the text; place */
    WEFT__DELIVERED, /* its wait returns CANCELLED to it */

    /* timers: subject is the timer's number */
    WEFT__TIMER_SET = 30, /* value: due, ns; detail: number of the kind of timer; task; place */
    WEFT__TIMER_DUE,      /* it leaves the heap and joins the end of the ready list */
    WEFT__TIMER_OFF,      /* it leaves the heap before its time; one that was due already is WEFT__UNREADY */

    /* resources */
    WEFT__LEVEL = 40, /* resource; value: a lock's 0 or 1 and task: its holder; a semaphore's permits; a queue's items; an event's or future's flag; a barrier's arrived */
    WEFT__GROUP_ENDED, /* resource */

    /* the world */
    WEFT__WROTE = 50, /* detail: descriptor, and bit 8 for a sentence of the runtime's own; task: that wrote, 0: a callback or the runtime;
                         value: where in the descriptor's stream of this process the bytes begin; subject: how many they are */
    WEFT__SIGNALLED,  /* value: signal number */
    WEFT__BLOCKED,    /* the program blocked itself; value: ns */

    WEFT__DEADLOCK = 60,
    WEFT__END, /* value: exit code */

    /* the runtime's own view of its state after the record before them (WEFT_DUMP=1), for tests of readers */
    WEFT__DUMP_BEGIN = 90, /* value: sequence of the record that it describes */
    WEFT__DUMP_TASK,   /* task, generation; detail: enum weft__task_state */
    WEFT__DUMP_READY,  /* in order; detail: kind; task or subject */
    WEFT__DUMP_WAITER, /* in order within (resource, detail); task; resource; detail: number of the kind of wait */
    WEFT__DUMP_TIMER,  /* in no order; subject; value: due */
    WEFT__DUMP_END,
};


struct weft__task;

/* What the other files record, each one record. sequence, time and cause are filled in. Call them through the macro:
 *     WEFT__TRACE(weft__trace_task(WEFT__FINISHED, task, 0, result)); */
#define WEFT__TRACE(call) (weft__tracing ? (call) : (void)0)

void weft__trace_event(enum weft__trace_kind kind, uint32_t subject, int64_t value);
void weft__trace_task(enum weft__trace_kind kind, const struct weft__task *task, unsigned detail, int64_t value);
/* A record about a handle. One that joins the list remembers it as its cause, one that runs is the cause of all that follows. */
void weft__trace_ready(enum weft__trace_kind kind, struct weft__ready *ready);
void weft__trace_chosen(struct weft__ready *ready, uint32_t taken, uint32_t of);
void weft__trace_timer(enum weft__trace_kind kind, struct weft__timer *timer, const struct weft__task *task, const weft_place *place);
void weft__trace_group_ended(weft_group *group);
void weft__trace_wrote(weft_task task, unsigned detail, int64_t from, uint32_t bytes);
void weft__trace_spawned(const struct weft__task *task, size_t stack_bytes);
void weft__trace_parked(const struct weft__task *task);
void weft__trace_woken(struct weft__task *task);
void weft__trace_text(enum weft__trace_kind kind, const struct weft__task *task, const char *text, const weft_place *place,
                      int64_t value);

/* For dump.c, which programs as a rule are not linked with. */
struct weft__record weft__trace_next(enum weft__trace_kind kind);
void weft__trace_put(const struct weft__record *record);
__attribute__((weak)) void weft__trace_dump(uint64_t described);

void weft__trace_start(void);
void weft__trace_flush(void);
void weft__trace_stop(void);

#endif
