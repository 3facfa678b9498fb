/* A library that does one of everything. */
#include "lib.h"

#include <stdio.h>
#include <stdlib.h>

const size_t weft_library_stack_bytes = 4096;

int greet(weft_string name, weft_string *result)
{
    WEFT_TRY(weft_sleep(0.01));
    *result = weft_string_print("Hello, %s!", name.text);
    return WEFT_OK;
}

uint32_t add(uint32_t a, uint32_t b)
{
    return a + b;
}

int64_t multiply(int64_t a, int64_t b)
{
    return a * b;
}

bool negate(bool a)
{
    return !a;
}

void reverse(weft_bytes bytes, weft_bytes *result)
{
    uint8_t *copy = weft_memory(bytes.count);

    for (size_t i = 0; i < bytes.count; i++)
        copy[i] = bytes.at[bytes.count - 1 - i];
    *result = (weft_bytes){copy, bytes.count};
}

int divide(int32_t a, int32_t b, int32_t *result)
{
    if (b == 0)
        return 1;
    *result = a / b;
    return WEFT_OK;
}

double area(const shape *shape)
{
    return shape->tag == SHAPE_CIRCLE ? shape->circle * shape->circle * 3 : shape->tag == SHAPE_BOX ? shape->box.f0 * shape->box.f1 : 0;
}

void swap(may what, color color, tuple_may_color *result)
{
    *result = (tuple_may_color){what ^ (MAY_READ | MAY_WRITE), !color};
}

int echo_numbers(const numbers *all, numbers *result)
{
    *result = *all;
    return WEFT_OK;
}

int echo_deep(const deep *all, deep *result)
{
    *result = *all;
    return WEFT_OK;
}

int echo(weft_string text, weft_string *result)
{
    *result = text;
    return WEFT_OK;
}

int twice(weft_bytes bytes, weft_bytes *result, color *error)
{
    if (bytes.count == 0) {
        *error = COLOR_DARK_BLUE;
        return weft_raise(7, "there is nothing");
    }
    uint8_t *copy = weft_memory(bytes.count * 2);
    if (!copy)
        return WEFT_NO_MEMORY;
    memcpy(copy, bytes.at, bytes.count);
    memcpy(copy + bytes.count, bytes.at, bytes.count);
    *result = (weft_bytes){copy, bytes.count * 2};
    return WEFT_OK;
}

int next(uint32_t a, uint32_t *result)
{
    *result = a + 1;
    return WEFT_OK;
}

int find(weft_string id, person *result)
{
    WEFT_TRY(note(weft_string_of("looking")));
    return lookup(id, result);
}

/* The answer is in memory of the task that has asked, which is not the call. */
static int find_there(void *id)
{
    person found;

    WEFT_TRY(lookup(*(weft_string *)id, &found));
    printf("found %s\n", found.name.text);
    return WEFT_OK;
}

int find_in_child(weft_string id, weft_string *result)
{
    WEFT_GROUP(group);
    weft_group_spawn(&group, find_there, &id);
    WEFT_TRY(weft_group_join(&group));
    *result = id;
    return WEFT_OK;
}

int ask_judge(const shape *shape, uint32_t *result, color *error)
{
    return judge(shape, result, error);
}

int hold(weft_string name)
{
    return wait_for(name);
}

int sleep_for(double seconds)
{
    return weft_sleep(seconds);
}

int hurry(double seconds)
{
    weft_timeout limit = {.active = false};

    WEFT_TRY(weft_timeout_begin(&limit, seconds));
    return weft_timeout_end(&limit, weft_sleep(WEFT_FOREVER));
}

/* Takes no notice of the first request, and its time to clean up. */
int stubborn(double seconds, uint32_t *result)
{
    int err = weft_sleep(seconds);

    WEFT_TRY(weft_sleep(0.02));
    *result = err == WEFT_CANCELLED;
    return WEFT_OK;
}

int count(uint32_t to)
{
    for (uint32_t i = 0; i < to; i++)
        WEFT_TRY(count_yield(i));
    return to == 13 ? weft_raise(13, "bad luck") : WEFT_OK;
}

int words(weft_string text)
{
    for (const char *at = text.text, *end; *at; at = *end ? end + 1 : end) {
        end = strchr(at, ' ') ? strchr(at, ' ') : at + strlen(at);
        WEFT_TRY(words_yield((weft_string){at, (size_t)(end - at)}));
    }
    return WEFT_OK;
}

int sum(stream_u32 numbers, uint64_t *result)
{
    option_u32 next = {.some = true};

    for (*result = 0; next.some; *result += next.some ? next.value : 0)
        WEFT_TRY(stream_u32_next(numbers, &next));
    return WEFT_OK;
}

static int recurse(int depth)
{
    volatile char frame[256];

    frame[0] = (char)depth;
    return depth < 1000000 ? recurse(depth + 1) + frame[0] : 0;
}

int fail(uint32_t how)
{
    switch (how) {
    case 1:
        abort();
    case 2:
        exit(3);
    case 3:
        return weft_raise(9, "no luck");
    case 4:
        return recurse(0);
    case 5:
        return 4;
    case 6:
        return WEFT_BROKEN;
    default:
        return WEFT_OK;
    }
}

int wild(uint32_t how, list_string *result)
{
    static const weft_string outside = {(const char *)0x7ffffff0, 100};

    *result = how == 0   ? (list_string){&outside, 1}
              : how == 1 ? (list_string){(const weft_string *)0x7ffffff0, 1}
              : how == 2 ? (list_string){&outside, SIZE_MAX / 8}
                         : (list_string){NULL, 0};
    return WEFT_OK;
}

int spin(void)
{
    for (volatile int i = 0;; i++)
        continue;
}

void say(weft_string text)
{
    printf("%s\n", text.text);
}

static double left;

static int come_back(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(left));
    printf("and back\n");
    return WEFT_OK;
}

int leave(weft_string text, const option_f64 *then)
{
    printf("%s\n", text.text);
    left = then->value;
    if (then->some)
        weft_spawn(come_back, NULL);
    return WEFT_OK;
}

static weft_event woken;

void wake(void)
{
    weft_event_set(&woken);
}

int sleep_until_woken(void)
{
    return weft_event_wait(&woken);
}
