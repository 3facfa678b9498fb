// What must hold of a run into which a fault was put: which faults there are, how a run may end
// with each, and what must not be left. tests/faults.test.js does the running.

/**
 * The faults. Each has a counter in the report line (WEFT_REPORT=1), so that a clean run tells how
 * many places there are. `code` and `sentence` are how a program that does nothing about it ends.
 */
export const faults = [
  {
    kind: 'allocation',
    variable: 'WEFT_FAIL_ALLOC',
    counter: 'allocations',
    forEver: true,
    code: 104,
    sentence: /^weft: (no memory to start the main task|main ended with code -4 \(no memory\), )/m
  },
  {
    kind: 'host call',
    variable: 'WEFT_FAIL_HOST',
    counter: 'host calls',
    forEver: true,
    code: 106,
    sentence: /^weft: (some output was lost: |the host failed when it was asked )/m
  },
  {
    kind: 'suspension',
    variable: 'WEFT_CANCEL_AT',
    counter: 'suspensions',
    forEver: false,
    code: 101,
    sentence: /^weft: main ended with code -1 \(cancelled\), /m
  }
]

/** Examples that may end as if nothing had happened, and why that is right. */
const absorbed = {
  allocation: {
    queue: 'one consumer does the work of two; nobody joins the group of the consumers',
    queue_slow_producers: 'the same',
    graceful_shutdown: 'main takes any other end of the workers for a good one',
    error: 'an error keeps its code and loses its text',
    gather_failure: 'the same',
    retry: 'the same',
    retry_fails: 'the same',
    task_group: 'the failure of C is reported before the memory that was missing for A or B',
    group_failures: 'the failure of task 2 is reported before the memory that was missing for others',
    task_methods: 'an error keeps its code and loses its text',
    scraper_failures: 'the same',
    wait_modes: 'the same',
    enter_exit: 'the same',
    leak: 'the same',
    cancel_cleanup: 'main takes any other end of the task for a good one',
    echo: 'the server tries to accept again, the client the next address',
    echo_pair: 'the same',
    chat: 'the same',
    http_hello: 'the same',
    http_crawler: 'the same',
    http_fetch: 'the same',
    subprocesses: 'a command without memory is ended by a signal, and nobody looks at its exit code',
    subprocess_lines: 'the same',
    subprocess_timeout: 'the same'
  },
  'host call': {},
  suspension: {
    queue: 'a consumer that is cancelled is missed by nobody',
    queue_slow_producers: 'the same',
    graceful_shutdown: 'all its tasks are cancelled anyway, main too takes it for the shutdown',
    task_group: 'a cancelled child is no failure, and C still fails',
    cancel_cleanup: 'the task is cancelled anyway',
    worker_ends: 'a worker that is cancelled early has ended as it should',
    shield_cancelled: 'the caller is cancelled anyway',
    task_methods: 'whoever is cancelled is described as such',
    group_fetch: 'a cancelled child is no failure',
    group_failures: 'the same',
    nursery: 'the same',
    lock_workers: 'the same',
    queue_workers: 'the same',
    primes: 'the same',
    chat: 'the same',
    http_crawler: 'the same',
    echo_pair: 'a connection of a server that is cancelled is no failure',
    datagrams: 'main takes any cancel of the server for its own',
    http_hello: 'the same',
    http_fetch: 'a connection of a server that is cancelled is no failure',
    subprocess_lines: 'a command that is cancelled is ended by a signal, and the program prints which',
    subprocess_timeout: 'the same'
  }
}

/** Examples in which a party can be missing that others wait for: then they say who waits. */
const deadlocked = {
  allocation: {
    queue: 'without any consumer the producers wait for a free slot',
    queue_slow_producers: 'the same',
    queue_workers: 'without any worker nobody takes the naps'
  },
  'host call': {
    condition_deadlock: 'it does without a fault',
    condition_alone: 'the same',
    rate_limiter_deadlock: 'the same'
  },
  suspension: {
    queue_slow_producers: 'with one consumer cancelled and the other timed out, nobody takes items',
    queue_workers: 'a nap that is cut short is never reported done'
  }
}

/** Examples that are interrupted, as they are without a fault. */
const interrupted = {
  allocation: { echo_server: 'it serves until the signal comes' },
  'host call': { worker_interrupted: 'the signal comes, and main ends its worker', echo_server: 'the same' },
  suspension: { worker_interrupted: 'the same, unless main was cancelled before', echo_server: 'the same' }
}

/** Examples with two ends of a connection: one ends badly, and says so or is cancelled; the other finds the connection broken off. */
const brokenOff = {
  allocation: ['echo', 'echo_pair', 'echo_server', 'chat', 'http_hello', 'http_crawler', 'http_fetch'],
  'host call': [],
  suspension: ['echo', 'echo_pair', 'echo_server', 'chat', 'http_hello', 'http_crawler', 'http_fetch']
}
const saysBrokenOff = new RegExp('^weft: (main ended with code -1[57] \\((connection broken off|ended too early)\\), |' +
  'an error in a (connection of a server|handler of requests): )', 'm')
