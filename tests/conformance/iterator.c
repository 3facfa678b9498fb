/* AITR: generators and scoped resources (statements 261 to 266). */
#include "case.h"

static int pages(weft_generator *generator, void *arg)
{
    int count = *(int *)arg, err = WEFT_OK;

    for (int page = 1; page <= count && !err; page++) {
        err = weft_sleep(0.5);
        if (!err)
            err = weft_give(generator, &page);
    }
    if (err == WEFT_CANCELLED) {
        note("clean-up begins");
        WEFT_TRY(weft_sleep(1));
        note("clean-up ends");
    }
    return err;
}

static int until_the_end(void *arg)
{
    int count = 3, page = 0, err;

    (void)arg;
    WEFT_GENERATOR(generator, pages, &count);
    while ((err = weft_next(&generator, &page)) == WEFT_OK)
        note("page %d", page);
    EXPECT_IS(err, WEFT_CLOSED);
    EXPECT_IS(weft_next(&generator, &page), WEFT_CLOSED);
    EXPECT_LOG("[0.500] page 1\n[1.000] page 2\n[1.500] page 3\n");
    return WEFT_OK;
}

static int limits_itself(weft_generator *generator, void *arg)
{
    weft_timeout limit = {0};
    int err = WEFT_OK, value = 1;

    (void)arg;
    WEFT_TRY(weft_timeout_begin(&limit, 2));
    for (; value < 9 && !err; value++) {
        err = weft_give(generator, &value);
        note("give: %s", weft_error_name(err));
    }
    err = weft_timeout_end(&limit, err);
    note("its limit: %s", weft_error_name(err));
    value = 99;
    return err == WEFT_TIMEOUT ? weft_give(generator, &value) : err;
}

static int struck_in_a_give(void *arg)
{
    int value = 0;

    (void)arg;
    WEFT_GENERATOR(generator, limits_itself, NULL);
    WEFT_TRY(weft_next(&generator, &value));
    WEFT_TRY(weft_sleep(5));
    note("nobody has asked");
    WEFT_TRY(weft_next(&generator, &value));
    EXPECT_IS(value, 99);
    EXPECT_IS(weft_next(&generator, &value), WEFT_CLOSED);
    WEFT_GENERATOR(closed, limits_itself, NULL);
    WEFT_TRY(weft_next(&closed, &value));
    WEFT_TRY(weft_sleep(5));
    note("nor here");
    WEFT_TRY(weft_generator_close(&closed));
    EXPECT_LOG("[5.000] nobody has asked\n[5.000] give: cancelled\n[5.000] its limit: timed out\n"
               "[10.000] nor here\n[10.000] give: cancelled\n[10.000] its limit: cancelled\n");
    return WEFT_OK;
}

static int left_early(void *arg)
{
    int count = 3, page = 0;

    (void)arg;
    WEFT_GENERATOR(generator, pages, &count);
    while (weft_next(&generator, &page) == WEFT_OK)
        break;
    note("the loop is left");
    WEFT_TRY(weft_sleep(5));
    note("nothing happened");
    WEFT_TRY(weft_generator_close(&generator));
    note("it is closed");
    EXPECT_LOG("[0.500] the loop is left\n[5.500] nothing happened\n[5.500] clean-up begins\n[6.500] clean-up ends\n"
               "[6.500] it is closed\n");
    return WEFT_OK;
}

static int count_of_three = 3;
static weft_generator left_open;

static int leaves_it_open(void *arg)
{
    int page;

    (void)arg;
    left_open = (weft_generator){.body = pages, .arg = &count_of_three, .resource = {.name = "left_open"}};
    WEFT_TRY(weft_next(&left_open, &page));
    note("main ends");
    return WEFT_OK;
}

static int closed_by_the_run(void *arg)
{
    (void)arg;
    case_begin(NULL);
    EXPECT_IS(weft_run_with((&(weft_run_options){.virtual_clock = true}), leaves_it_open, NULL), 0);
    EXPECT_LOG("[0.500] main ends\n[0.500] clean-up begins\n[1.500] clean-up ends\n");
    return WEFT_OK;
}

static int asks(void *arg)
{
    int page = 0;
    int err = weft_next(arg, &page);

    note("asked: %s", weft_error_name(err));
    return err;
}

static int cancelled_at_once(void *arg)
{
    int count = 3;

    (void)arg;
    WEFT_GENERATOR(generator, pages, &count);
    weft_task task = weft_spawn(asks, &generator);
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_task_cancel(task), WEFT_OK); /* before the generator's first step, which so never comes */
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_IS(asks(&generator), WEFT_CLOSED);
    EXPECT_LOG("[0.000] asked: cancelled\n[0.000] asked: closed\n");
    return WEFT_OK;
}

/* ---- the end of the run ---- */

static weft_generator failing, late;

static int begins_another(weft_generator *generator, void *arg)
{
    int page = 1, err = weft_give(generator, &page);

    (void)arg;
    if (err == WEFT_CANCELLED) {
        late = (weft_generator){.body = pages, .arg = &count_of_three, .resource = {.name = "late"}};
        note("the late one: %s", weft_error_name(weft_next(&late, &page)));
        return weft_raise(6, "clean-up failed");
    }
    return err;
}

static int leaves_two_open(void *arg)
{
    int page;

    (void)arg;
    failing = (weft_generator){.body = begins_another, .resource = {.name = "failing"}};
    WEFT_TRY(weft_next(&failing, &page));
    return leaves_it_open(arg);
}

static int handler(const weft_error_report *error, void *arg)
{
    (void)arg;
    note("%s: %s: %s (code %d)", error->message, error->name, error->text, error->code);
    return WEFT_OK;
}

