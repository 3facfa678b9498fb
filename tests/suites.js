// The suites of `npm test`: what each checks and which tools it needs. A new suite is one entry
// here; a file tests/NAME.test.js that needs no tools is a suite without an entry.
//
//   name      what `npm test -- NAME` looks for
//   about     what it checks, for --list and the summary
//   needs     tools that must be there, by the names in dev/setup/tools.js
//   preset    a CMake preset: configure, build, run its CTest tests. It keeps all processors busy: nothing runs beside it
//   file      a file for Node's test runner, from the repository's folder
//   repeat    which lines of the preset's tests are worth showing although they passed
//   env       what to set in the environment of the test file
//   minutes   how long it may take before it counts as hanging (45)
//   more      `npm test` leaves it out, unless it is named or WEFT_ALL=1 (sample.js)
//   browser   it drives the page: at most two such at a time, beside suites of other kinds

const cmake = ['cmake', 'ninja']

/** @type {{ name: string, about: string, needs?: string[], preset?: string, repeat?: RegExp,
 *   file?: string,
 *   env?: Record<string, string>, minutes?: number, browser?: boolean, more?: boolean }[]} */
export const suites = [
  {
    name: 'c-gcc',
    about: 'C tests and examples, natively with gcc',
    needs: [...cmake, 'gcc'],
    preset: 'native',
    repeat: /^# .* distinct/
  },
  {
    name: 'c-clang',
    about: 'C tests and examples, natively with clang',
    needs: [...cmake, 'clang'],
    preset: 'clang',
    more: true   // c-sanitize compiles with clang, too
  },
  {
    name: 'c-sanitize',
    about: 'the C tests with the address and undefined behaviour sanitizers; for examples see faults',
    needs: [...cmake, 'clang'],
    preset: 'sanitize'
  },
  {
    name: 'c-aarch64',
    about: 'the C tests for aarch64 under qemu',
    needs: [...cmake, 'aarch64Gcc', 'qemuAarch64'],
    preset: 'aarch64'
  },
  {
    name: 'c-wasi',
    about: 'the C tests for WASI by Debian\'s clang or wasi-sdk, under wasmtime; for examples see transcripts-wasmtime',
    needs: [...cmake, 'wasiClang', 'wasmtime'],
    preset: 'wasi'
  },
  {
    name: 'cmake-installed',
    about: 'the library in a project of somebody else\'s: installed, shared, as a folder of it',
    needs: [...cmake, 'gcc', 'pkgConfig'],
    file: 'tests/cmake.test.js'
  },
  {
    name: 'emscripten',
    about: 'Emscripten: transcripts, traces, promises, a main loop in a page, what is refused, every command of its page',
    needs: ['emscripten'],
    file: 'tests/emscripten.test.js'
  },
  {
    name: 'cli',
    about: 'the command line: options, sentences, exit codes, hosts, signals, input, files',
    file: 'tests/cli.test.js'
  },
  {
    name: 'terminal',
    about: 'Ctrl-C in a real terminal: the shutdown example does what the seed does, and a second one ends it',
    needs: ['tmux'],
    file: 'tests/terminal.test.js'
  },
  {
    name: 'builds',
    about: 'from files on a disk to the right program: includes, bytes, sizes, mains, what the cache holds',
    file: 'tests/builds.test.js'
  },
  {
    name: 'package_cli',
    about: 'the npm package @weft/cli: packed, installed in an empty folder, used there',
    file: 'tests/package_cli.test.js'
  },
  {
    name: 'durable',
    about: 'programs that outlive their process: it dies at every moment, and workerd is killed; effects, builds, Node and back',
    file: 'tests/durable.test.js'
  },
  {
    name: 'embed',
    about: 'weft/embed.h: a loop by hand, libuv\'s and GLib\'s drive ours, beside their own timers',
    needs: ['gcc'],
    file: 'tests/embed.test.js'
  },
  {
    name: 'notes',
    about: 'examples/notes: a JSON API with a real PostgreSQL behind it',
    needs: ['gcc', 'postgres'],
    file: 'tests/notes.test.js'
  },
  {
    name: 'notes_pglite',
    about: 'examples/notes with PGlite (27 MB from npm) in place of a server, in Node and in a page',
    file: 'tests/notes_pglite.test.js',
    browser: true,
    more: true
  },
  {
    name: 'preview',
    about: 'examples/preview: a server in C answers what its own page fetches, by a service worker',
    needs: ['chromium'],
    file: 'tests/preview.test.js',
    browser: true
  },
  {
    name: 'net',
    about: 'connections and servers natively and in Node: each with each, curl and nc, errors, back-pressure, moved programs, recordings',
    needs: ['gcc'],
    file: 'tests/net.test.js'
  },
  {
    name: 'serve',
    about: 'weft serve: one handler natively, in Node and under wasmtime serve; requests after Ctrl-C; sentences',
    needs: ['gcc', 'wasmtime', 'wasmTools'],
    file: 'tests/serve.test.js',
    minutes: 15   // a request that is never answered is seen sooner
  },
  {
    name: 'component',
    about: 'components: real connections under wasmtime, errors, back-pressure, what they lack',
    needs: ['wasmtime', 'wasmTools'],
    file: 'tests/component.test.js'
  },
  {
    name: 'udp',
    about: 'datagrams natively, in Node and inside of the program: each with each, errors, bounded queues, recordings',
    needs: ['gcc'],
    file: 'tests/udp.test.js'
  },
  {
    name: 'tls',
    about: 'TLS natively and in Node: each with each, openssl and curl, each failure a sentence, ends that were cut off, recordings',
    needs: ['gcc', 'openssl'],
    file: 'tests/tls.test.js'
  },
  {
    name: 'replay',
    about: 'recordings: made on one host, replayed on all, byte for byte; changed programs, damaged files',
    needs: ['gcc', 'wasmtime'],
    file: 'tests/replay.test.js'
  },
  {
    name: 'explore',
    about: 'choices give one trace on every host; a search over orders finds what fails in some, and makes it short',
    needs: ['gcc', 'wasmtime'],
    file: 'tests/explore.test.js'
  },
  {
    name: 'trace',
    about: 'the trace and its reader: at every record the rebuilt state is the runtime\'s',
    needs: ['gcc'],
    file: 'tests/trace.test.js'
  },
  {
    name: 'timeline',
    about: 'what lanes are drawn from: bars, arrows, prints, and how it was at each record',
    needs: ['gcc'],
    file: 'tests/timeline.test.js'
  },
  {
    name: 'asyncify_fuzz',
    about: 'random C programs: every build prints in Node and under wasmtime what gcc\'s does',
    needs: ['gcc', 'wasmtime'],
    file: 'tests/asyncify_fuzz.test.js'
  },
  {
    name: 'mutants',
    about: 'old bugs put back into a copy of the runtime: the C tests notice each',
    needs: ['gcc'],
    file: 'tests/mutants.test.js'
  },
  {
    name: 'fuzz',
    about: 'random programs on Weft and on CPython\'s asyncio: the same, turn for turn',
    needs: ['gcc'],
    file: 'tests/fuzz.test.js'
  },
  {
    name: 'test_command',
    about: 'weft/test.h and weft test: values, fixtures, orders, replays, several files, node --test',
    file: 'tests/test_command.test.js'
  },
  {
    name: 'reference',
    about: 'docs/reference: it is what is made, and every example prints what it says',
    needs: ['gcc'],
    file: 'tests/reference.test.js'
  },
  {
    name: 'guide',
    about: 'docs/guide.md: its programs print what it says, and its pictures are of them',
    needs: ['gcc'],
    file: 'tests/guide.test.js'
  },
  {
    name: 'page',
    about: 'the playground in a browser',
    needs: ['chromium'],
    file: 'tests/page.test.js',
    browser: true
  },
  {
    name: 'page_run',
    about: 'the page: runs that never wait, edits that are kept, broken networks, input and switches',
    needs: ['chromium'],
    file: 'tests/page_run.test.js',
    browser: true
  },
  {
    name: 'page_pulled',
    about: 'the page: a program from Node to workerd, into the page and back; moments that are saved, recordings, hostile files',
    needs: ['chromium'],
    file: 'tests/page_pulled.test.js',
    browser: true
  },
  {
    name: 'page_steps',
    about: 'the page: stepping through a run, forward and back, and choices',
    needs: ['chromium'],
    file: 'tests/page_steps.test.js',
    browser: true
  },
  {
    name: 'page_fork',
    about: 'the page: findings, two futures from one moment, a project, Perfetto, the playground in other pages',
    needs: ['chromium'],
    file: 'tests/page_fork.test.js',
    browser: true
  },
  {
    name: 'page_watch',
    about: 'the page: variables at each step, the line of a trap, links that stand at a moment, a program as one file from disk',
    needs: ['chromium'],
    file: 'tests/page_watch.test.js',
    browser: true
  },
  {
    name: 'page_hostile',
    about: 'the page: bombs of tasks and of source, names that are markup, messages of other windows, parts that were changed',
    needs: ['chromium'],
    file: 'tests/page_hostile.test.js',
    browser: true
  },
  {
    name: 'page_lessons',
    about: 'the page: every lesson played through as a learner would, with keys; axe, a phone, budgets',
    needs: ['chromium'],
    file: 'tests/page_lessons.test.js',
    browser: true
  },
  {
    name: 'lessons',
    about: 'the lessons without the page: what starts fails, what solves passes in every order, wrong answers hear their reply, twins agree',
    file: 'tests/lessons.test.js'
  },
  {
    name: 'mistakes',
    about: 'what the command line and the page say about the mistakes that everybody makes',
    needs: ['chromium'],
    file: 'tests/mistakes.test.js',
    browser: true
  },
  {
    name: 'page_programs',
    about: 'the page: what a learner reads after Run of forty programs with mistakes',
    needs: ['chromium'],
    file: 'tests/page_programs.test.js',
    browser: true
  },
  {
    name: 'page_teach',
    about: 'the page: names, moments, the editor, a phone, the twin, the manual',
    needs: ['chromium'],
    file: 'tests/page_teach.test.js',
    browser: true
  },
  {
    name: 'page_world',
    about: 'connections, processes, jobs and a fetch in the page, with their lanes',
    needs: ['chromium'],
    file: 'tests/page_world.test.js',
    browser: true
  },
  {
    name: 'faults',
    about: 'every example with a fault at every place, natively, on wasmtime, on Node',
    file: 'tests/faults.test.js'
  },
  {
    name: 'seeds',
    about: 'every example with and without a seed: the same trace on every host',
    file: 'tests/seeds.test.js'
  },
  {
    name: 'instrumentation',
    about: 'every example with the computed list and with full instrumentation',
    file: 'tests/instrumentation.test.js'
  },
  {
    name: 'bad_input',
    about: 'what is missing, wrong or too large: one sentence, an exit code, nothing left running',
    file: 'tests/bad_input.test.js'
  },
  conformanceOn('native', 'natively; docs/conformance.md', ['gcc']),
  conformanceOn('node', 'in Node'),
  conformanceOn('wasmtime', 'under wasmtime', ['wasmtime']),
  conformanceOn('chromium', 'in a browser', ['chromium']),
  transcriptsOn('node', 'this Node'),
  { ...transcriptsOn('node24', 'Node 24', ['node24']), more: true },
  { ...transcriptsOn('node26', 'the newest Node', ['node26']), more: true },   // seeds plays it, too
  transcriptsOn('wasmtime', 'wasmtime', ['wasmtime'])
]

// The compiled files are the same for all: a build is cached by content.
function transcriptsOn(host, title, needs = []) {
  return {
    name: `transcripts-${host}`,
    about: `the wasm file of every example on ${title}`,
    needs,
    file: 'tests/transcripts.test.js',
    env: { WEFT_TEST_HOST: host }
  }
}

function conformanceOn(host, title, needs = []) {
  return {
    name: `conformance-${host}`,
    about: `the contract, statement by statement, ${title}`,
    needs,
    file: 'tests/conformance.test.js',
    env: { WEFT_TEST_HOST: host }
  }
}
