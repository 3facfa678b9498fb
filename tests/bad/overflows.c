/* Uses more stack than a task has:
 *     overflows frames CALLS STACK_BYTES    in calls with large frames
 *     overflows calls CALLS STACK_BYTES     in many calls that all wait
 *     overflows at_once 0 STACK_BYTES       in one large frame
 *     overflows after CALLS STACK_BYTES     in calls with large frames, after tasks that began inside their spawn
 *     overflows hooked CALLS STACK_BYTES    in calls with large frames, where the program takes reports and needs stack for that
 *     overflows before CALLS STACK_BYTES    in calls with large frames, outside of any task
 *     overflows inside CALLS STACK_BYTES    in calls with large frames, in a task that begins inside its spawn */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "weft.h"

static const char *how;
static int amount;

/* Writes to all of it, so that no compiler makes it smaller. */
__attribute__((noinline)) static int fill(volatile char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = 1;
    return bytes[count / 2];
}

/* Each call takes a little over one KiB. */
__attribute__((noinline)) static int frames(int left)
{
    char kibibyte[1024];

    int filled = fill(kibibyte, sizeof kibibyte);
    return left > 1 ? frames(left - 1) + kibibyte[left % 1024] : filled;
}

/* Takes nothing of the C stack in wasm. When the innermost waits, what all keep is saved. */
__attribute__((noinline)) static int calls(int left)
{
    int err = left > 1 ? calls(left - 1) : weft_sleep(1);

    return err ? err : left > amount;
}

/* One frame that is larger than the whole stack. */
__attribute__((noinline)) static int at_once(void)
{
    char all[64 * 1024];

    return fill(all, sizeof all);
}

static int begin(void *arg)
{
    return arg ? weft_yield() : WEFT_OK;
}

static int deep(void *arg)
{
    (void)arg;
    if (strcmp(how, "inside") != 0)
        WEFT_TRY(weft_yield());
    if (strcmp(how, "after") == 0) {
        weft_spawn_now(begin, NULL);
        weft_spawn_now(begin, &amount);
    }
    if (strcmp(how, "frames") == 0 || strcmp(how, "after") == 0 || strcmp(how, "inside") == 0 || strcmp(how, "hooked") == 0)
        frames(amount);
    else if (strcmp(how, "calls") == 0 || strcmp(how, "below") == 0)
        WEFT_TRY(calls(amount));
    else
        at_once();
    WEFT_TRY(weft_yield());
    printf("it was enough\n");
    return WEFT_OK;
}

static void report(const char *line, void *arg)
{
    char copy[3000];

    (void)arg;
    memset(copy, 'x', sizeof copy);
    snprintf(copy, sizeof copy, "%s %f", line, 1.5);
    puts(copy);
}

static int brief(void *arg)
{
    (void)arg;
    return weft_sleep(1);
}

/* What the runtime knows of `deep` lies above its stack: the memory of earlier tasks is taken piece by piece. */
static int make_room_below(void)
{
    weft_task all[8];

    for (int i = 0; i < 8; i++)
        all[i] = weft_spawn(brief, NULL);
    for (int i = 0; i < 8; i++)
        WEFT_TRY(weft_join(all[i]));
    for (int i = 0; i < 8; i++)
        weft_spawn_with(brief, NULL, .stack_bytes = 4096);
    return WEFT_OK;
}

static int amain(void *arg)
{
    size_t bytes = *(size_t *)arg;

    if (strcmp(how, "below") == 0)
        WEFT_TRY(make_room_below());
    if (strcmp(how, "hooked") == 0)
        weft_on_report(report, NULL);
    weft_start *start = strcmp(how, "inside") == 0 ? weft_start_now : weft_start_later;

    return weft_join(weft_spawn_with(deep, NULL, .name = "deep", .stack_bytes = bytes, .start = start));
}

int main(int count, char **words)
{
    size_t bytes = count > 3 ? (size_t)atoi(words[3]) : 0;

    how = count > 1 ? words[1] : "frames";
    amount = count > 2 ? atoi(words[2]) : 1;
    if (strcmp(how, "before") == 0)
        return frames(amount);
    return weft_run(amain, &bytes);
}
