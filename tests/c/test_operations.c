/* Operations: descriptors, more at once than one would think, what a cancel does to each verb, and the way in from elsewhere. */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* sigaction */
#endif
#include "check.h"
#include "weft/stream.h"

#if !defined __wasi__ && !defined __EMSCRIPTEN__
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

static int says_that_there_is_no_such_descriptor(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_wait_readable(77), WEFT_INVALID);
    EXPECT_IS(weft_wait_writable(77), WEFT_INVALID);
    EXPECT_IS(weft_wait_readable(1000000), WEFT_INVALID);
    return WEFT_OK;
}

/* ---- posted ---- */

static struct weft__operation posted;
static size_t turn_of_completion;

static void note_turn(struct weft__operation *operation, int64_t now)
{
    (void)operation;
    (void)now;
    turn_of_completion = weft_turns();
}

static const struct weft__operation_kind noting = {.completed = note_turn};

static int a_post_is_a_handle_of_a_turn(void *arg)
{
    (void)arg;
    posted = (struct weft__operation){.verb = WEFT__POSTED, .kind = &noting};
    EXPECT_IS(weft__operation_submit(&posted), WEFT_OK);
    weft__host_post(&posted);
    weft__host_post(&posted);
    WEFT_TRY(weft_sleep(1)); /* whose alarm is due in the turn in which the post is taken, and wakes us in the next one */
    EXPECT_IS(turn_of_completion + 1, weft_turns());
    EXPECT_IS(posted.state, WEFT__IDLE);
    return WEFT_OK;
}

static int a_post_that_nobody_wants_any_more_is_dropped(void *arg)
{
    (void)arg;
    turn_of_completion = 0;
    posted = (struct weft__operation){.verb = WEFT__POSTED, .kind = &noting};
    EXPECT_IS(weft__operation_submit(&posted), WEFT_OK);
    weft__host_post(&posted);
    weft__operation_drop(&posted);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(turn_of_completion, (size_t)0);
    return WEFT_OK;
}

#if !defined __wasi__ && !defined __EMSCRIPTEN__

/* ---- descriptors: pipes ---- */

static void on_signal(int number)
{
    (void)number;
    weft__host_post(&posted);
}

static weft_event came;

static void set_event(struct weft__operation *operation, int64_t now)
{
    (void)operation;
    (void)now;
    weft_event_set(&came);
}

static const struct weft__operation_kind setting = {.completed = set_event, .holds_clock = true};

/* Nothing else can end the wait: without the bell it would last for ever. */
static int a_post_from_a_signal_handler_ends_the_wait(void *arg)
{
    (void)arg;
    posted = (struct weft__operation){.verb = WEFT__POSTED, .kind = &setting};
    EXPECT_IS(weft__operation_submit(&posted), WEFT_OK);
    signal(SIGALRM, on_signal);
    alarm(1);
    return weft_event_wait(&came);
}

enum { PIPES = 300 };
static int ends[PIPES][2];
static int order[PIPES], heard;

static int hears(void *arg)
{
    int pipe_number = (int)(intptr_t)arg;
    char byte;

    WEFT_TRY(weft_wait_readable(ends[pipe_number][0]));
    order[heard++] = pipe_number;
    EXPECT_IS(read(ends[pipe_number][0], &byte, 1), (ssize_t)1);
    EXPECT_IS((int)byte, pipe_number % 100);
    return WEFT_OK;
}

static int more_waits_than_thirty_at_once(void *arg)
{
    (void)arg;
    heard = 0;
    WEFT_GROUP(group);
    for (int i = 0; i < PIPES; i++) {
        EXPECT_IS(pipe(ends[i]), 0);
        weft_group_spawn(&group, hears, (void *)(intptr_t)i);
    }
    WEFT_TRY(weft_yield());
    for (int i = PIPES - 1; i >= 0; i--) {
        char byte = (char)(i % 100);
        EXPECT_IS(write(ends[i][1], &byte, 1), (ssize_t)1);
        while (heard < PIPES - i)
            WEFT_TRY(weft_yield());
    }
    WEFT_TRY(weft_group_join(&group));
    for (int i = 0; i < PIPES; i++) {
        EXPECT_IS(order[i], PIPES - 1 - i);
        close(ends[i][0]);
        close(ends[i][1]);
    }
    return WEFT_OK;
}

