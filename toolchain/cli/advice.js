// What to do about some words of a compiler's, where they do not say it or say what does not help
// here. It comes after them; they stay as they are.

const undeclared = names => `undeclared function '(?:${names})'|undefined symbol: (?:${names})\\b`
const missing = names => `'(?:${names})\\.h' file not found`
const either = (...patterns) => new RegExp(patterns.join('|'), 'i')

const HEADERS = 'assert|ctype|errno|inttypes|limits|math|std(?:arg|bool|def|int|io|lib)|string|time|unistd'

/** For each way to compile, or for both to WebAssembly, a pattern and what to do. */
const KNOWN = [
  ['wasm', /\bsetjmp\.h:\d+:\d+: error|'(?:bits\/)?setjmp\.h' file not found/,
    'There is no setjmp in WebAssembly. Return a code from the functions in between, or use ' +
    '--host native.'],
  ['wasm', /\bsignal\.h:\d+:\d+: error/,
    'WebAssembly has no signal handlers. Wait for a signal with weft_signal_wait, or use ' +
    '--host native.'],
  ['wasm', either(undeclared('socket|socketpair|bind|listen|connect|get(?:addr|name)info|gethostby\\w+|sendto|recvfrom'),
    missing('netdb|net/\\w+|netinet/\\w+|arpa/\\w+|sys/(?:socket|un)')),
    'WebAssembly opens no sockets. Use --host native, or let the program around it do so and speak ' +
    'through standard input and output.'],
  ['wasm', either(undeclared('v?fork|exec[lv]p?e?|popen|pclose|system|wait|waitpid|posix_spawnp?|kill'),
    missing('sys/wait|spawn')),
    'WebAssembly starts no other programs. What shall run side by side is a task: weft_spawn. Or use ' +
    '--host native.'],
  ['wasm', either(undeclared('(?:thrd|mtx|cnd|tss|call_once|pthread|sem)_?\\w*'), missing('pthread|semaphore')),
    'WebAssembly has no threads. Tasks take their place: weft_spawn for a thread, weft_lock for a mutex, ' +
    'weft_condition and weft_semaphore. Or use --host native.'],
  ['wasm', either(undeclared('alarm|ualarm|setitimer|timer_create')),
    'WebAssembly has no alarms. weft_timeout_begin and weft_wait_for bound a time, weft_sleep waits.'],
  ['wasm', either(undeclared('pipe2?|dup[23]?|mkfifo|eventfd'), missing('sys/(?:epoll|event|eventfd|inotify|timerfd)')),
    'WebAssembly has no pipes and no other descriptors than it is given. Between tasks a WEFT_QUEUE carries ' +
    'values, and weft_wait_readable waits for input. Or use --host native.'],
  ['wasm', either(undeclared('tmpfile|tmpnam|mkstemp|mkdtemp')),
    'WebAssembly has no folder for temporary files. Open one by name, or use --host native.'],
  ['wasm', either(undeclared('tzset'), "undeclared identifier '(?:timezone|daylight|tzname)'"),
    'WebAssembly knows no time zones: all times are UTC. Or use --host native.'],
  ['wasm', /-D_WASI_EMULATED_(?:SIGNAL|MMAN|PROCESS_CLOCKS|GETPID)/,
    text => `Add ${/-D_WASI_EMULATED_\w+/.exec(text)[0]}. Leave -l out: here the library is linked already.`],
  ['wasm', /duplicate symbol: clock_nanosleep/,
    'thrd_sleep cannot be linked beside another sleep. Both stop every task: call weft_sleep.'],
  ['any', /weft\.h:\d+:\d+: error: (?:unknown type name 'inline'|expected \S+ before \S*_Bool)/,
    'weft.h is C11. Leave -std out, or give -std=c11 or a later one.'],
  ['any', /'(?:iostream|vector|string|memory|map|algorithm)' file not found|fatal error: (?:iostream|vector|string|memory): No such file/,
    'That is a header of C++, and weft compiles C.'],
  ['installed', either(missing(HEADERS), 'crt1-command\\.o', 'builtins\\b.*no such file', 'unable to create target'),
    'This clang seems to have no WASI sysroot. On Debian install wasi-libc, lld and ' +
    'libclang-rt-dev-wasm32, or give the clang of a wasi-sdk.']
]

/**
 * @param {string} text what a compiler wrote
 * @param {'own' | 'installed' | 'native'} [compiler] ours, or an installed one for WebAssembly or for this machine
 * @returns {string} a line for each, or none
 */
export function advice(text, compiler = 'own') {
  const kinds = ['any', compiler, ...(compiler === 'native' ? [] : ['wasm'])]
  return KNOWN.filter(([kind, pattern]) => kinds.includes(kind) && pattern.test(text))
    .map(([, , sentence]) => `weft: ${typeof sentence === 'function' ? sentence(text) : sentence}\n`)
    .join('')
}

const STOPS = 'stops every task while it waits, and the virtual clock does not see it. Call'

/** What compiles and links, and does something else than one would think. */
const OTHERWISE = {
  pthread_create: 'pthread_create starts no thread here, it fails: WebAssembly has none. weft_spawn starts a ' +
    'task. Or use --host native.',
  thrd_sleep: `thrd_sleep ${STOPS} weft_sleep.`,
  poll: `poll ${STOPS} weft_wait_readable, weft_wait_writable or weft_sleep.`,
  select: `select ${STOPS} weft_wait_readable, weft_wait_writable or weft_sleep.`
}

/** The names that adviceOnCalls knows. */
export const KNOWN_CALLS = Object.keys(OTHERWISE)

/**
 * @param {string[]} calls functions of the C library that a program calls
 * @returns {string} a line for each, or none
 */
export function adviceOnCalls(calls) {
  return calls.filter(name => Object.hasOwn(OTHERWISE, name)).map(name => `weft: ${OTHERWISE[name]}\n`).join('')
}
