/* Inside the runtime a function that takes the place of its caller is called by its own name, with the place as an argument. The
 * macros that add the place are for programs. Without them, editors find each definition: `int weft_sleep(weft_place *place, ...)`. */
#ifndef WEFT_FUNCTIONS_H
#define WEFT_FUNCTIONS_H

#include "weft.h"

#undef weft_barrier_wait
#undef weft_call_at
#undef weft_call_later
#undef weft_call_soon
#undef weft_cancel_point
#undef weft_condition_acquire
#undef weft_condition_wait
#undef weft_event_wait
#undef weft_future_cancel_because
#undef weft_future_chain
#undef weft_future_fail
#undef weft_future_fail_because
#undef weft_future_on_done
#undef weft_future_wait
#undef weft_future_wait_shielded
#undef weft_future_wait_within
#undef weft_gather_all
#undef weft_gather_settled
#undef weft_generator_close
#undef weft_group_close
#undef weft_group_join
#undef weft_group_spawn
#undef weft_group_start
#undef weft_join
#undef weft_join_all
#undef weft_join_settled
#undef weft_join_shielded
#undef weft_join_within
#undef weft_limiter_borrow
#undef weft_lock_acquire
#undef weft_lock_release
#undef weft_next_completed
#undef weft_on_signal
#undef weft_pace_wait
#undef weft_race
#undef weft_raise
#undef weft_raise_from
#undef weft_report_error
#undef weft_retry
#undef weft_run
#undef weft_run_with
#undef weft_runner_run
#undef weft_semaphore_acquire
#undef weft_signal_wait
#undef weft_sleep
#undef weft_spawn
#undef weft_task_cancel_because
#undef weft_task_on_done
#undef weft_timeout_begin
#undef weft_timeout_begin_at
#undef weft_timeout_reschedule
#undef weft_wait
#undef weft_wait_all_blocked
#undef weft_wait_sorted
#undef weft_wait_readable
#undef weft_wait_writable
#undef weft_yield

#endif