static int two_directions_and_two_readers_of_one_descriptor(void *arg)
{
    (void)arg;
    EXPECT_IS(pipe(ends[0]), 0);
    heard = 0;
    EXPECT_IS(weft_wait_writable(ends[0][1]), WEFT_OK);
    weft_task first = weft_spawn(hears, (void *)0);
    WEFT_TRY(weft_yield());
    EXPECT_IS(write(ends[0][1], "\0", 1), (ssize_t)1);
    WEFT_TRY(weft_wait_readable(ends[0][0]));
    WEFT_TRY(weft_join(first));
    close(ends[0][0]);
    close(ends[0][1]);
    EXPECT_IS(weft_wait_readable(ends[0][0]), WEFT_INVALID);
    return WEFT_OK;
}

static int hears_one(void *arg)
{
    bool *heard_it = arg;

    WEFT_TRY(weft_wait_readable(ends[0][0]));
    *heard_it = true;
    return WEFT_OK;
}

/* Room to write does not wake a task that waits for bytes. */
static int each_direction_for_itself(void *arg)
{
    bool heard_it = false;

    (void)arg;
    EXPECT_IS(socketpair(AF_UNIX, SOCK_STREAM, 0, ends[0]), 0);
    weft_task reader = weft_spawn(hears_one, &heard_it);
    WEFT_TRY(weft_yield());
    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_wait_writable(ends[0][0]));
        WEFT_TRY(weft_yield());
        EXPECT(!heard_it);
    }
    EXPECT_IS(write(ends[0][1], "x", 1), (ssize_t)1);
    WEFT_TRY(weft_join(reader));
    close(ends[0][0]);
    close(ends[0][1]);
    return WEFT_OK;
}

/* A stream may be laid over what can be read only: its flags are 0. */
static int a_stream_over_a_pipe(void *arg)
{
    char text[4];
    size_t count;

    (void)arg;
    EXPECT_IS(pipe(ends[0]), 0);
    WEFT_STREAM(stream);
    WEFT_TRY(weft_stream_open(&stream, ends[0][0]));
    EXPECT_IS(write(ends[0][1], "abc", 3), (ssize_t)3);
    close(ends[0][1]);
    WEFT_TRY(weft_read_all(&stream, text, sizeof text, &count));
    EXPECT_IS((int)count, 3);
    WEFT_TRY(weft_stream_close(&stream));
    close(ends[0][0]);
    return WEFT_OK;
}

/* The number is given out anew: the system has forgotten what it was asked of the old one. */
static int a_descriptor_closed_and_opened_again(void *arg)
{
    (void)arg;
    for (int round = 0; round < 3; round++) {
        EXPECT_IS(pipe(ends[0]), 0);
        EXPECT_IS(write(ends[0][1], "x", 1), (ssize_t)1);
        EXPECT_IS(weft_wait_readable(ends[0][0]), WEFT_OK);
        EXPECT_IS(weft_wait_readable(ends[0][0]), WEFT_OK);
        close(ends[0][0]);
        close(ends[0][1]);
    }
    return WEFT_OK;
}

static int a_cancelled_wait_lets_virtual_time_go_on(void *arg)
{
    (void)arg;
    EXPECT_IS(pipe(ends[0]), 0);
    weft_task waiter = weft_spawn(hears, (void *)0);
    WEFT_TRY(weft_yield());
    EXPECT(weft__world_holds_clock());
    weft_task_cancel(waiter);
    EXPECT_IS(weft_join(waiter), WEFT_CANCELLED);
    EXPECT(!weft__world_holds_clock());
    WEFT_TRY(weft_sleep(1000));
    close(ends[0][0]);
    close(ends[0][1]);
    return WEFT_OK;
}

/* ---- reading into the operation's own bytes ---- */

static char bytes[16];
static int32_t count_read;

static void keep_count(struct weft__operation *operation, int64_t now)
{
    (void)now;
    count_read = operation->result;
    weft_event_set(&came);
}

static const struct weft__operation_kind reading = {.completed = keep_count, .holds_clock = true};

