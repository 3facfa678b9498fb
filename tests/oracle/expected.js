// What the examples print, by the expected outputs of the seed inventory, transcribed by hand.

/** Stamps lines that are all printed at `time`. */
export function at(time, ...lines) {
  return lines.map(line => `[${time.toFixed(3)}] ${line}`.trimEnd())
}

/** Joins groups of lines to a transcript. */
export function text(groups) {
  return groups.flat().map(line => line + '\n').join('')
}

/** Lists what `make` gives for first, first + 1, … last. */
export function each(first, last, make) {
  return Array.from({ length: last - first + 1 }, (_, index) => make(first + index))
}

function fetching(first, last) {
  return each(first, last, number => `Fetching https://api.example.com/${number}`)
}

function fetched(last) {
  return each(1, last, number => `{'name': 'API ${number}', 'data': 'Data from API ${number}'}`)
}

function items(first) {
  return each(first, first + 4, number => `Fetching https://api.example.com/item/${number}`)
}

/** Pages of the scraper, by how many seconds each takes. */
function scraping(...pages) {
  return pages.map(page => `Fetching http://example.com/delay/${page}...`)
}

/** The lines of a program by the names of the examples. */
export const expected = {
  gather: [
    at(0, 'A: started', 'B: started', 'C: started'),
    at(1, 'B: finished'),
    at(2, 'A: finished'),
    at(3, 'C: finished', "Result: ['a', 'b', 'c']")
  ],
  create_task: [
    at(0, 'Main started at 00:00:00', 'Main can do other work now.', 'Background task started.'),
    at(1, 'Main did some work.'),
    at(3, 'Background task finished.', 'Main finished at 00:00:03')
  ],
  lock: [
    at(2.98, 'A done'),
    at(2.99, 'B done'),
    at(3, 'C done', 'Final value: 300')
  ],
  semaphore: [
    at(0, ...fetching(0, 2)),
    at(1, ...fetching(3, 5)),
    at(2, ...fetching(6, 8)),
    at(3, ...fetching(9, 9)),
    at(4, ...each(0, 9, number => `Response from https://api.example.com/${number}`))
  ],
  event: [
    at(0, ...each(1, 3, number => `Task ${number} waiting for event`)),
    at(0, 'Setting event in 2 seconds...'),
    at(2, 'Event set!', ...each(1, 3, number => `Task ${number} got the event!`))
  ],
  condition: [
    at(0, 'Produced: P1-0', 'Produced: P2-0', 'C1 consumed: P1-0', 'C2 consumed: P2-0'),
    at(0.1, 'Produced: P1-1', 'Produced: P2-1'),
    ...each(1, 3, number => at(
      0.2 * number, `C1 consumed: P1-${number}`, `C2 consumed: P2-${number}`,
      `Produced: P1-${number + 1}`, `Produced: P2-${number + 1}`
    )),
    at(0.8, 'C1 consumed: P1-4', 'C2 consumed: P2-4')
  ],
  condition_deadlock: each(0, 4, number => at(
    0.1 * number, `Produced: P1-${number}`, `C${number % 2 + 1} consumed: P1-${number}`
  )),
  queue: each(0, 4, number => at(
    0.5 * number, `Produced: P1-item-${number}`, `Produced: P2-item-${number}`,
    `C1 consumed: P1-item-${number}`, `C2 consumed: P2-item-${number}`
  )),
  queue_slow_producers: [
    at(0, 'Produced: P1-item-0', 'C1 consumed: P1-item-0'),
    at(1.25, 'Produced: P2-item-0', 'C2 consumed: P2-item-0'),
    at(2.1, 'C1 timed out, exiting'),
    at(2.5, 'Produced: P1-item-1', 'C2 consumed: P1-item-1'),
    at(3.75, 'Produced: P2-item-1', 'C2 consumed: P2-item-1'),
    at(5, 'Produced: P1-item-2', 'C2 consumed: P1-item-2'),
    at(6.25, 'Produced: P2-item-2', 'C2 consumed: P2-item-2'),
    at(8.35, 'C2 timed out, exiting')
  ],
  priority_queue: [
    at(0, 'Added: low priority (priority 3)'),
    at(0, 'Added: high priority (priority 1)'),
    at(0, 'Added: medium priority (priority 2)'),
    at(0, 'Processing: high priority (priority 1)'),
    at(0.5, 'Processing: medium priority (priority 2)'),
    at(1, 'Processing: low priority (priority 3)')
  ],
  graceful_shutdown: [
    ...each(0, 2, time => at(time, 'Worker-1 working...', 'Worker-2 working...')),
    at(2.5, '', 'Shutdown requested...'),
    at(2.5, 'Worker-1 cancelled, cleaning up...', 'Worker-2 cancelled, cleaning up...'),
    at(3, 'Worker-1 cleanup done', 'Worker-2 cleanup done', 'All tasks cancelled')
  ],
  loop_hook: [
    at(0, 'Ready: 1, Scheduled: 0', 'Ready: 3, Scheduled: 0', 'Ready: 0, Scheduled: 3'),
    at(0.1, 'Ready: 1, Scheduled: 2', 'Task 0.1 done'),
    at(0.1, 'Ready: 1, Scheduled: 2', 'Ready: 0, Scheduled: 2'),
    at(0.2, 'Ready: 1, Scheduled: 1', 'Task 0.2 done'),
    at(0.2, 'Ready: 1, Scheduled: 1', 'Ready: 0, Scheduled: 1'),
    at(0.3, 'Ready: 1, Scheduled: 0', 'Task 0.3 done'),
    at(0.3, ...each(1, 3, () => 'Ready: 1, Scheduled: 0'))
  ],
  timeouts: [
    at(1, 'Timeout for slow.com'),
    at(2, 'cached response'),
    at(3.5, "['Overall timeout']"),
    at(4.5, "['Response from one.com', 'Response from two.com']")
  ],
  retry: [
    at(0, 'Attempt 1 failed, retrying in 1.00s'),
    at(1.05, 'Attempt 2 failed, retrying in 2.00s'),
    at(3.15, 'Result: Success!')
  ],
  task_group: [
    at(0.5, 'Caught: C failed!')
  ],
  cancel_cleanup: [
    ...each(0, 2, time => at(time, 'Working...')),
    at(3, 'Task was cancelled!', 'Main: Task cancelled successfully')
  ],

  hello: [
    at(0, 'Hello'),
    at(1, 'World')
  ],
  plain_call: [at(0, 'done')],
  sleep_result: [at(1, 'done')],
  error: [at(1, 'Caught error: Something went wrong!')],
  coroutine_object: [
    at(0, 'Coroutine object created: say_hello', 'Starting to say hello to Alice...'),
    at(2, 'Hello, Alice!')
  ],
  task_result: [at(0, 'Before the run, no task was made.', 'done')],
  tasks_in_turn: [
    at(0, 'A: started', 'B: started', 'C: started'),
    at(1, 'B: finished'),
    at(2, 'A: finished'),
    at(3, 'C: finished')
  ],
  fetch_tasks: [
    at(0, 'Tasks are running...', 'Fetching API 1...', 'Fetching API 2...'),
    at(2, fetched(2).join(' '))
  ],
  awaitables: [
    at(1, 'call: done'),
    at(2, 'task: done'),
    at(3, 'future: done')
  ],
  future: [
    at(0, 'display: not done yet'),
    at(1, 'watcher: 21.5 degrees', 'display: 21.5 degrees')
  ],
  context_variable: each(1, 2, step => at(
    0.1 * (step - 1), ...each(1, 3, number => `[req-00${number}] Step ${step}`)
  )),
  task_methods: [
    at(0, 'good: not done', 'bad: not done', 'endless: not done'),
    at(1, 'callback: good has ended'),
    at(1, "good: result 'done'", 'bad: failed, no luck', 'endless: cancelled')
  ],
  introspection: [
    at(0, '1 unfinished: main', 'shorter: I am shorter', 'longer: I am longer'),
    at(0, '3 unfinished: main shorter longer'),
    at(2, '1 unfinished: main')
  ],

  fetch_gather: [
    at(0, ...each(1, 3, number => `Fetching API ${number}...`)),
    at(3, ...fetched(3))
  ],
  fetch_status: [
    at(0.1, 'Fetched https://weft.example with status 200'),
    at(0.2, 'Fetched https://loom.example with status 200'),
    at(0.3, 'Fetched https://warp.example with status 200', 'All results: [200, 200, 200]')
  ],
  fetch_json: [
    at(0.3, ...['ada', 'grace', 'joseph']
      .map(name => `https://api.example.com/users/${name}: 200, 2 looms`))
  ],
  scraper: [
    at(0, ...scraping(1, 2, 3, 1, 2, 3, 1, 2, 3, 1)),
    at(1, ...scraping(2, 3, 1, 2)),
    at(2, ...scraping(3, 1, 2, 3)),
    at(3, ...scraping(1, 2, 3, 1, 2, 3)),
    at(4, ...scraping(1, 2, 3, 1)),
    at(5, ...scraping(2, 3)),
    at(8, ...each(0, 29, number => `Success: http://example.com/delay/${number % 3 + 1}`))
  ],
  scraper_failures: [
    at(0, 'Fetching http://example.com/news...', 'Fetching http://example.com/gone...'),
    at(0.5, 'Fetching http://example.com/archive...'),
    at(1, 'Fetching http://nowhere.example/...'),
    at(10.5, 'Success: http://example.com/news', 'Error 404: http://example.com/gone',
      'Timeout: http://example.com/archive',
      'Exception for http://nowhere.example/: no such host')
  ],
  gather_settled: [
    at(1, 'Success: Task 1 succeeded', 'Error: Task 2 failed!', 'Success: Task 3 succeeded')
  ],
  gather_failure: [
    at(1, 'A: cancelled', 'C: cancelled', 'Caught: B failed!')
  ],
  wait_done: [at(0, 'work is done')],
  wait_first: [
    at(1, 'Task B finished.', "Done tasks: ['Result from B']", 'Pending tasks: 2')
  ],
  wait_modes: [
    at(1, 'first completed: A done B runs C runs'),
    at(2, 'first failed: A done B failed C runs'),
    at(2.5, 'half a second: A done B failed C runs'),
    at(3, 'all completed: A done B failed C done')
  ],
  as_completed: [
    at(0, 'A: started', 'B: started', 'C: started'),
    at(1, 'B: finished', 'b'),
    at(2, 'A: finished', 'a'),
    at(3, 'C: finished', 'c')
  ],
  as_completed_lengths: [
    at(0, ...[2, 0.5, 3, 1.25, 1.25].map((seconds, number) =>
      `Task T${number} started, will take ${seconds.toFixed(2)}s`)),
    at(0.5, "Received result: 'Task T1 is done!'"),
    at(1.25, "Received result: 'Task T3 is done!'", "Received result: 'Task T4 is done!'"),
    at(2, "Received result: 'Task T0 is done!'"),
    at(3, "Received result: 'Task T2 is done!'")
  ],

  worker_ends: [
    ...each(0, 9, time => at(time, 'Worker is running...')),
    at(10, 'Worker was cancelled.')
  ],
  worker_interrupted: [
    ...each(0, 2, time => at(time, 'Worker is running...')),
    at(2.5, 'Worker was cancelled.')
  ],
  wait_for: [
    at(1, 'timeout!'),
    at(3601, 'done')
  ],
  timeout_call: [at(2, 'Timed out!')],
  timeout_block: [at(2, 'Operation timed out!')],
  shield: [at(0, 'Result: done')],
  shield_cancelled: [
    at(1, 'caller: cancelled, there is no result'),
    at(2, 'work: finished', 'main: the result is done')
  ],

  group_fetch: [
    at(0, ...each(1, 3, number => `Fetching API ${number}...`)),
    at(3, ...fetched(3))
  ],
  group_failures: [at(1, 'Caught: Task 2 failed!')],
  nursery: [
    at(0, 'parent: started!', 'parent: spawning child1...', 'parent: spawning child2...'),
    at(0, 'parent: waiting for children to finish...'),
    at(0, ' child1: started! sleeping now...', ' child2: started! sleeping now...'),
    at(1, ' child1: exiting!', ' child2: exiting!', 'parent: all done!')
  ],

  retry_fails: [
    at(0, 'Attempt 1 failed, retrying in 1.00s'),
    at(1.05, 'Attempt 2 failed, retrying in 2.00s'),
    at(3.15, 'Attempt 3 failed, retrying in 4.00s'),
    at(7.35, 'Attempt 4 failed, retrying in 8.00s'),
    at(15.75, 'All retries failed: Failed after 5 attempts')
  ],

  run: [at(1, 'hello', 'A run inside a run is refused.')],
  run_arguments: [
    at(0, '1 + 2 + 3'),
    at(1, '= 6')
  ],
  blocking: [
    at(2, 'A: Done', 'B: Done', 'Two that wait took 2 seconds'),
    at(4, 'A: Done'),
    at(6, 'B: Done', 'Two that block took 4 seconds')
  ],

  awaitable: [
    at(0, 'waiting for the countdown'),
    at(1, '3'),
    at(2, '2'),
    at(3, '1', 'lift off')
  ],

  lock_workers: [at(10, 'Final counter value: 1000')],
  lock_resource: [at(1, 'Final value: 10')],
  lock_scope: [
    at(1, 'Without a lock: 1 coin'),
    at(3, 'With a lock: 2 coins', 'The lock is free again')
  ],
  semaphore_tasks: [
    at(0, ...each(0, 2, number => `Task ${number} starting`)),
    ...each(1, 2, time => at(
      time, ...each(3 * time - 3, 3 * time - 1, number => `Task ${number} done`),
      ...each(3 * time, 3 * time + 2, number => `Task ${number} starting`)
    )),
    at(3, 'Task 6 done', 'Task 7 done', 'Task 8 done', 'Task 9 starting'),
    at(4, 'Task 9 done')
  ],
  semaphore_permits: [
    at(0, 'two are taken, none is left'),
    at(1, 'a permit comes back', 'and taken again', 'a third one cannot be given back')
  ],
  event_waiters: [
    at(0, 'Task 1 waiting for event...', 'Task 2 waiting for event...'),
    at(2, 'Setting event!', 'Task 1 got the event!', 'Task 2 got the event!')
  ],
  event_listener: [
    at(0, 'Waiting for event'),
    at(1, 'Event processed')
  ],
  condition_alone: [at(0, 'Waiting, with nobody else here')],

  queue_sentinel: each(0, 9, number => at(
    0.5 * number, `Produced item-${number}`, `Consumer ${number % 2 + 1} processing item-${number}`
  )),
  queue_workers: [
    ...[
      [0.26, 0, 0.26], [0.67, 0, 0.41], [0.89, 1, 0.89], [0.98, 2, 0.98], [1.26, 0, 0.59],
      [1.35, 0, 0.09], [1.46, 0, 0.11], [1.51, 2, 0.53], [1.8, 1, 0.91], [2.01, 1, 0.21],
      [2.33, 0, 0.87], [2.37, 2, 0.86], [2.48, 2, 0.11], [2.71, 2, 0.23], [2.86, 0, 0.53],
      [2.9, 1, 0.89], [3.39, 0, 0.53], [3.49, 0, 0.1], [3.57, 2, 0.86], [3.72, 1, 0.82]
    ].map(([time, worker, seconds]) =>
      at(time, `worker-${worker} has slept for ${seconds.toFixed(2)} seconds`)),
    at(3.72, '====', '3 workers slept in parallel for 3.72 seconds'),
    at(3.72, 'total expected sleep time: 10.78 seconds')
  ],
  queue_kinds: [
    ['oldest first', '2 3 1'], ['newest first', '1 3 2'], ['smallest first', '1 2 3']
  ].map(([kind, numbers]) => at(0, `${kind}: full with 3`, `${kind}: ${numbers}, and then empty`)),

  rate_limiter: each(0, 3, time => at(time, ...items(5 * time))),
  rate_limiter_deadlock: [at(0, ...items(0))],
  connection: [
    at(0, 'Connecting to postgres://localhost/db'),
    at(0.6, "[{'id': 1, 'name': 'Test'}]", 'Closing connection')
  ],
  enter_exit: [
    at(0, 'entering context'),
    at(1, 'body', 'exiting context', 'entering context'),
    at(2, 'exiting context', 'Caught: this one fails')
  ],
  leak: [
    at(1, 'with a scope: /index.html is not there; open: 0'),
    at(1.9, 'without one: /index.html is not there; open: 1')
  ],
  pages: each(1, 5, page => at(0.5 * page, `Page ${page}: 10 items`)),
  line_reader: [
    at(0.2, 'warp'),
    at(0.4, 'weft'),
    at(0.6, 'selvedge'),
    at(0.8, 'That was all.')
  ],

  slow_step: [at(1.25, 'computed')]
}