static int the_run_closes_all(void *arg)
{
    (void)arg;
    case_begin(NULL);
    weft_on_error(handler, NULL);
    weft_on_report(case_said, NULL);
    EXPECT_IS(weft_run_with((&(weft_run_options){.virtual_clock = true}), leaves_two_open, NULL), 0);
    weft_on_error(NULL, NULL);
    weft_on_report(NULL, NULL);
    EXPECT(strstr(case_log, "[0.500] weft: the generator late was begun while the run was closing all of them; "
                            "it is closed, too\n") != NULL);
    EXPECT(strstr(case_log, "the late one: closed\n") || strstr(case_log, "the late one: cancelled\n"));
    EXPECT(strstr(case_log, "[1.500] a task failed while the run was ending: failing: clean-up failed (code 6)\n") != NULL);
    return WEFT_OK;
}

static int fails_at_once(weft_generator *generator, void *arg)
{
    (void)generator, (void)arg;
    return weft_raise(6, "no pages");
}

static int asks_one_that_fails(void *arg)
{
    int page;

    (void)arg;
    WEFT_GENERATOR(generator, fails_at_once, NULL);
    EXPECT_IS(weft_next(&generator, &page), 6);
    EXPECT_IS(weft_next(&generator, &page), WEFT_CLOSED);
    return WEFT_OK;
}

static int told_once(void *arg)
{
    (void)arg;
    case_begin(NULL);
    weft_on_error(handler, NULL);
    EXPECT_IS(weft_run_with((&(weft_run_options){.virtual_clock = true}), asks_one_that_fails, NULL), 0);
    weft_on_error(NULL, NULL);
    EXPECT_LOG(""); /* who asked was told; nobody else is */
    return WEFT_OK;
}

/* ---- scoped resources ---- */

static int leave(void *arg, int err)
{
    struct actor *self = arg;

    note("%s leaves with %s", self->name, weft_error_name(err));
    if (self->seconds > 0) {
        int told = weft_sleep(self->seconds);
        note("%s: %s", self->name, weft_error_name(told));
    }
    return self->count ? WEFT_OK : err;
}

static int uses(struct actor *resource, int err, double seconds)
{
    weft_exit_call call = {.leave = leave, .arg = resource};

    WEFT_EXITS(exits);
    weft_exits_push(&exits, &call);
    int slept = weft_sleep(seconds);
    return weft_exits_end(&exits, slept ? slept : err);
}

static int is_cancelled(void *arg)
{
    return uses(arg, WEFT_OK, 99);
}

static int on_every_way_out(void *arg)
{
    struct actor plain = {.name = "plain"}, kind = {.name = "kind", .count = 1};

    (void)arg;
    EXPECT_IS(uses(&plain, WEFT_OK, 1), WEFT_OK);
    EXPECT_IS(uses(&plain, 7, 1), 7);
    EXPECT_IS(uses(&kind, 7, 1), WEFT_OK); /* it takes the error away */
    weft_task task = weft_spawn(is_cancelled, &plain);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] plain leaves with ok\n[2.000] plain leaves with failed\n[3.000] kind leaves with failed\n"
               "[4.000] plain leaves with cancelled\n");
    return WEFT_OK;
}

static int cancelled_in_the_exit(void *arg)
{
    struct actor slow = {.name = "slow", .seconds = 10};
    weft_task task = weft_spawn(is_cancelled, &slow);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] slow leaves with cancelled\n[2.000] slow: cancelled\n");
    return WEFT_OK;
}

/* ---- one's own ---- */

struct reader {
    const char *at;
    char line[16];
};

/* A stream of lines that comes slowly: CLOSED at its end. */
static int read_line(struct reader *reader)
{
    size_t length = strcspn(reader->at, "\n");

    WEFT_TRY(weft_sleep(0.5));
    if (!*reader->at)
        return WEFT_CLOSED;
    snprintf(reader->line, sizeof reader->line, "%.*s", (int)length, reader->at);
    reader->at += length + 1;
    return WEFT_OK;
}

static int reads_all(void *arg)
{
    int err;

    while ((err = read_line(arg)) == WEFT_OK)
        note("%s", ((struct reader *)arg)->line);
    return err == WEFT_CLOSED ? WEFT_OK : err;
}

static int ones_own(void *arg)
{
    struct reader first = {.at = "one\ntwo\n"}, second = {.at = "three\n"}, third = {.at = "four\n"};

    (void)arg;
    WEFT_TRY(reads_all(&first));
    WEFT_TRY(weft_gather({reads_all, &second}));
    EXPECT_IS(weft_wait_for(read_line(&third), 0.1), WEFT_TIMEOUT);
    WEFT_TRY(weft_shield(read_line(&third)));
    EXPECT_LOG("[0.500] one\n[1.000] two\n[2.000] three\n");
    return WEFT_OK;
}

WEFT_TESTS(KEPT(until_the_end, "261", "a generator is asked until its end, which it tells again and again"),
           KEPT(cancelled_at_once, "261", "a cancel goes inward, also before the generator has begun"),
           KEPT(struck_in_a_give, "261", "a generator does not run on when its time is over and nobody asks"),
           KEPT(left_early, "262", "leaving the loop early leaves the generator as it is; closing it runs its clean-up, which waits"),
           KEPT_ALONE(closed_by_the_run, "262", "or the end of the run does"),
           KEPT_ALONE(the_run_closes_all, "263", "the end of the run closes all, tells of failures, and of one that is begun then"),
           KEPT_ALONE(told_once, "263", "a failure that somebody was told of is not told again"),
           KEPT(on_every_way_out, "264", "what is done at the end of a scope is told how it ends, and may take an error away"),
           KEPT(cancelled_in_the_exit, "265", "a further cancel reaches an exit that waits"),
           KEPT(ones_own, "266", "functions of the program's are used like the built-in ones"))