static int what_was_read_is_never_taken_back(void *arg)
{
    struct weft__operation operation = {.verb = WEFT__READ, .bytes = bytes, .count = sizeof bytes, .kind = &reading};

    (void)arg;
    EXPECT_IS(pipe(ends[0]), 0);
    operation.descriptor = ends[0][0];
    EXPECT_IS(weft__operation_submit_descriptor(&operation), WEFT_OK);
    EXPECT(weft__operation_cancel(&operation)); /* nothing was read yet */
    EXPECT_IS(weft__operation_submit_descriptor(&operation), WEFT_OK);
    EXPECT_IS(write(ends[0][1], "hello", 5), (ssize_t)5);
    EXPECT(weft__host_wait(0));
    EXPECT(!weft__operation_cancel(&operation));
    weft_event_clear(&came);
    WEFT_TRY(weft_event_wait(&came));
    EXPECT_IS(count_read, 5);
    EXPECT(!memcmp(bytes, "hello", 5));
    close(ends[0][1]);
    weft_event_clear(&came);
    EXPECT_IS(weft__operation_submit_descriptor(&operation), WEFT_OK);
    errno = EAGAIN; /* of an earlier call: at the end that says nothing */
    WEFT_TRY(weft_event_wait(&came));
    EXPECT_IS(count_read, 0);
    close(ends[0][0]);
    return WEFT_OK;
}

/* Not ready is one thing, and an error another: that one is told. */
static int a_reset_is_an_error(void *arg)
{
    struct weft__operation operation = {.verb = WEFT__READ, .bytes = bytes, .count = sizeof bytes, .kind = &reading};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), mine = socket(AF_INET, SOCK_STREAM, 0);

    (void)arg;
    EXPECT_IS(bind(listener, (struct sockaddr *)&address, size) || listen(listener, 1) || getsockname(listener, (struct sockaddr *)&address, &size), 0);
    EXPECT_IS(connect(mine, (struct sockaddr *)&address, size), 0);
    int peer = accept(listener, NULL, NULL);
    operation.descriptor = mine;
    weft_event_clear(&came);
    EXPECT_IS(weft__operation_submit_descriptor(&operation), WEFT_OK);
    WEFT_TRY(weft_yield());
    EXPECT_IS(setsockopt(peer, SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1}, sizeof(struct linger)), 0);
    close(peer);
    WEFT_TRY(weft_event_wait(&came));
    EXPECT_IS(count_read, WEFT_HOST);
    close(mine);
    close(listener);
    return WEFT_OK;
}

/* ---- signals ---- */

static void count_one(void *arg)
{
    ++*(int *)arg;
}

/* No wait stands between: a signal that nobody had asked the system for would end the process. */
static int a_signal_that_comes_right_after_it_was_asked_for(void *arg)
{
    WEFT_HANDLE(handle);
    int seen = 0;

    (void)arg;
    EXPECT_IS(weft_on_signal(&handle, WEFT_SIGUSR1, count_one, &seen), WEFT_OK);
    raise(SIGUSR1);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(seen, 1);
    raise(SIGUSR1);
    raise(SIGUSR1);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(seen, 2);
    return WEFT_OK;
}

/* Whatever holds them back is full long before; each kind comes at least once, and nothing else is held up. */
static int a_burst_of_signals(void *arg)
{
    enum { BURST = 100000 };
    WEFT_HANDLE(first);
    WEFT_HANDLE(second);
    int ones = 0, twos = 0;

    (void)arg;
    EXPECT_IS(weft_on_signal(&first, WEFT_SIGUSR1, count_one, &ones), WEFT_OK);
    EXPECT_IS(weft_on_signal(&second, WEFT_SIGUSR2, count_one, &twos), WEFT_OK);
    for (int i = 0; i < BURST; i++)
        raise(i == BURST / 2 ? SIGUSR2 : SIGUSR1);
    WEFT_TRY(weft_sleep(1));
    EXPECT(ones >= 1 && ones < BURST);
    EXPECT_IS(twos, 1);
    return WEFT_OK;
}

/* Nothing looks at it any more, and it is not lost. */
static int a_signal_in_the_last_step(void *arg)
{
    (void)arg;
    raise(SIGINT);
    return WEFT_OK;
}

static void is_from_before(int number)
{
    (void)number;
}

static int asks_for_two(void *arg)
{
    WEFT_HANDLE(interrupt);
    WEFT_HANDLE(other);

    WEFT_TRY(weft_on_signal(&interrupt, WEFT_SIGINT, count_one, arg));
    return weft_on_signal(&other, WEFT_SIGUSR1, count_one, arg);
}

