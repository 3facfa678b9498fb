/* Plays the fuzzer's programs on Weft, one from each line of standard input; interpreter.py plays the same on asyncio, and both say the
 * same. With a number as its argument it plays each one in so many shuffled orders, too, and says only what is wrong then. */
#include "forms.h"
#include "primitives.h"
#include "tasks.h"
#include "weft/embed.h"

typedef int operation(struct actor *actor, const struct node *op);

static int do_sleep(struct actor *actor, const struct node *op)
{
    return SAY(weft_sleep(milliseconds(argument(op, 0))));
}

static int do_yield(struct actor *actor, const struct node *op)
{
    return SAY(weft_yield());
}

static int do_block(struct actor *actor, const struct node *op)
{
    return SAY(weft_block(milliseconds(argument(op, 0))));
}

static int do_fail(struct actor *actor, const struct node *op)
{
    SAY(argument(op, 0));
    return weft_raise(argument(op, 0), "f%d", number_of(op));
}

enum { RAISE_AGAIN, SWALLOW, TAKE_BACK };

static int do_try(struct actor *actor, const struct node *op)
{
    int err = run(actor, body_of(op, 0));

    if (!err)
        return WEFT_OK;
    say(actor, op, err, "caught \"%s\"", text_of(err));
    WEFT_TRY(run(actor, body_of(op, 1)));
    if (argument(op, 0) == TAKE_BACK)
        say(actor, op, weft_task_uncancel(weft_current()), "requests");
    return argument(op, 0) == RAISE_AGAIN ? err : WEFT_OK;
}

static int do_finally(struct actor *actor, const struct node *op)
{
    int err = run(actor, body_of(op, 0));

    say(actor, op, err, "finally");
    WEFT_TRY(run(actor, body_of(op, 1)));
    return err;
}

static const struct {
    const char *word;
    operation *play;
} operations[] = {
    {"as_completed", do_as_completed},
    {"barrier_abort", do_barrier_abort},
    {"barrier_reset", do_barrier_reset},
    {"barrier_wait", do_barrier_wait},
    {"block", do_block},
    {"call_later", do_call_later},
    {"call_soon", do_call_soon},
    {"cancel", do_cancel},
    {"cancel_self", do_cancel_self},
    {"cancelling", do_cancelling},
    {"condition", do_condition},
    {"condition_wait", do_condition_wait},
    {"event_clear", do_event_clear},
    {"event_set", do_event_set},
    {"event_wait", do_event_wait},
    {"fail", do_fail},
    {"finally", do_finally},
    {"future_cancel", do_future_cancel},
    {"future_fail", do_future_fail},
    {"future_on_done", do_future_on_done},
    {"future_result", do_future_result},
    {"future_set", do_future_set},
    {"future_wait", do_future_wait},
    {"future_wait_shielded", do_future_wait_shielded},
    {"future_wait_within", do_future_wait_within},
    {"gather", do_gather},
    {"gather_settled", do_gather_settled},
    {"get", do_get},
    {"get_nowait", do_get_nowait},
    {"group", do_group},
    {"group_spawn", do_group_spawn},
    {"group_spawn_now", do_group_spawn_now},
    {"group_tried", do_group_tried},
    {"handle_cancel", do_handle_cancel},
    {"join", do_join},
    {"join_all", do_join_all},
    {"join_shielded", do_join_shielded},
    {"join_within", do_join_within},
    {"lock", do_lock},
    {"notify", do_notify},
    {"put", do_put},
    {"put_nowait", do_put_nowait},
    {"queue_join", do_queue_join},
    {"reschedule", do_reschedule},
    {"result", do_result},
    {"semaphore", do_semaphore},
    {"shutdown", do_shutdown},
    {"sleep", do_sleep},
    {"spawn", do_spawn},
    {"spawn_now", do_spawn_now},
    {"task_done", do_task_done},
    {"task_on_done", do_task_on_done},
    {"timeout", do_timeout},
    {"try", do_try},
    {"uncancel", do_uncancel},
    {"unlock", do_unlock},
    {"variable_get", do_variable_get},
    {"variable_set", do_variable_set},
    {"end_close", do_end_close},
    {"exits", do_exits},
    {"future_chain", do_future_chain},
    {"generator", do_generator},
    {"group_left", do_group_left},
    {"limiter", do_limiter},
    {"race", do_race},
    {"receive", do_receive},
    {"receive_nowait", do_receive_nowait},
    {"resize", do_resize},
    {"send", do_send},
    {"send_nowait", do_send_nowait},
    {"settled_group", do_settled_group},
    {"shield", do_shield},
    {"timeout_left", do_timeout_scope},
    {"wait", do_wait},
    {"wait_for", do_wait_for},
    {"yield", do_yield},
    {"acquire", take_permit},
    {"release", give_permit},
};

static operation *operation_of(const struct node *op)
{
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++)
        if (strcmp(operations[i].word, word_of(op)) == 0)
            return operations[i].play;
    malformed("an operation has a word that is none");
}

static int run(struct actor *actor, const struct node *body)
{
    for (const struct node *op = body->first; op; op = op->next)
        WEFT_TRY(operation_of(op)(actor, op));
    return WEFT_OK;
}

