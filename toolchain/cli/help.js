// The texts of --help. Which options there are is in options.js; a test compares the two.

import { CommandError } from './error.js'
import { nearest } from './options.js'

const COMPILING = `
Compiling (a program is one or more .c files):
  -I FOLDER          search this folder for headers
  -l NAME            link a library of this machine (--host native)
  -L FOLDER          search this folder for such libraries
  -D NAME[=VALUE]    define a macro
  -O0 -O1 -O2 -O3 -Os -Oz   how hard to optimise
  -W…  -std=…  -f…  -pedantic  -g   as clang takes them; -g keeps names (natively lines too)
  --cc CLANG         compile with this clang and its WASI sysroot instead of the one in npm
  --verbose          say what was done, how long it took, and which functions can be suspended
`

const TEXTS = {
  '': `weft: asyncio for C, everywhere WebAssembly runs

  weft run FILE.c…              compile and run a program (weft run --help)
  weft run FILE.wasm            run a program that was built
  weft serve FILE.c…            serve HTTP with one handler (weft serve --help)
  weft build FILE.c… -o OUT.wasm   compile a program to one file for every host
  weft build --lib FILE.c… -o OUT.wasm   compile a library for JavaScript
  weft replay RECORDING FILE.c… run a program again, as it was recorded
  weft test FILE.c…             run tests, each file a program of its own (weft/test.h)
  weft explore FILE.c…          run a program in every order of its tasks, and show one that fails
  weft trace FILE               show a trace as readable lines
  weft snapshot FILE.c…         run a program up to a time, and write it to a file as it is then
  weft new NAME                 a folder with a program that builds, runs and tests at once
  weft doctor                   what is here, what is missing, and how to get it
  weft completion bash          a script for your shell, which completes commands and options

  weft --help, weft COMMAND --help     this text, the text of a command
  weft --version

A first program, hello.c:

  #include <stdio.h>
  #include <weft.h>

  static int amain(void *arg)
  {
      printf("Hello\\n");
      WEFT_TRY(weft_sleep(1));
      printf("one second later\\n");
      return WEFT_OK;
  }

  int main(void) { return weft_run(amain, NULL); }

  $ weft run hello.c
`,
  run: `weft run FILE.c… [options] [-- ARGUMENTS]
weft run FILE.wasm [options] [-- ARGUMENTS]

Compiles a program if it is C, and runs it. You need to install nothing: the compiler comes with
the package. It keeps what it builds, so the second run of the same source starts at once. Ctrl-C
reaches the program as SIGINT, also when it never waits; a second one ends it.

Where it runs:
  --host node        in Node, the default
  --host wasmtime    under wasmtime (from WEFT_WASMTIME, .tools or the PATH)
  --host native      compiled for this machine with an installed cc, clang or gcc (or --cc)

Time and order:
  --clock real       time is time, the default
  --clock virtual    time jumps to the next deadline when every task waits: a run takes no time
  --speed N          the real clock runs N times as fast (--host node)
  --seed N           shuffle the order of ready tasks; the same seed gives the same run everywhere
  --choices LIST     which of the ready tasks runs next, each time several are ready: 0,2,1 counts
                     from 0, who came first; 17:2 is the 17th time (docs/explore.md)
  --until SECONDS    end the run at this time
  --signal NAME@SECONDS   a signal at this time, such as INT@2.5; may be given again

Connections:
  --net inside       between tasks of the program only; so it is under --clock virtual
  --net host         over this machine's network: the default with the real clock (node and native);
                     under wasmtime it makes a component of the program (weft build --help),
                     of WASI 0.2, or of --wasi 0.3
  --net-faults SEED  the network inside is a bad one: late, in pieces, refused, broken; or a choice
                     after the seed, as in 7,latency,short: of latency, short, refused, reset,
                     half-open, partition, slow, and for datagrams loss, double, reorder

Processes:
  --processes inside a few commands of the program's own (echo, sleep, sh ...); so it is under
                     --clock virtual
  --processes host   those of this machine: the default with the real clock (node and native)

What it shows:
  --stamp            the time before each line of output
  --trace FILE       write what every task did to a file: weft trace FILE shows it
  --record FILE      write down everything that comes in: weft replay FILE plays it again
  --from FILE        go on from a snapshot (Ctrl-\\ on a running program writes one, or weft
                     snapshot), with the program in it or the one that is named (--host node)
  --census           at the end, the most stack that each spawn place used
  --report           at the end, one line of counters
  --debug            report slow steps, long waits for locks, groups left without a join, and more
  --env NAME=VALUE   a variable for the program; it gets no others
  --dir FOLDER       the program may open the files in it (natively all are open)
  --watch            run it again whenever one of its files changes, until Ctrl-C
${COMPILING}
Exit codes: 0 to 99 are the program's own. 100 deadlock, 101 cancelled, 102 stack overflow,
103 trap, 104 out of memory, 105 main failed, 106 the host failed, 107 ended by --until,
109 interrupted, 110 a replay that differs, 120 wrong command line, 121 does not compile,
122 not a Weft program.

Examples:
  weft run hello.c
  weft run shop.c clerk.c -I include -Wall -- 3 customers
  weft run shutdown.c --clock virtual --stamp --signal INT@2.5
  weft run queue.c --seed 7 --trace queue.trace && weft trace queue.trace
  weft build queue.c -o queue.wasm && weft run queue.wasm --host wasmtime
`,
  serve: `weft serve FILE.c… [options]
weft serve FILE.wasm [options]

Serves HTTP with one handler, in Node, natively or under wasmtime. Ctrl-C ends it well: it takes no
more connections, and waits until the requests under way are answered; a second one ends it at once.

  --port PORT        8080; 0 is any that is free
  --address ADDRESS  127.0.0.1; 0.0.0.0 and :: are all of this machine
  --grace SECONDS    how long requests may take after Ctrl-C (10)
  --host node        in Node, the default
  --host native      compiled for this machine with an installed cc, clang or gcc (or --cc)
  --host wasmtime    by wasmtime serve, as a component: each request has an instance of its own, so
                     nothing is kept from one to the next, and Ctrl-C ends it at once
  --wasi 0.3         there, as a component of WASI 0.3: an instance serves many requests at once
  --trace FILE       write what every task did to a file: weft trace FILE shows it
  --record FILE      write down everything that comes in: weft replay FILE plays it again
  --env NAME=VALUE   a variable for the program; it gets no others
  --dir FOLDER       the program may open the files in it (natively all are open)
  --report           at the end, one line of counters
  --debug            report slow steps, long waits for locks, and more
  --watch            run it again whenever one of its files changes, until Ctrl-C
${COMPILING}
Exit codes: 0 after Ctrl-C; else as of weft run.

A server, hello.c:

  #include <weft/serve.h>

  static int hello(weft_request *request, void *arg)
  {
      return weft_respond_text(request, 200, "hello\\n");
  }
  WEFT_SERVE(hello)

  $ weft serve hello.c
`,
  build: `weft build FILE.c… -o OUT.wasm [options]

Compiles a program to one WebAssembly file that runs in Node, in a page, under wasmtime and under
any other WASI preview 1 runtime. Optimises for speed (-O2) unless you say otherwise.

  -o OUT.wasm        where to write; without it, the first file's name with .wasm
  --lib              a library without main, for JavaScript: FILE.wit beside the first C file, or
                     named, says what is exported and imported; writes OUT.js and OUT.d.ts beside
                     OUT.wasm, and FILE.h beside FILE.wit
  --component        a component of WASI, by wasm-tools: its connections are real under wasmtime
                     run -S inherit-network,allow-ip-name-lookup OUT.wasm
  --wasi 0.3         of this version; without it of 0.2, for which an exit code that is not 0 is 1
                     (docs/components.md)
  --world http       a component with one HTTP handler (weft serve --help): wasmtime serve -S cli
                     OUT.wasm runs it
  --record           so that it can be recorded and replayed, which takes some kilobytes
  --net-faults       so that WEFT_NET_FAULTS can make its network inside a bad one
  --choices          so that WEFT_CHOICES can say which of the ready tasks runs next
  --snapshot         so that a snapshot of it shows its tasks in the playground, and may change its
                     clock there, which takes a kilobyte
${COMPILING}
Examples:
  weft build hello.c -o hello.wasm
  weft build shop.c clerk.c -I include -Oz -o shop.wasm
  weft build --lib thumbs.c -o dist/thumbs.wasm
`,
  replay: `weft replay RECORDING FILE.c… [options] [-- ARGUMENTS]
weft replay RECORDING FILE.wasm [options] [-- ARGUMENTS]

Runs a program as it was recorded with "weft run --record RECORDING": the same steps, the same
lines, the same trace byte for byte, on any host, at any speed, without the world outside. The
options of the run (clock, seed, signals) come from the recording; give the same arguments. A
program that was changed since is told where it first differs. A FILE.wasm must be built with
--record.

  --host node        in Node, the default; wasmtime or native
  --trace FILE       write what every task did to a file
  --env NAME=VALUE   a variable for the program; it gets no others
  --report           at the end, one line of counters
${COMPILING}
Exit codes: as of weft run; 110 when it differs from the recording.

Examples:
  weft run server.c --host native --record friday.tape
  weft replay friday.tape server.c --trace friday.trace && weft trace friday.trace
`,
  snapshot: `weft snapshot FILE.c… [options] [-- ARGUMENTS]

Runs a program in Node up to a time, writes it to a file as it is then, and ends it. The file holds
the program, its sources and its memory: the playground shows where every task waits, and goes on
from there; "weft run --from FILE" goes on here. A running "weft run" writes the same on Ctrl-\\.

  --at SECONDS       when, by the program's clock (0). Under the virtual clock: where a
                     task is about to go on, the last time at or before it
  -o FILE            where to write; without it, the first file's name with .snapshot
  --clock real, --clock virtual, --speed N, --seed N, --signal NAME@SECONDS, --env NAME=VALUE
                     as for weft run
${COMPILING}
A snapshot is all of the program's memory, its secrets included.

Examples:
  weft snapshot server.c --at 60 && weft run --from server.snapshot
`,
  test: `weft test FILE.c… [options]

Compiles and runs test programs written with weft/test.h, each a program of its own. They run under
the virtual clock, so they take no time; what they print is TAP, several files as subtests. A case
that fails in a shuffled order prints the words that replay it. For node --test there is
testFile('queue_test.c') of @weft/cli/node_test.js.

  --host node        in Node, the default; wasmtime or native
  --seed N           run every case once, in this order
  --choices LIST     in this order, which weft explore has found (of a file with one case)
  --net-faults SEED  on a bad network inside (weft run --help)
  --trace FILE       write what every task did (of the last run in it)
  --watch            run them again whenever one of their files changes, until Ctrl-C
${COMPILING}
Exit code: 0 when every case passed, else 1.

A test, queue_test.c:

  #include <weft/test.h>

  WEFT_TEST(a_put_item_is_got)
  {
      WEFT_QUEUE(int, 1) queue = {0};
      int item = 7, got = 0;
      WEFT_TRY(weft_put(&queue, &item));
      WEFT_TRY(weft_get(&queue, &got));
      WEFT_EXPECT_EQUAL(got, 7);
      return WEFT_OK;
  }

  WEFT_TESTS({"an item that was put is got", a_put_item_is_got, .orders = 100})

  $ weft test queue_test.c
`,
  new: `weft new NAME [--lib | --http | --cmake | --emscripten]
weft new --editor [FOLDER]

Makes a folder NAME with a program that builds, runs and tests at once: C files, a test, a README,
a .gitignore, a package.json, and compile_commands.json, by which editors find the headers.

  --lib              a library of C for JavaScript, with its interface in WIT
  --http             a server, whose test needs no network
  --cmake            the same program, built by CMake, natively or for WASI
  --emscripten       the same program, linked by Emscripten, with a page
  --editor           write only compile_commands.json, for the C files of a folder that is there

Examples:
  weft new hello && cd hello && weft run main.c greet.c
  weft new site --http
`,
  completion: `weft completion bash
weft completion zsh

Prints a script with which the shell completes commands, options and their values.

Examples:
  source <(weft completion bash)                    # now; in ~/.bashrc, always
  npx weft completion zsh > ~/.weft-completion && echo 'source ~/.weft-completion' >> ~/.zshrc
`,
  doctor: `weft doctor

Looks at this machine: one line each for what Weft can use, with its version or with how to get it.

Exit codes: 0 when all that is needed is here, 1 when not.
`,
  explore: `weft explore FILE.c… [options] [-- ARGUMENTS]

Runs a program again and again, each time with its ready tasks in another order, and shows the
shortest order that fails: with its deviations from first come, first served, and a command that
runs it again. First all orders with one deviation, then with two, and so on; after half of the
time, orders by chance.
A run ends where its state was seen before. "k of n orders" is all that a search can say: it never
proves that a program is right.

An order fails when the program ends with an exit code that is not 0 (a deadlock, too), fails an
assertion, never ends, leaves more memory behind than first come, first served does, or does not
print what --expect says. The program runs under the virtual clock without input, files or network.

  --orders N         try at most so many orders (1000000)
  --seconds N        search at most so long (30)
  --deviations N     all orders with at most so many deviations, then chance
  --seed N           of the orders by chance
  --patience SECONDS   a task that runs so long without waiting never waits (10)
  --expect FILE      what every order has to print on standard output
  --env NAME=VALUE   a variable for the program; it gets no others
  --quiet            do not say how far it is
${COMPILING}
Exit codes: 0 when no order failed, 1 when one did.

Examples:
  weft explore bank.c
  weft explore shop.c clerk.c --seconds 300 --expect shop.txt -- 3 customers
`,
  trace: `weft trace FILE [--json] [--states]

Shows a trace, written by "weft run … --trace FILE", as readable lines: one for each thing that
happened, with its time, its task, what caused it and its place in the source. FILE may be - for
standard input.

  --states   after each turn also what every task does and waits for, and the timers
  --json     one JSON object a line: the records as they are, with "explanation"; with --states
             also the state after each turn, as {"state": …}; the last line is a summary

Example:
  weft run queue.c --clock virtual --trace queue.trace
  weft trace queue.trace | less
`
}

/**
 * The help of a command, or of all of it.
 * @param {string} [command]
 */
export function helpFor(command = '') {
  if (Object.hasOwn(TEXTS, command)) return TEXTS[command]
  const close = nearest(command, Object.keys(TEXTS).filter(Boolean))
  throw new CommandError(`There is no command "${command}".` +
    (close ? ` Did you mean "${close}"?` : ' "weft --help" lists the commands.'))
}
