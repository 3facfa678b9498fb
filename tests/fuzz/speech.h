/* What an operation says when it is over: when that was, in which turn of that instant, which task, which operation and what came of it.
 *
 *     2000000+3 2 #12 -1 caught ""
 */
#ifndef SPEECH_H
#define SPEECH_H

#include "world.h"

static long long now(void)
{
    return llround(weft_time() * 1e9);
}

/* The turns since the clock last moved. A turn in which nothing happens before it moves, where one of the two still has a callback that
 * was called off, makes no difference to anybody. */
static size_t turn_begun, instant_begun;
static long long turn_began_at;

static void note_turn(void)
{
    if (turn_began_at != now())
        instant_begun = turn_begun;
    turn_begun = weft_turns();
    turn_began_at = now();
}

static size_t turn_of_instant(void)
{
    return turn_began_at == now() ? turn_begun - instant_begun : 0;
}

__attribute__((format(printf, 4, 5))) static int say(const struct actor *actor, const struct node *op, int code, const char *format, ...)
{
    char more[120];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(more, sizeof more, format, arguments);
    va_end(arguments);
    if (!quiet)
        write_line("%lld+%zu %d #%d %d%s%s", now(), turn_of_instant(), actor->number, op ? number_of(op) : 0, code, *more ? " " : "", more);
    return code;
}

#define SAY(code) say(actor, op, code, "%s", "")

/* What a failure of the program's says. A task has one record, its last: one of another code is about something else. */
static const char *text_of(int code)
{
    const struct weft__error *error = weft__self() ? weft__self()->error : NULL;

    return error && error->code == code && code > 0 ? error->text : "";
}

/* Why a task is asked to stop. */
static const char *reason(int number)
{
    static const char *const reasons[] = {"", "r1", "r2"};

    return reasons[number];
}

static double milliseconds(int count)
{
    return count < 0 ? WEFT_FOREVER : count * 1e-3;
}

__attribute__((unused)) static int none(struct actor *actor, const struct node *op)
{
    say(actor, op, 0, "none");
    return WEFT_OK;
}

/* The operations of a body, one after the other, until one fails. */
static int run(struct actor *actor, const struct node *body);

#endif
