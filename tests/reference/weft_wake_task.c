#include <stdio.h>
#include "weft.h"
#include "weft/lowlevel.h"

/* A board on which tasks wait for their number to be called. */
static weft_resource_kind a_board = {.name = "board", .noun = "the board"};
static weft_wait_kind for_number = {.name = "board", .words = "waits for a number on", .of = &a_board};
static weft_resource board;
static weft_waiters waiting;

static void call(int number)
{
    weft_task task = {0};

    while ((task = weft_waiter_after(&waiting, task)).slot)
        if (*(int *)weft_waiter_brings(&waiting, task) == number) {
            (void)weft_wake_task(&waiting, task, WEFT_OK, WEFT_GO_ON);
            return;
        }
}

static int customer(void *arg)
{
    WEFT_TRY(weft_park(WEFT_HERE("the board"), &for_number, &waiting, &board, arg));
    printf("number %d comes\n", *(int *)arg);
    return WEFT_OK;
}

static int clerk(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    call(2);
    WEFT_TRY(weft_sleep(1));
    printf("and %zu more\n", weft_wake_all(&waiting, WEFT_OK, WEFT_GO_ON));
    return WEFT_OK;
}

static int amain(void *arg)
{
    int numbers[] = {1, 2, 3};

    return weft_gather({customer, &numbers[0]}, {customer, &numbers[1]}, {customer, &numbers[2]}, {clerk, NULL});
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] number 2 comes
 * [2.000] and 2 more
 * [2.000] number 1 comes
 * [2.000] number 3 comes
 */
