/* From a failure to the group that it came from: what goes with a task that has left the block of a group. */
#include "check.h"

enum { BAD = 7, WORSE = 8, WORST = 9 };

static int fails(void *arg)
{
    const struct actor *me = arg;

    WEFT_TRY(weft_sleep(me->seconds));
    return me->name ? weft_raise(me->result, "%s failed", me->name) : me->result;
}

static struct actor a = {.name = "A", .seconds = 1, .result = BAD}, b = {.name = "B", .seconds = 1, .result = WORSE},
                    silent = {.seconds = 1, .result = BAD};

/* All of it, depth first, with the depth before each. */
static void note_failures(const weft_failure *failure, int depth)
{
    for (; failure; failure = failure->next) {
        note("%d %s %d %s %s", depth, failure->group->words, failure->code, failure->name, failure->text);
        note_failures(failure->inside, depth + 1);
    }
}

static int silent_line;

static int inner(void *arg)
{
    WEFT_GROUP(inside);
    weft_group_spawn_with(&inside, fails, &a, .name = "a");
    weft_group_spawn_with(&inside, fails, &b, .name = "b");
    silent_line = __LINE__ + 2;
    if (arg)
        weft_group_spawn_with(&inside, fails, arg, .name = "silent");
    return weft_group_join(&inside);
}

static int middle(void *arg)
{
    (void)arg;
    WEFT_GROUP(between);
    weft_group_spawn_with(&between, inner, NULL, .name = "inner");
    WEFT_TRY(weft_sleep(5));
    return weft_group_join(&between);
}

static int three_deep(void *arg)
{
    weft_task failed = {0};

    (void)arg;
    WEFT_GROUP(outside);
    weft_task task = weft_group_spawn_with(&outside, middle, NULL, .name = "middle");
    EXPECT_IS(weft_group_join(&outside), BAD);
    EXPECT_IS(weft_group_next_failed(&outside, &failed), BAD);
    EXPECT(weft_task_same(failed, task));
    note_failures(weft_task_failures(failed), 1);
    EXPECT_LOG("[1.000] 1 between 7 inner A failed\n"
               "[1.000] 2 inside 7 a A failed\n"
               "[1.000] 2 inside 8 b B failed\n");
    EXPECT(!weft_task_failures(weft_current()));
    EXPECT(weft_group_close(&outside) == WEFT_OK);
    EXPECT(!weft_task_failures(task)); /* stale */
    note_failures(weft_task_failures(weft_current())->inside, 0); /* and all of it goes with the one that has left the block */
    EXPECT_LOG("[1.000] 1 between 7 inner A failed\n"
               "[1.000] 2 inside 7 a A failed\n"
               "[1.000] 2 inside 8 b B failed\n"
               "[1.000] 0 between 7 inner A failed\n"
               "[1.000] 1 inside 7 a A failed\n"
               "[1.000] 1 inside 8 b B failed\n");
    return WEFT_OK;
}

/* ---- why a task failed ---- */

static int goes_on(void *arg)
{
    int err = inner(NULL);

    EXPECT_IS(err, BAD);
    switch (*(int *)arg) {
    case 0: return WEFT_OK;
    case 1: return WORST;
    case 2: return weft_raise(BAD, "for another reason");
    case 3: return weft_raise_from(WORST, "and so");
    case 4: return weft_raise_from(BAD, "and so");
    default: return err;
    }
}

static int other_reasons(void *arg)
{
    static const bool leads[] = {false, false, false, false, true, true};
    static const int codes[] = {WEFT_OK, WORST, BAD, WORST, BAD, BAD};

    (void)arg;
    for (int how = 0; how < 6; how++) {
        weft_task task = weft_spawn(goes_on, &how);
        EXPECT_IS(weft_join(task), codes[how]);
        EXPECT_IS(!!weft_task_failures(task), leads[how]);
    }
    return WEFT_OK;
}

static int without_a_text(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    weft_task task = weft_group_spawn(&group, inner, &silent);
    EXPECT_IS(weft_group_join(&group), BAD);
    note_failures(weft_task_failures(task), 0);
    EXPECT_LOG("[1.000] 0 inside 7 a A failed\n"
               "[1.000] 0 inside 8 b B failed\n"
               "[1.000] 0 inside 7 silent \n");
    EXPECT(weft_task_failures(task)->place->line > 0);
    EXPECT_IS(weft_task_failures(task)->next->next->place->line, silent_line); /* where it was spawned */
    return WEFT_OK;
}

/* ---- what was taken, and the body ---- */