/* ---- runs ---- */

static void on_turn(size_t ready, size_t scheduled, void *arg)
{
    (void)ready, (void)scheduled, (void)arg;
    note_turn();
    world_check();
}

static void forget_line(const char *line, void *arg)
{
    (void)arg;
    if (strstr(line, "broken"))
        fprintf(stderr, "%s\n", line);
}

static int forget_error(const weft_error_report *report, void *arg)
{
    (void)report, (void)arg;
    return WEFT_OK;
}

static bool is_timer_left(void)
{
    for (int i = 0; i < HANDLES; i++)
        if (world.handles[i].pending)
            return true;
    return false;
}

enum { RUN, RUNNER, GUEST, AGAIN };

static void say_code(const char *what, int code)
{
    if (!quiet)
        write_line("%s %d", what, code);
}

/* Main tasks one after the other on one loop, each with what the one before it left. */
static int run_in_runner(const weft_run_options *options, struct actor *first, const struct node *mains)
{
    weft_runner runner = {.options = options};
    int code = weft_runner_run(&runner, play_body, first);

    for (const struct node *body = mains; body && code != WEFT_EXIT_DEADLOCK; body = body->next) {
        struct actor *next = cast(body->number);
        say_code("run", code);
        if (next)
            code = weft_runner_run(&runner, play_body, next);
    }
    int closed = weft_runner_close(&runner);
    return closed ? closed : code;
}

/* Polled by a loop that has nothing else to do: what nobody wakes there is a deadlock after all. */
static int run_as_guest(const weft_run_options *options, struct actor *first)
{
    weft_runner runner = {.options = options};
    double seconds;

    weft_runner_begin(&runner, WEFT_TAKES_NOTHING, play_body, first);
    while (weft_runner_poll(&runner, &seconds))
        if (seconds == WEFT_FOREVER) {
            if (!quiet)
                write_line("end %d %lld", WEFT_EXIT_DEADLOCK, now());
            quiet = true;
            (void)weft_runner_close(&runner);
            return WEFT_EXIT_DEADLOCK;
        }
    return weft_runner_close(&runner);
}

static void forget_all_slots(void)
{
    for (int i = 0; i < SLOTS; i++)
        world.slots[i].gone = true;
}

/* One run to its end, and what must be true then; whether it ended in a deadlock. */
static bool play_run(weft_run_options options, struct actor *first, int way, const struct node *mains)
{
    weft_run_outcome outcome;

    options.virtual_clock = true;
    options.outcome = &outcome;
    turn_begun = instant_begun = 0;
    turn_began_at = 0;
    bool in_runner = way == RUNNER || (options.seeded && options.seed % 2 == 0);
    int code = way == GUEST ? run_as_guest(&options, first)
               : in_runner  ? run_in_runner(&options, first, mains)
                            : weft_run_with(&options, play_body, first);
    bool deadlock = code == WEFT_EXIT_DEADLOCK;
    if (!quiet)
        write_line("end %d %lld", code, llround(outcome.seconds * 1e9));
    for (int i = 0; i < QUEUES; i++)
        outcome.bytes -= world.queues[i].queue.grown_bytes;
    hold(outcome.bytes == 0, "bytes were not given back", (int)outcome.bytes);
    hold(deadlock || outcome.tasks == 0, "tasks are left", (int)outcome.tasks);
    hold(deadlock || outcome.waiters == 0, "waiters are left", (int)outcome.waiters);
    hold(deadlock || outcome.timers == 0 || is_timer_left(), "timers are left", (int)outcome.timers);
    if (!deadlock)
        world_check_end();
    return deadlock;
}

static void play(const struct node *program, weft_run_options options)
{
    const struct node *runs = at(program, 4);
    int way = at(runs, 0)->number;
    const struct node *mains = at(runs, 0)->next;

    world_begin(program);
    bool deadlock = play_run(options, cast(0), way, mains);
    for (const struct node *body = way == AGAIN ? mains : NULL; body && !deadlock; body = body->next) {
        forget_all_slots();
        struct actor *next = cast(body->number);
        if (next)
            deadlock = play_run(options, next, RUN, NULL);
    }
    world_end();
}

int main(int count, char **words)
{
    static char line[1 << 16];
    int orders = count > 1 ? atoi(words[1]) : 0;

    weft_on_turn(on_turn, NULL);
    weft_on_report(forget_line, NULL);
    weft_on_error(forget_error, NULL);
    while (fgets(line, sizeof line, stdin)) {
        const char *text = line;
        nodes_used = 0;
        output_used = 0;
        quiet = false;
        const struct node *program = read_node(&text);
        play(program, (weft_run_options){0});
        for (int order = 1; order <= orders; order++) {
            size_t used = output_used;
            quiet = true;
            play(program, (weft_run_options){.seeded = true, .seed = (uint64_t)order});
            if (output_used > used)
                write_line("in shuffled order %d", order);
        }
        fwrite(output, 1, output_used, stdout);
        puts("over");
        fflush(stdout);
    }
    return 0;
}
