// What somebody must read who runs a program of programs/: by the parts of what tests/classroom/read.js reads. A text is all
// of a part, a pattern something in it. `status` is the line at the head, `said` what runtime and page say in the output,
// `problems` the list of the compiler's, `report` what stands above the lanes, `why` the sentence of what is chosen. Programs that
// do much (`isLong`) are played by `npm run classroom` only.

const NO_RUN = { status: /^Not run: nothing in it calls weft_run\.$/,
  said: [/no task runs that weft_sleep at program\.c:7 could stop/, /Let main be int main\(void\) \{ return weft_run\(amain, NULL\); \}/] }
const PLAIN = /^This is plain C: nothing in it calls weft_run, so it has no tasks and no lanes\./
const ABC = 'A: started\nB: started\nC: started\nB: finished\nA: finished\nC: finished'
const GOOD = /with exit code 0/

export const PROGRAMS = {
  // plain C, and what never begins
  plain: { reads: { status: 'Ended at 0.0 s with exit code 0.', printed: 'hello, world', empty: PLAIN } },
  argv: { world: { args: 'one "two three"' }, reads: { status: GOOD, printed: /^2 arguments\n.*\nargv\[1\] = one\nargv\[2\] = two three$/, empty: PLAIN } },
  outside: { reads: NO_RUN },
  weft_no_run: { reads: NO_RUN },
  readme: { reads: { status: /^Ended at 3\.0 s with exit code 0/, printed: ABC } },
  crlf: { reads: { status: /^Ended at 3\.0 s with exit code 0/, printed: ABC } },

  // what does not compile, and what to write instead
  no_include: { reads: { status: 'Not run: 4 errors.', problems: /^6:5 error: .*WEFT_TRY.* Write #include "weft\.h" at the top\./ },
    never: { problems: /no such (?:name|function)/ } },
  await_kw: { reads: { status: /3 errors/, problems: /^4:1 error: .* a call that waits is a call like any other: leave out "async" and "await"/ } },
  iostream: { reads: { problems: /^1:10 fatal error: .* That is a header of C\+\+, and Weft compiles C\.$/ } },
  include_err: { reads: { problems: /^3:10 fatal error: 'myheader\.h' file not found Here a program is one file: put what myheader\.h has/ } },
  semicolon: { reads: { said: /The error is on line 7\./, problems: /^7:22 error: expected ';' after expression$/ } },
  forgot_try: { reads: { status: 'Not run: 1 error, 3 warnings.', problems: [/^17:5 error: .*weft\.h has no weft_cancel: it is called weft_task_cancel\./,
    /\n7:5 warning: .*Pass that on: WEFT_TRY\(weft_sleep\(1\)\);/] }, never: { problems: /did you mean|weft_race|expanded from macro/ } },
  void_task: { reads: { status: /^Not run: 2 errors/, problems: /^13:18 error: .* A task is a function int name\(void \*arg\), and this one is void \(void \*\)/ },
    never: { problems: /weft\.h:\d/ } },
  wrong_type: { reads: { problems: [/^14:\d+ error: .* A task is given a pointer: keep the number in a variable/, /this one is int \(int\)/] } },
  no_return: { reads: { problems: /^8:1 warning: .* When a task has done its work it says so: return WEFT_OK; before this brace\./ } },
  loop_variable: { reads: { printed: /^worker 4 starts\nworker 4 starts/, problems: /^18:42 warning: every task of this loop is given the address of the one variable i/ } },

  // what ends the program, or never ends
  div_zero: { reads: { status: /^Stopped by a trap at 1\.0 s/, printed: '50', report: /Task-3 divided by zero at program\.c:8/, said: /^1\.0 sweft: Task-3 divided by zero/,
    why: /^Task-3 runs at 1\.0 s, .* divided by zero at line 8, and that ends the program\.$/ } },
  null_deref: { reads: { report: /Task-2 used a NULL pointer at program\.c:9, .* the argument that it was given is NULL/, why: /NULL pointer at line 9/ } },
  recursion: { reads: { status: /^The stack was used up at 0\.3/, report: [/stack overflow in Task-2, .* it has 16384 bytes/, /give it more: .*\.stack_bytes/],
    why: /^Task-2 .* It waits at line 6\.$/ } },
  memory: { reads: { status: /exit code 3/, printed: /^malloc failed after 25\d MB$/ } },
  endless: { stopAfter: 'printed', reads: { status: /^Ended at 0\.0 s/, printed: 'before the loop',
    report: /main has run since 0\.0 s without waiting: it was spawned at line 11\. WEFT_TRY\(weft_yield\(\)\) in its loop/ } },
  never_awaits: { stopAfter: 'printed', reads: { printed: 'waiting', report: /main has run since 0\.0 s without waiting, so nobody else can/ } },
  sleep_then_loop: { stopAfter: 'busy computes', reads: { status: /^Ended at 2\.5 s/, printed: 'tick 0\nbusy begins\ntick 1\ntick 2\nbusy computes',
    report: /Task-3 has run since 2\.5 s without waiting, so nobody else can: it last went on at line 15/, lanes: /busy|Task-3/ } },
  yield_forever: { stopAfter: 'running', reads: { status: /^Interrupted at 0\.0 s, after [\d\s]+ steps/, said: /interrupted/ } },
  flood: { isLong: true, stopAfter: 'printed', reads: { status: /Exit code 109/, printed: /^0 the quick brown fox/, said: /lines? .* not shown/ } },
  queue_forever: { reads: { status: /^Deadlock at 0\.0 s/, printed: 'got 0\ngot 1\ngot 2\ngot 3\ngot 4', report: /Task-3 waits for an item of the queue q, because it is empty/,
    why: /Nobody is left to wake it\. It waits at line 18/ } },
  two_locks: { reads: { status: /^Deadlock at 0\.1 s/, report: [/Task-2 waits for the lock o->to->lock \(1\), held by Task-3/, /take the locks in the same order in every task/],
    lanes: /o->to->lock \(2\)/ } },

  // what goes wrong without a word elsewhere
  forgot_release: { reads: { status: /^Failed at 0\.5 s/, report: /^main failed\n\nTask-2 ended while it held the lock &lock, taken at line 9; WEFT_UNLOCK_AT_EXIT would release it/,
    why: /because Task-2 ended while it held the lock\./ }, never: { why: /WEFT_BROKEN/ } },
  unlock_twice: { reads: { status: GOOD, said: /Task-2 releases the lock &lock at program\.c:12 in worker, and does not hold it/ } },
  join_itself: { reads: { report: /^main failed\n\nTask-2 joins itself: it would wait for its own end for ever/ } },
  group_after_scope: { reads: { status: /^Failed/, report: [/main spawns worker at program\.c:25 in amain into a group whose block was left/,
    /nothing is waited for: main joins group at program\.c:26/] }, never: { said: /out of bounds/ } },
  libc_sleep: { reads: { status: /^Ended at 3\.0 s/, said: /Task-2 called sleep, a libc function that stops every task; call weft_sleep instead/ } },
  bank: { reads: { status: GOOD, printed: 'balance: 120', why: /^main waits/ } },

  // what is given to it, and what is much
  scanf: { typed: ['3 4'], reads: { status: GOOD, printed: /3 \+ 4 = 7$/ } },
  readable: { world: { stdin: 'hello' }, reads: { status: /^Ended at 5\.0 s with exit code 0/, printed: /^you said: hello\nbye\ntick 0\n/ } },
  unicode: { reads: { status: GOOD, printed: [/Grüße, żółć, Привет, 你好世界, こんにちは, 안녕/, /👩‍👩‍👧‍👦/, /⟨202e⟩ evil/, /\nred bold green plain\n/, /<img src=x onerror=alert\(1\)>/] } },
  longline: { reads: { status: GOOD, printed: /^abcdefghij/, why: /It prints “abcdef.* …” and more/ } },
  lines100k: { isLong: true, reads: { status: /^Ended at 1\.0 s with exit code 0/, printed: [/^line 0 of/, /line 99999 of one hundred thousand$/], said: /97\s800 lines .* not shown/ } },
  long1000: { isLong: true, reads: { status: /^Ended at 0\.99 s with exit code 0/, printed: /^job 99\njob 1\n/ } },
  tasks2000: { isLong: true, reads: { status: /after 4 002 steps/, note: '1701 more tasks are not drawn; the table has them.' } },
  events100k: { isLong: true, reads: { status: /^Ended at 2\.426 s with exit code 0/, printed: 'total 12000' } }
}
