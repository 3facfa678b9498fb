// What to do about some words of a compiler's, where they do not say it or say what does not help
// here. It comes after them; they stay as they are. The one table of it, for the command line and for
// the page, which has no other host to offer.

const undeclared = names => `undeclared (?:library )?function '(?:${names})'|undefined symbol: (?:${names})\\b`
const missing = names => `'(?:${names})\\.h' file not found`
const either = (...patterns) => new RegExp(patterns.join('|'), 'i')

const HEADERS = 'assert|ctype|errno|inttypes|limits|math|std(?:arg|bool|def|int|io|lib)|string|time|unistd'

/** What these are called in C, for names that weft.h does not have. */
const OTHER_NAMES = {
  create_task: 'weft_spawn', start: 'weft_spawn', ensure_future: 'weft_spawn', start_soon: 'weft_group_spawn',
  cancel: 'weft_task_cancel', await: 'weft_join', current_task: 'weft_current', all_tasks: 'weft_tasks',
  timeout: 'WEFT_TIMEOUT', task_group: 'WEFT_GROUP', group: 'WEFT_GROUP', nursery: 'WEFT_GROUP',
  lock: 'weft_lock_acquire', unlock: 'weft_lock_release', acquire: 'weft_lock_acquire', release: 'weft_lock_release',
  queue_put: 'weft_put', queue_get: 'weft_get', notify: 'weft_condition_notify', print: 'printf', main: 'weft_run'
}

const WORDS_OF_CPP = 'std|using|namespace|class|template|typename|cout|cin|endl|string|vector|co_await|co_return|nullptr'
const WORDS_OF_PYTHON = 'def|import|from|class|elif|pass|lambda|None|True|False|self|print|asyncio'
const WORDS_OF_OTHERS = 'function|let|fn|func|package|var|impl|pub|use|console'

/** The text that the message is about, as far as it is one line. */
const call = line => /^\s*(weft_\w+\(.*\));/i.exec(line ?? '')?.[1]

/**
 * For each: whose words they are (`wasm`: of both ways to compile to WebAssembly; `any`: of all), what they
 * look like, and what to do: a sentence, or a function of the message, the line that it is about, and the
 * whole source. `native`: the command line can do without WebAssembly.
 */
