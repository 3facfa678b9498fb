/* Generators: a task that runs only while somebody waits for its next value. */
#include "core/core.h"
#include "core/functions.h"

static bool awaits(const weft_resource *resource, const void *brings, weft_task task)
{
    (void)brings;
    return weft_task_same(weft__owner(resource, const weft_generator, resource)->task, task);
}

/* In a give nobody waits for the next value, so the body must not run: what strikes there, a time limit of its own above all, is seen
 * when somebody asks again. It goes on only to end. */
static bool pass_on(weft_task waiter, void *brings, int64_t now)
{
    const weft_generator *generator = brings;
    struct weft__task *task = weft__task_of(waiter);

    (void)now;
    if (!generator->closing && !weft__loop.generators.closed) /* mutant: give-holds */
        return false;
    weft__task_deliver_reason(task);
    weft__wake(task, WEFT_CANCELLED, false);
    task->delivered = true;
    return true;
}

static weft_resource_kind a_generator = {.name = "generator", .noun = "the generator"};
static weft_wait_kind for_next = {.name = "next", .words = "waits for the next value of", .of = &a_generator, .awaits = awaits};
static weft_wait_kind to_give = {.name = "give", .words = "waits for the next request for", .of = &a_generator,
                                 .pass_on = pass_on};

static const struct weft__held_kind a_begun_generator = {"the generator begun at", "behind: declare it with WEFT_GENERATOR, or close it", false};

static int run(void *arg)
{
    weft_generator *generator = arg;

    generator->result = generator->body(generator, generator->arg);
    generator->unheard = weft__self()->requested;
    generator->ended = true;
    weft__let_go(&generator->held);
    return generator->result; /* which wakes the asker: it waits for the next value or for this task's end */
}

static int park(weft_place *place, weft_generator *generator, weft_wait_kind *kind, struct weft__list *list)
{
    return weft__park(&(struct weft__wait){.place = place, .kind = kind, .list = list, .resource = &generator->resource,
                                           .brings = generator,
                                           .forward = kind == &for_next ? generator->task : (weft_task){0}});
}

/* What the asker gets once the generator has ended: its failure once, then the end, again and again. */
static int end_of(weft_generator *generator)
{
    int result = generator->result;

    generator->result = WEFT_OK;
    return result ? result : WEFT_CLOSED;
}

static struct weft__task *begin(weft_place *place, weft_generator *generator)
{
    struct weft__task *task = weft__task_spawn(
        place, &weft__loop.generators, &(weft_spawn_options){.fn = run, .arg = generator, .name = generator->resource.name});

    if (task && !generator->resource.name) /* a WEFT_GENERATOR has one, and closes itself */
        weft__hold(&generator->held, &a_begun_generator, place, generator, NULL);
    if (task && weft__loop.generators.closed)
        weft__say("weft: the generator %s was begun while the run was closing all of them; it is closed, too\n", task->name);
    return task;
}

int weft__generator_next(weft_place *place, weft_generator *generator, void *into, size_t bytes)
{
    struct weft__task *task = weft__task_of(generator->task);

    if (!weft__self() || (task && task->joiners.first))
        return WEFT_USAGE;
    if (!into || !generator->body)
        return WEFT_INVALID;
    if (generator->ended)
        return end_of(generator);
    if (task)
        weft__wake_first(&generator->giver, WEFT_OK, !task->requested); /* what struck meanwhile is delivered now */
    else if (!(task = begin(place, generator)))
        return WEFT_NO_MEMORY;
    generator->task = task->face.name;
    generator->into = into;
    generator->bytes = bytes;
    generator->given = false;
    int err = park(place, generator, &for_next, &task->joiners);
    generator->into = NULL;
    if (generator->given)
        return WEFT_OK;
    if ((task = weft__task_of(generator->task)) && task->state == WEFT__DONE)
        weft__task_release(task);
    if (err == WEFT_CANCELLED && generator->ended && generator->result != WEFT_CANCELLED)
        return err; /* it ended in the turn of the cancel, which it did not get; the next request gets how it ended */
    if (generator->ended && generator->unheard && weft__self()->cancels > 0)
        weft__task_ask_again(); /* it failed behind a shield: both are delivered, the cancel at the next wait */
    if (generator->ended)
        return end_of(generator);
    generator->ended = !weft__task_of(generator->task); /* it was cancelled before its first step */
    if (generator->ended)
        weft__let_go(&generator->held);
    return err;
}

/* A cancel of the asker was passed on, and the generator has not waited since, so it did not get it. It is the asker's again, which may
 * ask for no other value. */
static void hand_back_cancel(struct weft__task *self, struct weft__task *asker)
{
    if (!self->requested || asker->cancels == 0)
        return;
    weft__error_free(asker->reason);
    asker->reason = self->reason;
    self->reason = NULL;
    asker->requested = true;
    self->requested = false;
    (void)weft_task_uncancel(self->face.name);
}

int weft__generator_give(weft_place *place, weft_generator *generator, const void *value, size_t bytes)
{
    struct weft__task *self = weft__self();

    if (!self || self != weft__task_of(generator->task))
        return WEFT_USAGE;
    if (generator->closing || weft__loop.generators.closed)
        return WEFT_CANCELLED;
    if (!generator->into || bytes != generator->bytes)
        return WEFT_INVALID;
    memcpy(generator->into, value, bytes);
    generator->given = true;
    generator->into = NULL;
    hand_back_cancel(self, weft__wake_first(&self->joiners, WEFT_OK, true));
    return park(place, generator, &to_give, &generator->giver);
}

int weft_generator_close(weft_place *place, weft_generator *generator)
{
    struct weft__task *self = weft__self();

    bool running = !generator->ended && weft__task_of(generator->task);

    if (running && !self)
        return WEFT_USAGE;
    generator->ended = !running;
    weft__let_go(&generator->held);
    if (!running)
        return WEFT_OK;
    generator->closing = true;
    (void)weft_task_cancel(generator->task);
    weft__task_hold_back(); /* its clean-up runs to the end */
    int err = weft_join(place, generator->task);
    weft__task_let_through();
    struct weft__task *task = weft__task_of(generator->task);
    if (task && task->state == WEFT__DONE && task->pins == 0)
        weft__task_release(task);
    generator->result = WEFT_OK; /* returned here: the next request gets the end only */
    return err == WEFT_CANCELLED || err == WEFT_STALE ? WEFT_OK : err;
}

void weft__generator_leave(weft_generator *generator)
{
    static weft_place scope = {.file = "generator.c", .function = "", .words = "the end of its scope"};
    int err = weft_generator_close(&scope, generator);

    if (err && weft__self()) /* no caller could get it */
        weft__report_unseen(&(weft_error_report){.kind = WEFT_ERROR_UNSEEN, .code = err, .text = weft_error_text(),
                                              .message = "a generator failed while it was closed",
                                              .name = generator->resource.name ? generator->resource.name : "", .place = &scope});
}
