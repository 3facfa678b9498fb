/* Questions about very many tasks, and the report of their deadlock: each looks at every task once, so that what is instant for ten
 * takes no minutes for thirty thousand. */
#include "check.h"

enum { MANY = 30000, SMALL_STACK = 1024 };

static weft_event never;
static weft_task names[MANY + 1];
static size_t lines;
static char last[200];

static int waits(void *arg)
{
    (void)arg;
    return weft_event_wait(&never);
}

static int ends(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

static int spawn_many(weft_group *group)
{
    group->stack_bytes = SMALL_STACK;
    for (int i = 0; i < MANY; i++)
        weft_group_spawn(group, waits, NULL);
    return weft_yield();
}

static void count_line(const char *line, void *arg)
{
    (void)arg;
    lines++;
    snprintf(last, sizeof last, "%s", line);
}

static int names_in_the_order_of_spawning(void *arg)
{
    WEFT_GROUP(early);
    WEFT_GROUP(group);

    (void)arg;
    for (int i = 0; i < 10; i++)
        weft_group_spawn(&early, ends, NULL);
    WEFT_TRY(weft_group_join(&early));
    WEFT_TRY(weft_group_close(&early)); /* their slots are used again, the last one first */
    WEFT_TRY(spawn_many(&group));
    EXPECT_IS(weft_tasks(NULL, 0), MANY + 1);
    EXPECT_IS(weft_tasks(names, MANY + 1), MANY + 1);
    EXPECT(names[0].slot == weft_current().slot);
    for (int i = 2; i <= MANY; i++) {
        struct weft__task *before = weft__task_of(names[i - 1]), *task = weft__task_of(names[i]);
        EXPECT(before->number + 1 == task->number);
    }
    EXPECT_IS(weft_task_awaiters(names[MANY], NULL, 0), 0);
    return WEFT_OK;
}

static int prints_the_first_of_a_tree(void *arg)
{
    WEFT_GROUP(group);

    (void)arg;
    WEFT_TRY(spawn_many(&group));
    lines = 0;
    weft_on_report(count_line, NULL);
    weft_print_tree();
    weft_on_report(NULL, NULL);
    EXPECT_IS(lines, 1001);
    WEFT_EXPECT_TEXT(last, "... and so on: only the first 1000 are shown");
    return WEFT_OK;
}

static int deadlock(void *arg)
{
    WEFT_GROUP(group);

    (void)arg;
    WEFT_TRY(spawn_many(&group));
    return weft_group_join(&group);
}

static int reports_a_deadlock(void *arg)
{
    (void)arg;
    lines = 0;
    weft_on_error(NULL, NULL);
    weft_on_report(count_line, NULL);
    int code = weft_run(deadlock, NULL);
    weft_on_report(NULL, NULL);
    EXPECT_IS(code, WEFT_EXIT_DEADLOCK);
    EXPECT(lines > 200);
    return WEFT_OK;
}

WEFT_TESTS(CASE(names_in_the_order_of_spawning, "weft_tasks names thirty thousand tasks, oldest first"),
           CASE(prints_the_first_of_a_tree, "weft_print_tree shows the first thousand"),
           {.body = reports_a_deadlock, .name = "a deadlock of thirty thousand tasks", .alone = true})