const KNOWN = [
  // what somebody who learns this forgets, or brings along from another language
  { of: 'any', sees: /ignoring return value of .*warn_unused_result/, says: (message, line) =>
    'It may have failed, or been cancelled, and says so in what it returns. Pass that on: '
    + `${call(line) ? `WEFT_TRY(${call(line)});` : 'WEFT_TRY(…);'}` },
  { of: 'any', sees: /(?:undeclared|implicit declaration of) (?:library )?function ['‘](?:weft_|WEFT_)|undeclared identifier 'WEFT_|‘WEFT_\w+’ undeclared/,
    says: (message, line, source) => includesWeft(source) ? otherName(message) : 'Write #include "weft.h" at the top.' },
  { of: 'any', sees: /incompatible (?:function )?pointer types? .*(?:weft_task_function|'int \(\*\)\(void \*\)')|initialization of ‘int \(\*\)\(void \*\)’ .*incompatible pointer type/,
    says: message => `A task is a function int name(void *arg)${typeOf(message)}. It returns WEFT_OK when all went well, `
      + 'and takes what it works on out of arg: int n = *(int *)arg;' },
  { of: 'any', sees: /incompatible integer to pointer conversion passing '\w+' to parameter of type 'void \*'|passing argument .* of ‘weft__one’ makes pointer from integer/,
    says: 'A task is given a pointer: keep the number in a variable that lives as long as the task, and give its address.' },
  { of: 'any', sees: /suggest braces around initialization|missing braces around initializer|weft__give_each_call_braces.*\[-W.*missing-braces/,
    says: 'Each call has braces of its own: weft_gather({fetch, &a}, {fetch, &b}).' },
  { of: 'any', sees: /void function '\w+' should not return a value|‘return’ with a value, in function returning void/,
    says: (message, line) => /WEFT_TRY/.test(line ?? '') ? 'WEFT_TRY leaves the function with the error, so the function returns int, '
      + 'and WEFT_OK at its end.' : '' },
  { of: 'any', sees: /unknown type name ['‘](?:async|await)|undeclared identifier '(?:async|await)'|‘(?:async|await)’ undeclared/,
    says: 'In C a call that waits is a call like any other: leave out "async" and "await".' },
  { of: 'any', sees: new RegExp(`(?:unknown type name|undeclared identifier) '(?:${WORDS_OF_CPP})'|unknown type name ‘(?:${WORDS_OF_CPP})’`),
    says: (message, line, source) => isPython(source) ? PYTHON : 'This is C++, and Weft compiles C.' },
  { of: 'any', sees: new RegExp(`(?:unknown type name|undeclared identifier) '(?:${WORDS_OF_PYTHON})'|unknown type name ‘(?:${WORDS_OF_PYTHON})’`
    + '|invalid preprocessing directive|expected identifier or \'\\(\''),
  says: (message, line, source) => isPython(source) ? PYTHON : '' },
  { of: 'any', sees: new RegExp(`unknown type name ['‘](?:${WORDS_OF_OTHERS})['’]`), says: 'This is another language, and Weft compiles C.' },
  { of: 'any', sees: /'(?:iostream|vector|string|memory|map|algorithm|coroutine|thread)' file not found|fatal error: (?:iostream|vector|string|memory|coroutine|thread): No such file/,
    says: 'That is a header of C++, and Weft compiles C.' },
  { of: 'any', sees: /non-void function does not return a value|control reaches end of non-void function/,
    says: (message, line, source) => includesWeft(source) ? 'When a task has done its work it says so: return WEFT_OK; before this brace.' : '' },

  // what there is not in WebAssembly
  { of: 'wasm', sees: /\bsetjmp\.h:\d+:\d+: error|'(?:bits\/)?setjmp\.h' file not found/, native: true,
    says: 'There is no setjmp in WebAssembly. Return a code from the functions in between.' },
  { of: 'wasm', sees: /\bsignal\.h:\d+:\d+: error/, native: true,
    says: 'WebAssembly has no signal handlers. Wait for a signal with weft_signal_wait.' },
  { of: 'wasm', native: true,
    sees: either(undeclared('socket|socketpair|bind|listen|connect|get(?:addr|name)info|gethostby\\w+|sendto|recvfrom'),
      missing('netdb|net/\\w+|netinet/\\w+|arpa/\\w+|sys/(?:socket|un)')),
    says: 'WebAssembly has no sockets of C\'s. weft/stream.h has connections and servers, weft/udp.h datagrams.' },
  { of: 'wasm', native: true,
    sees: either(undeclared('v?fork|exec[lv]p?e?|popen|pclose|system|wait|waitpid|posix_spawnp?|kill'),
      missing('sys/wait|spawn')),
    says: 'WebAssembly has no fork and no shell. weft_process_start of weft/process.h starts another program. What shall run '
      + 'side by side in this one is a task: weft_spawn.' },
  { of: 'wasm', native: true,
    sees: either(undeclared('(?:thrd|mtx|cnd|tss|call_once|pthread|sem)_?\\w*'), missing('pthread|semaphore')),
    says: 'WebAssembly has no threads. Tasks take their place: weft_spawn for a thread, weft_lock for a mutex, '
      + 'weft_condition and weft_semaphore.' },
  { of: 'wasm', sees: either(undeclared('alarm|ualarm|setitimer|timer_create')),
    says: 'WebAssembly has no alarms. WEFT_TIMEOUT and weft_wait_for bound a time, weft_sleep waits.' },
  { of: 'wasm', native: true,
    sees: either(undeclared('pipe2?|dup[23]?|mkfifo|eventfd'), missing('sys/(?:epoll|event|eventfd|inotify|timerfd)')),
    says: 'WebAssembly has no pipes and no other descriptors than it is given. Between tasks a WEFT_QUEUE carries '
      + 'values, and weft_wait_readable waits for input.' },
  { of: 'wasm', sees: either(undeclared('tmpfile|tmpnam|mkstemp|mkdtemp')), native: true,
    says: 'WebAssembly has no folder for temporary files. Open one by name.' },
  { of: 'wasm', sees: either(undeclared('tzset'), "undeclared identifier '(?:timezone|daylight|tzname)'"), native: true,
    says: 'WebAssembly knows no time zones: all times are UTC.' },
  { of: 'wasm', sees: /-D_WASI_EMULATED_(?:SIGNAL|MMAN|PROCESS_CLOCKS|GETPID)/,
    says: message => `Add ${/-D_WASI_EMULATED_\w+/.exec(message)[0]}. Leave -l out: here the library is linked already.` },
  { of: 'wasm', sees: /duplicate symbol: clock_nanosleep/,
    says: 'thrd_sleep cannot be linked beside another sleep. Both stop every task: call weft_sleep.' },
  { of: 'any', sees: /'[^']+' file not found|fatal error: \S+: No such file/, says: (message, line, source, isAlone) => ownHeader(line, isAlone) },
  { of: 'any', sees: /undefined reference to `main'/,
    says: 'The program has no main that the system can call. Write int main(void) or int main(int argc, char **argv).' },
  { of: 'any', sees: /weft\.h:\d+:\d+: error: (?:unknown type name 'inline'|expected \S+ before \S*_Bool)/,
    says: 'weft.h is C11. Leave -std out, or give -std=c11 or a later one.' },
  { of: 'installed', sees: either(missing(HEADERS), 'crt1-command\\.o', 'builtins\\b.*no such file', 'unable to create target'),
    says: 'This clang seems to have no WASI sysroot. On Debian install wasi-libc, lld and '
      + 'libclang-rt-dev-wasm32, or give the clang of a wasi-sdk.' }
]

const PYTHON = 'This is Python, and Weft compiles C. docs/from-asyncio.md says what each name of asyncio is called in C.'

function includesWeft(source) {
  return /^[ \t]*#[ \t]*include[ \t]*["<]weft\.h[">]/m.test(source ?? '')
}

function isPython(source) {
  return /^\s*(?:async\s+)?def \w+\(.*\).*:\s*$|^import [\w.]+\s*$|^from [\w.]+ import |^\s*class \w+(?:\(.*\))?:\s*$/m.test(source ?? '')
}

function otherName(message) {
  const name = /['‘](\w+)['’]/.exec(message)?.[1] ?? ''
  const other = OTHER_NAMES[name.toLowerCase().replace(/^weft_/, '')]
  return other ? `weft.h has no ${name}: it is called ${other}.` : 'weft.h has no such name. Is it spelled like this?'
}

/** A header of the program's own. */
function ownHeader(line, isAlone) {
  const name = /^\s*#\s*include\s*"([^"]+)"/.exec(line ?? '')?.[1]
  if (!name) return ''
  return isAlone ? `Here a program is one file: put what ${name} has in the place of this line.`
    : `Is ${name} beside the program? -I FOLDER says where else to look.`
}

function typeOf(message) {
  const type = /expression of type '([^']+)'/.exec(message)?.[1]
  return type ? `, and this one is ${type}` : ''
}

/**
 * What to do about one line of a compiler's.
 * @param {string} message with its place, as the compiler wrote it
 * @param {{compiler?: 'own' | 'installed' | 'native', source?: string, line?: string, hasNative?: boolean, isAlone?: boolean}} [about]
 *   `compiler`: ours, or an installed one for WebAssembly or for this machine; `source`: the text of the file, and
 *   `line` the line that the message is about; `hasNative`: the program can be built without WebAssembly, too; `isAlone`:
 *   there are no other files, as in the page
 * @returns {string} '' for nothing
 */
export function hintFor(message, { compiler = 'own', source = '', line = '', hasNative = false, isAlone = false } = {}) {
  const kinds = ['any', compiler, ...(compiler === 'native' ? [] : ['wasm'])]
  for (const { of, sees, says, native } of KNOWN) {
    if (!kinds.includes(of) || !sees.test(message)) continue
    const sentence = typeof says === 'function' ? says(message, line, source, isAlone) : says
    if (sentence) return native && hasNative ? `${sentence} Or use --host native.` : sentence
  }
  return ''
}

/**
 * The same for all that a compiler wrote: each hint once, with the first place that it is about.
 * @param {string} text
 * @param {{compiler?: string, sourceOf?: (path: string) => string | undefined, hasNative?: boolean}} [about]
 * @returns {{place: string, sentence: string}[]} `place` is "file.c:4", or ''
 */
export function hintsFor(text, { sourceOf = () => undefined, ...about } = {}) {
  const found = new Map()
  for (const message of text.split('\n')) {
    const [, file, row] = /^(.+?):(\d+):\d+: (?:fatal )?(?:error|warning):/.exec(message) ?? []
    const source = file && sourceOf(file)
    const line = source?.split('\n')[row - 1]
    const sentence = hintFor(message, { ...about, source, line })
    if (sentence && !found.has(sentence)) found.set(sentence, source === undefined ? '' : `${file}:${row}`)
  }
  return [...found].map(([sentence, place]) => ({ place, sentence }))
}

/**
 * Why a program without weft_run does not run, and what to write.
 * @param {Record<string, string | Uint8Array>} sources by path
 * @returns {string} what follows after "nothing in it calls weft_run"
 */
export function noRun(sources) {
  const what = 'Let main be int main(void) { return weft_run(amain, NULL); } and put what it did into int amain(void *arg).'
  for (const [path, text] of Object.entries(sources)) {
    const lines = (typeof text === 'string' ? text : new TextDecoder().decode(text)).split('\n')
    const at = path.endsWith('.c') ? lines.findIndex(line => /\bweft_\w+\(/.test(line)) : -1
    if (at >= 0) return `, so no task runs that ${/\b(weft_\w+)\(/.exec(lines[at])[1]} at ${path}:${at + 1} could stop. ${what}`
  }
  return `. ${what}`
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
