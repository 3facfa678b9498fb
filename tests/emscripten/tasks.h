/* What together.cpp and tasks.c share. */
#ifndef TASKS_H
#define TASKS_H

#ifdef __cplusplus
extern "C" {
#endif

struct totals {
    int sum, megabytes, ticks;
};

int run_both(struct totals *totals);

#ifdef __cplusplus
}
#endif

#endif
