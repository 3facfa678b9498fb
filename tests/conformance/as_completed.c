/* ASC: tasks in the order in which they end (statements 116 to 123). */
#include "case.h"

enum { BAD = 1 };

static int job(void *arg)
{
    struct actor *self = arg;

    if (self->count)
        note("%s began", self->name);
    WEFT_TRY(weft_sleep(self->seconds));
    return self->result ? weft_raise(self->result, "%s failed", self->name) : WEFT_OK;
}

static const char *name_of(weft_task task)
{
    return ((struct actor *)weft_task_arg(task))->name;
}

static int in_the_order_of_their_ends(void *arg)
{
    struct actor actors[] = {{.name = "A", .seconds = 3}, {.name = "B", .seconds = 1}, {.name = "C", .seconds = 2},
                             {.name = "D", .seconds = 1}};
    weft_task tasks[4];
    int err;

    (void)arg;
    for (int i = 0; i < 4; i++)
        tasks[i] = weft_spawn(job, &actors[i]);
    weft_completion next = WEFT_COMPLETION(tasks, 4);
    while ((err = weft_next_completed(&next)) == WEFT_OK) {
        note("%s", name_of(next.task));
        WEFT_TRY(weft_join(next.task));
    }
    EXPECT_IS(err, WEFT_CLOSED);
    EXPECT_LOG("[1.000] B\n[1.000] D\n[2.000] C\n[3.000] A\n");
    return WEFT_OK;
}

struct asker {
    const char *name;
    weft_completion *next;
};

static int ask(void *arg)
{
    struct asker *self = arg;
    int err = weft_next_completed(self->next);

    note("%s gets %s", self->name, err ? weft_error_name(err) : name_of(self->next->task));
    return WEFT_OK;
}

static int several_ask(void *arg)
{
    struct actor a = {.name = "A", .seconds = 2}, b = {.name = "B", .seconds = 1};
    weft_task tasks[] = {weft_spawn(job, &a), weft_spawn(job, &b)};
    weft_completion next = WEFT_COMPLETION(tasks, 2);
    struct asker one = {"one", &next}, two = {"two", &next}, three = {"three", &next};

    (void)arg;
    WEFT_TRY(weft_gather({ask, &one}, {ask, &two}, {ask, &three}));
    EXPECT_LOG("[1.000] one gets B\n[2.000] two gets A\n[2.000] three gets closed\n");
    return weft_join_all(tasks, NULL, 2);
}

static int the_tasks_themselves(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1};
    weft_task task = weft_spawn(job, &a);
    weft_completion next = WEFT_COMPLETION(&task, 1);

    (void)arg;
    WEFT_TRY(weft_next_completed(&next));
    EXPECT(next.task.slot == task.slot && next.task.generation == task.generation);
    return weft_join(task);
}

static int they_begin_in_order(void *arg)
{
    struct actor actors[] = {{.name = "A", .count = 1}, {.name = "B", .count = 1}, {.name = "C", .count = 1}};
    weft_task tasks[3];

    (void)arg;
    for (int i = 0; i < 3; i++)
        tasks[i] = weft_spawn(job, &actors[i]);
    weft_completion next = WEFT_COMPLETION(tasks, 3);
    while (weft_next_completed(&next) == WEFT_OK)
        continue;
    EXPECT_LOG("[0.000] A began\n[0.000] B began\n[0.000] C began\n");
    return weft_join_all(tasks, NULL, 3);
}

static size_t timers_now;

static void count_timers(size_t ready, size_t scheduled, void *arg)
{
    (void)ready, (void)arg;
    timers_now = scheduled;
}

static int until_the_time_is_over(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1}, b = {.name = "B", .seconds = 3};
    weft_task tasks[] = {weft_spawn(job, &a), weft_spawn(job, &b)};
    weft_completion next = WEFT_COMPLETION(tasks, 2);
    weft_timeout timeout = {0};
    int err;

    (void)arg;
    WEFT_TRY(weft_timeout_begin(&timeout, 2));
    while ((err = weft_next_completed(&next)) == WEFT_OK)
        note("%s", name_of(next.task));
    note("%s", weft_error_name(weft_timeout_end(&timeout, err)));
    EXPECT(!weft_task_ended(tasks[1]));
    EXPECT_LOG("[1.000] A\n[2.000] timed out\n");

    WEFT_TRY(weft_wait_for(weft_next_completed(&next), 60));
    weft_on_turn(count_timers, NULL);
    WEFT_TRY(weft_yield());
    EXPECT_IS(timers_now, 0); /* its timer is gone */
    return weft_join_all(tasks, NULL, 2);
}

static int a_failure_is_one_of_them(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1, .result = BAD}, b = {.name = "B", .seconds = 2};
    weft_task tasks[] = {weft_spawn(job, &a), weft_spawn(job, &b)};
    weft_completion next = WEFT_COMPLETION(tasks, 2);

    (void)arg;
    while (weft_next_completed(&next) == WEFT_OK) {
        int err = weft_join(next.task);
        note("%d %s", err, err ? weft_error_text() : "");
    }
    EXPECT_LOG("[1.000] 1 A failed\n[2.000] 0 \n");
    return WEFT_OK;
}

static int it_goes_on_later(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1}, b = {.name = "B", .seconds = 2}, c = {.name = "C", .seconds = 3};
    weft_task tasks[] = {weft_spawn(job, &a), weft_spawn(job, &b), weft_spawn(job, &c)};
    weft_completion next = WEFT_COMPLETION(tasks, 3);

    (void)arg;
    WEFT_TRY(weft_next_completed(&next));
    note("%s", name_of(next.task));
    WEFT_TRY(weft_sleep(5)); /* meanwhile the others run on */
    while (weft_next_completed(&next) == WEFT_OK)
        note("%s", name_of(next.task));
    EXPECT_LOG("[1.000] A\n[6.000] B\n[6.000] C\n");
    return weft_join_all(tasks, NULL, 3);
}

static int arguments(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1};
    weft_task task = weft_spawn(job, &a), tasks[] = {task, task};
    weft_completion twice = WEFT_COMPLETION(tasks, 2), none = WEFT_COMPLETION(tasks, 0),
                    no_task = WEFT_COMPLETION(&(weft_task){0}, 1);

    (void)arg;
    WEFT_TRY(weft_next_completed(&twice));
    EXPECT_IS(weft_next_completed(&twice), WEFT_CLOSED);
    EXPECT_IS(weft_next_completed(&none), WEFT_CLOSED);
    EXPECT_IS(weft_next_completed(&no_task), WEFT_NO_MEMORY);
    return weft_join(task);
}

WEFT_TESTS(KEPT(in_the_order_of_their_ends, "116", "in the order in which they end"),
           KEPT(several_ask, "117", "several tasks may ask; who asked first gets the first"),
           KEPT(the_tasks_themselves, "118", "what is handed out is the task itself"),
           KEPT(they_begin_in_order, "119", "they begin in the order in which they were named"),
           KEPT(until_the_time_is_over, "120", "a time limit leaves the rest running, and no timer behind"),
           KEPT(a_failure_is_one_of_them, "121", "a failure is told by its own join, and it goes on"),
           KEPT(it_goes_on_later, "122", "leaving early leaves the rest running; it can be taken up again"),
           KEPT(arguments, "123", "one named twice comes once; no task is refused"))