/* Those that the run takes itself, and those that it is asked for. */
static int handlers_from_before(void *arg)
{
    static const int numbers[] = {SIGINT, SIGUSR1};
    struct sigaction mine = {.sa_handler = is_from_before}, before[2], after;
    int seen = 0;

    (void)arg;
    for (int i = 0; i < 2; i++)
        sigaction(numbers[i], &mine, &before[i]);
    EXPECT_IS(weft_run_with(&(weft_run_options){.virtual_clock = true}, asks_for_two, &seen), 0);
    for (int i = 0; i < 2; i++) {
        sigaction(numbers[i], &before[i], &after);
        EXPECT(after.sa_handler == is_from_before);
    }
    return WEFT_OK;
}

/* Nobody handles it when it is looked at: it is the run's own. */
static int a_signal_whose_handler_has_gone(void *arg)
{
    (void)arg;
    {
        WEFT_HANDLE(handle);
        int seen = 0;
        EXPECT_IS(weft_on_signal(&handle, WEFT_SIGTERM, count_one, &seen), WEFT_OK);
        raise(SIGTERM);
    }
    WEFT_HANDLE(another);
    int seen = 0;
    EXPECT_IS(weft_on_signal(&another, WEFT_SIGUSR1, count_one, &seen), WEFT_OK);
    WEFT_TRY(weft_sleep(1));
    EXPECT(!"it goes on");
    return WEFT_OK;
}

#define OF_DESCRIPTORS                                                                                           \
    CASE(a_post_from_a_signal_handler_ends_the_wait, "a post from a signal handler ends the wait"),               \
        CASE(more_waits_than_thirty_at_once, "more waits than thirty at once"),                                   \
        CASE(two_directions_and_two_readers_of_one_descriptor, "two directions and two readers of one descriptor"), \
        CASE(a_stream_over_a_pipe, "a stream over a pipe that is read only"),                                     \
        CASE(each_direction_for_itself, "each direction for itself"),                                             \
        CASE(a_descriptor_closed_and_opened_again, "a descriptor closed and opened again"),                       \
        CASE(a_cancelled_wait_lets_virtual_time_go_on, "a cancelled wait lets virtual time go on"),               \
        CASE(what_was_read_is_never_taken_back, "what was read is never taken back"),                            \
        CASE(a_reset_is_an_error, "a reset is an error"),                                                         \
        CASE(a_signal_that_comes_right_after_it_was_asked_for, "a signal that comes right after it was asked for"), \
        CASE(a_burst_of_signals, "of a burst of signals each kind comes"),                                        \
        {.body = handlers_from_before, .name = "after a run signals go where they went before", .alone = true},    \
        CASE_EXITS(a_signal_in_the_last_step, "a signal in the last step", WEFT_EXIT_INTERRUPTED),                 \
        CASE_EXITS(a_signal_whose_handler_has_gone, "a signal whose handler has gone", WEFT_EXIT_INTERRUPTED),
#else
#define OF_DESCRIPTORS /* WASI has no pipes */
#endif

/* ---- many descriptors, in one run and in the next ---- */

static int waits_for_output(void *arg)
{
    return weft_wait_writable(arg ? 1 : 2);
}

static int wait_for_many(void *arg)
{
    WEFT_GROUP(group);
    for (int i = 0; i < 40; i++)
        weft_group_spawn(&group, waits_for_output, i % 2 ? &group : arg);
    return weft_group_join(&group);
}

static int leaves_nothing_of_many(void *arg)
{
    (void)arg;
    for (int run = 0; run < 3; run++) {
        weft_run_outcome left = {0};
        EXPECT_IS(weft_run_with(&((weft_run_options){.outcome = &left}), wait_for_many, NULL), 0);
        EXPECT_IS(left.bytes, 0);
    }
    return WEFT_OK;
}

WEFT_TESTS(OF_DESCRIPTORS CASE(says_that_there_is_no_such_descriptor, "says that there is no such descriptor"),
           {.body = leaves_nothing_of_many, .name = "waits for many descriptors leave nothing, run after run", .alone = true},
           CASE(a_post_is_a_handle_of_a_turn, "a post is a handle of a turn"),
           CASE(a_post_that_nobody_wants_any_more_is_dropped, "a post that nobody wants any more is dropped"))