static int takes(void *arg)
{
    weft_task taken;

    WEFT_GROUP(inside);
    weft_group_spawn_with(&inside, fails, &a, .name = "a");
    weft_group_spawn_with(&inside, fails, &b, .name = "b");
    EXPECT_IS(weft_group_join(&inside), BAD);
    EXPECT_IS(weft_group_take_failed(&inside, BAD, &taken), BAD);
    if (arg)
        EXPECT_IS(weft_group_take_failed(&inside, WORSE, &taken), WORSE);
    return weft_group_failure(&inside);
}

static int the_rest(void *arg)
{
    (void)arg;
    weft_task task = weft_spawn(takes, NULL);
    EXPECT_IS(weft_join(task), WORSE);
    note_failures(weft_task_failures(task), 0);
    EXPECT_LOG("[1.000] 0 inside 8 b B failed\n");
    task = weft_spawn(takes, &a);
    EXPECT_IS(weft_join(task), WEFT_OK);
    EXPECT(!weft_task_failures(task));
    return WEFT_OK;
}

static int body_fails(void *arg)
{
    WEFT_GROUP(inside);
    weft_group_spawn_with(&inside, fails, &a, .name = "a");
    int err = weft_sleep(arg ? 5 : 0.5);
    WEFT_TRY(weft_raise(WORST, "the body, %s", weft_error_name(err)));
    return weft_group_join(&inside);
}

static int bodies(void *arg)
{
    (void)arg;
    weft_task task = weft_spawn_with(body_fails, NULL, .name = "first");
    EXPECT_IS(weft_join(task), WORST);
    note_failures(weft_task_failures(task), 0);
    task = weft_spawn_with(body_fails, &a, .name = "second");
    EXPECT_IS(weft_join(task), BAD);
    note_failures(weft_task_failures(task), 0);
    EXPECT_LOG("[0.500] 0 inside 9 first the body, ok\n"
               "[1.500] 0 inside 7 a A failed\n"
               "[1.500] 0 inside 9 second \n"); /* its text gave way to the first failure's */
    return WEFT_OK;
}

static int settles(void *arg)
{
    (void)arg;
    WEFT_SETTLED_GROUP(inside);
    weft_group_spawn(&inside, fails, &a);
    WEFT_TRY(weft_sleep(2));
    weft_task failed = {0};
    return weft_group_next_failed(&inside, &failed);
}

static int a_settled_one(void *arg)
{
    (void)arg;
    weft_task task = weft_spawn(settles, NULL);
    EXPECT_IS(weft_join(task), BAD);
    EXPECT(!weft_task_failures(task));
    return WEFT_OK;
}

/* ---- bounds ---- */

static int fails_at_once(void *arg)
{
    (void)arg;
    return BAD;
}

static int many_failures(void *arg)
{
    (void)arg;
    WEFT_GROUP(many);
    for (int i = 0; i < 150; i++)
        weft_group_spawn(&many, fails_at_once, NULL);
    return weft_group_join(&many);
}

static int deeper(void *arg)
{
    int *depth = arg;

    if (--*depth == 0)
        return BAD;
    WEFT_GROUP(group);
    weft_group_spawn(&group, deeper, depth);
    return weft_group_join(&group);
}

static int bounds(void *arg)
{
    (void)arg;
    weft_task task = weft_spawn(many_failures, NULL);
    EXPECT_IS(weft_join(task), BAD);
    int count = 0;
    for (const weft_failure *failure = weft_task_failures(task); failure; failure = failure->next)
        count++;
    EXPECT_IS(count, 100);

    int depth = 500;
    task = weft_spawn(deeper, &depth);
    EXPECT_IS(weft_join(task), BAD);
    count = 0;
    for (const weft_failure *failure = weft_task_failures(task); failure; failure = failure->inside)
        count++;
    EXPECT_IS(count, 499);

    size_t before = 0;
    for (int i = 0; i < 300; i++) { /* a task in the same slot takes the place of the one before */
        WEFT_GROUP(group);
        weft_group_spawn(&group, many_failures, NULL);
        EXPECT_IS(weft_group_join(&group), BAD);
        if (i == 100)
            before = weft__memory_bytes();
    }
    EXPECT(weft__memory_bytes() <= before + 1000);
    return WEFT_OK;
}

WEFT_TESTS(CASE(three_deep, "a group in a group in a group"),
           CASE(other_reasons, "a task that failed for another reason leads nowhere"),
           CASE(without_a_text, "a failure without a text has the place of the spawn"),
           CASE(the_rest, "what was taken is not there"),
           CASE(bodies, "the body's own failure comes last"),
           CASE(a_settled_one, "a settled group has no failure"),
           CASE(bounds, "a hundred failures, any depth, and memory that stays"))
