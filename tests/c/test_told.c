/* What reports call a thing that a task waits for, and how far a cancel goes along a row of tasks that wait for each other. */
#include "check.h"

/* ---- two locks that the place of the wait calls the same ---- */

static char said[2000];

static void keep_line(const char *line, void *arg)
{
    const char *place = strstr(line, ", at ");

    (void)arg;
    line += strspn(line, " ");
    if (strstr(line, " waits for the lock ") && place)
        snprintf(said + strlen(said), sizeof said - strlen(said), "%.*s\n", (int)(place - line), line);
}

static void expect_said(const char *wanted)
{
    said[0] = '\0';
    weft_on_report(keep_line, NULL);
    weft_print_tree();
    weft_on_report(NULL, NULL);
    WEFT_EXPECT_TEXT(said, wanted);
}

static int wait_for(void *arg)
{
    weft_lock *lock = arg;

    WEFT_TRY(weft_lock_acquire(lock));
    return weft_lock_release(lock);
}

static int numbers(void *arg)
{
    static weft_lock first, second;

    (void)arg;
    WEFT_TRY(weft_lock_acquire(&first));
    WEFT_TRY(weft_lock_acquire(&second));
    WEFT_GROUP(group);
    weft_group_spawn_with(&group, wait_for, &first, .name = "a");
    weft_group_spawn_with(&group, wait_for, &first, .name = "b");
    WEFT_TRY(weft_yield());
    expect_said("a waits for the lock lock, held by main\n"
                "b waits for the lock lock, held by main\n");
    weft_group_spawn_with(&group, wait_for, &second, .name = "c");
    weft_group_spawn_with(&group, wait_for, &first, .name = "d");
    WEFT_TRY(weft_yield());
    expect_said("a waits for the lock lock (1), held by main\n"
                "b waits for the lock lock (1), held by main\n"
                "c waits for the lock lock (2), held by main\n"
                "d waits for the lock lock (1), held by main\n");
    WEFT_TRY(weft_lock_release(&second));
    WEFT_TRY(weft_yield());
    expect_said("a waits for the lock lock, held by main\n"
                "b waits for the lock lock, held by main\n"
                "d waits for the lock lock, held by main\n");
    WEFT_TRY(weft_lock_release(&first));
    return weft_group_join(&group);
}

/* ---- a row of tasks, each of which waits for the next ---- */

enum { DEPTH = 1500 }; /* no stack holds so many calls */

static int deepest;

static int by_gather(void *arg)
{
    size_t left = (size_t)arg;

    if (left == 0)
        return deepest = weft_sleep(WEFT_FOREVER);
    return weft_gather({by_gather, (void *)(left - 1)});
}

static int by_join_all(void *arg)
{
    size_t left = (size_t)arg;

    if (left == 0)
        return deepest = weft_sleep(WEFT_FOREVER);
    weft_task next = weft_spawn(by_join_all, (void *)(left - 1));
    return weft_join_all(&next, NULL, 1);
}

static int by_group(void *arg)
{
    size_t left = (size_t)arg;

    if (left == 0)
        return deepest = weft_sleep(WEFT_FOREVER);
    WEFT_GROUP(group);
    weft_group_spawn(&group, by_group, (void *)(left - 1));
    WEFT_TRY(weft_sleep(WEFT_FOREVER)); /* the cancel ends this one first, then goes down */
    return weft_group_join(&group);
}

static int rows(void *arg)
{
    static weft_task_function *const forms[] = {by_gather, by_join_all, by_group};

    (void)arg;
    for (size_t form = 0; form < 3; form++) {
        weft_task first = weft_spawn(forms[form], (void *)(size_t)DEPTH);
        WEFT_TRY(weft_wait_all_blocked(0));
        deepest = WEFT_OK;
        EXPECT_IS(weft_task_cancel(first), WEFT_OK);
        EXPECT_IS(weft_join(first), WEFT_CANCELLED);
        EXPECT_IS(deepest, WEFT_CANCELLED);

        first = weft_spawn(forms[form], (void *)(size_t)DEPTH);
        deepest = WEFT_OK;
        EXPECT_IS(weft_join_within(first, 1), WEFT_TIMEOUT);
        EXPECT_IS(deepest, WEFT_CANCELLED);
        EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    }
    return WEFT_OK;
}

/* ---- a line that is longer than a hook is given ---- */

static size_t longest;

static void measure(const char *line, void *arg)
{
    size_t length = strlen(line);

    (void)arg;
    longest = length > longest ? length : longest;
}

static int long_lines(void *arg)
{
    char text[1501];

    (void)arg;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    weft_on_report(measure, NULL);
    weft__say("%s\n", text);
    weft_on_report(NULL, NULL);
    EXPECT_IS(longest, 999);
    return WEFT_OK;
}

WEFT_TESTS(CASE(long_lines, "a hook is given as much of a long line as there is room for"),
           CASE(numbers, "two locks with one name have numbers, as long as somebody waits for both"),
           CASE(rows, "a cancel from outside goes down a row of gathers, joins and groups"))