const otherCode = 105

const report = new RegExp('^weft: end at ([0-9.]+) s: tasks (\\d+) timers (\\d+) waiters (\\d+) ' +
  'bytes (\\d+); turns (\\d+) steps (\\d+) allocations (\\d+) host calls (\\d+) ' +
  'suspensions (\\d+)$', 'm')
const aboutSwitching = /^==\d+==WARNING: ASan doesn't fully support makecontext.*\n/m
const found = /ERROR: \w+Sanitizer|runtime error:|SUMMARY: \w+Sanitizer/

/** Reads the report line. */
export function readReport(stderr) {
  const [, , tasks, timers, waiters, bytes, , , allocations, calls, suspensions] =
    (report.exec(stderr) ?? []).map(Number)
  if (tasks === undefined) return null
  return { tasks, timers, waiters, bytes, allocations, 'host calls': calls, suspensions }
}

/** What a program itself said on standard error. */
export function sentencesOf(stderr) {
  return stderr.replace(aboutSwitching, '').replace(new RegExp(`${report.source}\n?`, 'm'), '')
}

/**
 * How a run with a fault ended: 'failed', 'absorbed', 'broken off', 'deadlock' or 'interrupted';
 * and what is wrong about it.
 * @param {{ name: string, options: object, exit: number }} example
 * @param {object} fault one of the faults
 * @param {object} clean the run without it
 * @param {object} result the run with it
 * @returns {{ ending: string, wrong: string[] }}
 */
export function judge(example, fault, clean, result) {
  const ending = endingOf(example, fault, result)
  const wrong = [
    ...wrongWithEnd(result),
    ...wrongWithEnding(ending, fault, result),
    ...wrongWithLeftovers(ending, example, result),
    ...(fault.kind === 'host call' ? wrongWithOutput(clean, result) : [])
  ]
  return { ending, wrong }
}

function endingOf({ name, exit }, { kind, code }, result) {
  if (result.code === 100 && name in deadlocked[kind]) return 'deadlock'
  if (brokenOff[kind].includes(name) && [exit, otherCode].includes(result.code) && saysBrokenOff.test(sentencesOf(result.stderr))) {
    return 'broken off'
  }
  if (result.code === exit && name in interrupted[kind]) return 'interrupted'
  if (result.code === exit && name in absorbed[kind]) return 'absorbed'
  return result.code === code ? 'failed' : 'unexpected'
}

function wrongWithEnd({ code, signal, late, stderr }) {
  const wrong = []
  if (late) wrong.push('it did not end')
  else if (signal) wrong.push(`it was ended by ${signal}`)
  if (found.test(stderr)) wrong.push(`a sanitizer found something:\n${stderr}`)
  if (code === null && wrong.length === 0) wrong.push('it has no exit code')
  return wrong
}

function wrongWithEnding(ending, { sentence }, { code, late, stderr }) {
  const said = sentencesOf(stderr)
  if (late) return []
  if (ending === 'unexpected') return [`it ended with ${code} and said: ${said || 'nothing'}`]
  const wanted = {
    failed: sentence, 'broken off': saysBrokenOff, deadlock: /^weft: deadlock at /m, interrupted: /^weft: interrupted$/m,
    absorbed: /^$/
  }[ending]
  if (wanted.test(said)) return []
  return [`it ended with ${code} (${ending}) and said: ${said || 'nothing'}`]
}

/** A signal that is scripted and has not come yet counts as a timer. */
function wrongWithLeftovers(ending, { options }, { stderr }) {
  const left = readReport(stderr)
  if (!left) return ['there is no report line']
  const timers = ending !== 'deadlock' && options.signal ? 1 : 0
  const waiting = ending === 'deadlock' ? left.tasks === left.waiters && left.tasks > 0
    : left.tasks === 0 && left.waiters === 0
  const fine = waiting && left.bytes === 0 && left.timers <= timers
  return fine ? [] : [`left over: ${report.exec(stderr)[0]}`]
}

/** A call of the host that fails takes away what it was to write, and nothing else. */
function wrongWithOutput(clean, { stdout }) {
  let same = 0
  while (same < stdout.length && stdout[same] === clean.stdout[same]) same++
  return clean.stdout.endsWith(stdout.slice(same)) || isShortened(clean.stdout, stdout)
    ? []
    : [`it printed what it does not print otherwise:\n${stdout}`]
}

function isShortened(whole, rest) {
  let at = 0
  for (const letter of whole) if (letter === rest[at]) at++
  return at === rest.length
}
