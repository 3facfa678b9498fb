/**
 * Emscripten's programs with tasks: transcripts and traces as on other hosts, promises, a main loop in a page, C++ around C, what is
 * refused, and every command of docs/emscripten.md. The matrix of versions and levels is a command: npm run emscripten.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { before, describe, test } from 'node:test'
import { findExample } from '../playground/make/shelves.js'
import { bundlePage } from '../playground/make/bundle.js'
import { makeCanvas } from '../playground/make/canvas.js'
import { openFolder } from '../playground/make/folder.js'
import { openCache } from '../toolchain/cache.js'
import { archiveFor } from '../toolchain/emscripten/archive.js'
import { call } from '../toolchain/emscripten/emcc.js'
import { LINK_OPTIONS } from '../toolchain/emscripten/options.js'
import { link, makeFolder, once, root, run, runProgram } from './emscripten/build.js'
import { compileTogether } from './emscripten/one_program.js'
import { withPage } from './emscripten/page.js'
import { needs, weft } from './programs.js'
import { isWhole } from './sample.js'
import { difference, transcriptEnvironment } from './transcript.js'
import { patienceMs } from './patience.js'

const here = join(root, 'tests', 'emscripten')
const stars = join(root, 'examples', 'stars')
const asDebian = { NODE_PATH: '/usr/share/nodejs' }   // where Debian's emcc has its packages
let folder

before(async () => {
  folder = makeFolder('suite')
  const { code, stderr } = await link(['-c', join(root, 'playground/examples/tasks/hello.c')], { cwd: folder })
  assert.equal(code, 0, stderr)
  await archiveFor(call)   // once, before several ask for it
})

/** Links, or fails with what was said. */
async function program(name, words) {
  const script = join(folder, name)
  const { code, stdout, stderr } = await link([...words, '-o', script])
  assert.equal(code, 0, stdout + stderr)
  return script
}

const alone = [
  ...isWhole ? [['create_task', '-Oz']] : [],       // the smallest with two tasks
  ['rate_limiter_deadlock', '-O1', '-sASYNCIFY']    // a sentence
]

/** Several programs as one, which takes a third of the time: the first argument says which. */
const together = (name, programs, options, linkOptions = []) => once(async () => {
  const objects = await compileTogether(programs, options, makeFolder('suite', name))
  return program(join(name, 'program.js'), [...options, ...objects, ...linkOptions])
})
const played = [
  'worker_interrupted',   // a signal, an exit code
  'echo_pair',            // the network inside
  'read_file'             // files
]
const traps = { name: 'lines', file: 'tests/debug/lines.c' }   // traps
const examples = together('examples', [...[...played, 'queue_workers'].map(findExample), traps], ['-ffile-prefix-map=' + root + '=', '-O0', '-g'])
const trapped = /^weft: The program trapped: divide by zero .* It was in divide \(tests\/debug\/lines\.c:9\), called by task \(tests\/debug\/lines\.c:18\), called by amain\S* \(tests\/debug\/lines\.c:28\)/m
const small = together('small', ['beside', 'callback', 'deep', 'files', 'input', 'simd'].map(name => ({ name, file: `tests/emscripten/${name}.c` })),
  ['-O2', '-msimd128'], ['-lnodefs.js'])

const awaited = readFileSync(join(here, 'awaits.txt'), 'utf8')

const MUCH = 300_000   // bytes: more than wait in one direction

/** The files and commands of the page, in their order. */
function listings() {
  const text = readFileSync(join(root, 'docs', 'emscripten.md'), 'utf8')
  return [...text.matchAll(/^```(\w+)(?: (\S+))?\n([^]*?)^```$/gm)].map(([, language, name, body]) => ({ language, name, body }))
}

describe('emscripten', { concurrency: 2 }, () => {
  test('every command of docs/emscripten.md', needs('cmake', 'ninja', 'pkgConfig'), async () => {
    const scratch = makeFolder('suite', 'page')
    rmSync(scratch, { recursive: true })
    mkdirSync(join(scratch, 'node_modules', '.bin'), { recursive: true })
    const packages = join(scratch, 'node_modules')
    for (const name of ['@weft', 'binaryen']) symlinkSync(join(root, 'node_modules', name), join(packages, name))
    symlinkSync(join(root, 'toolchain', 'emscripten', 'emcc.js'), join(packages, '.bin', 'weft-emcc'))
    writeFileSync(join(scratch, 'package.json'), '{ "type": "commonjs" }\n')
    let output = ''
    let commands = 0
    for (const { language, name, body } of listings()) {
      if (name) writeFileSync(join(scratch, name), body)
      if (language === 'sh') {
        for (const command of body.trim().split('\n')) {
          commands++
          if (/^(npm install|apt-get|sudo) /.test(command)) continue   // they are there
          const env = { ...asDebian, WEFT: root, CMAKE_GENERATOR: 'Ninja', CMAKE_BUILD_PARALLEL_LEVEL: '2' }
          const { code, stdout, stderr } = await run('sh', ['-ec', command], { cwd: scratch, env })
          assert.equal(code, 0, `${command}\n${stdout}${stderr}`)
          output = stdout
        }
      }
      if (language === 'text') assert.equal(output, body)
    }
    assert.ok(commands >= 5, `${commands} commands`)
  })

  for (const name of played) {
    test(`${name} prints its transcript, linked with others`, async () => {
      const example = findExample(name)
      assert.equal(difference(example, [process.execPath, await examples(), name], transcriptEnvironment(example)), null)
    })
  }

  for (const [name, ...options] of alone) {
    test(`${name} prints its transcript, linked with ${options.join(' ')}`, async () => {
      const example = findExample(name)
      const script = await program(`${name}.js`, [...options, join(root, example.file)])
      assert.equal(difference(example, [process.execPath, script], transcriptEnvironment(example)), null)
    })
  }

  test('the same seed gives the same trace as in our own host', async () => {
    const source = 'playground/examples/queues/queue_workers.c'
    const script = await examples()
    for (const seed of ['1', '4']) {
      const [theirs, ours] = ['theirs', 'ours'].map(name => join(folder, `${name}-${seed}.trace`))
      const env = { WEFT_CLOCK: 'virtual', WEFT_SEED: seed }
      const there = await runProgram(script, { words: ['queue_workers'], env: { ...env, WEFT_TRACE: theirs } })
      const here = await run(process.execPath, [weft, 'run', '--clock', 'virtual', '--seed', seed, '--trace', ours, source], { cwd: root })
      assert.equal(there.stdout, here.stdout, here.stderr)
      assert.ok(readFileSync(theirs).equals(readFileSync(ours)), `seed ${seed}`)
    }
  })

  test('-g: a trap names its lines', async () => {
    const { code, stdout, stderr } = await runProgram(await examples(), { words: ['lines'], env: { WEFT_CLOCK: 'virtual' } })
    assert.equal(stdout, 'begins\n')
    assert.match(stderr, trapped)
    assert.notEqual(code, 0)
  })

  test('and in a page, which gives the options and gets the trace', needs('chromium'), async () => {
    const pages = dirname(await examples())
    const source = 'playground/examples/queues/queue_workers.c'
    const ours = join(pages, 'ours.trace')
    const { stdout } = await run(process.execPath, [weft, 'run', '--clock', 'virtual', '--seed', '4', '--trace', ours, source], { cwd: root })
    const module = "{ arguments: ['queue_workers'], bytes: [], weftOptions: { WEFT_CLOCK: 'virtual', WEFT_SEED: 4 }, onWeftTrace: bytes => Module.bytes.push(...bytes) }"
    writeFileSync(join(pages, 'index.html'), `<!doctype html><script>var Module = ${module}</script><script src="program.js"></script>`)
    await withPage(pages, async (page, { address, lines, errors }) => {
      await page.goto(address)
      await page.waitForFunction(count => Module.bytes?.length >= count, readFileSync(ours).length, { timeout: patienceMs })
      assert.equal(`${lines.join('\n')}\n`, stdout)
      assert.ok(Buffer.from(await page.evaluate(() => Module.bytes)).equals(readFileSync(ours)))
      assert.deepEqual(errors, [])
      writeFileSync(join(pages, 'index.html'), `<!doctype html><script>var Module = { arguments: ['lines'], printErr: line => console.log(line) }</script><script src="program.js"></script>`)
      await page.goto(address)
      while (!lines.some(line => trapped.test(line))) await page.waitForEvent('console', { timeout: patienceMs })
    })
  })

  for (const options of [['-O2'], ...isWhole ? [['-O0', '-sASYNCIFY']] : []]) {
    test(`promises are awaited by main and by tasks, linked with ${options.join(' ')}`, async () => {
      const script = await program(`awaits${options.join('')}.js`, [...options, join(here, 'awaits.c')])
      const { code, stdout, stderr } = await runProgram(script)
      assert.equal(stdout, awaited, stderr)
      assert.equal(code, 3)
    })
  }

  test('C++ around C tasks, as a function that makes instances, with memory that grows', async () => {
    await program('together.js', ['-O0', join(here, 'together.cpp'), join(here, 'tasks.c'), '-sMODULARIZE', '-sALLOW_MEMORY_GROWTH'])
    const user = join(folder, 'user.js')
    writeFileSync(user, `require('./together.js')({ print: line => console.log('> ' + line) })\n`)
    const { stdout, stderr } = await runProgram(user)
    assert.equal(stdout, '> err 0\n> sum 28\n> megabytes 64\n> ticks 5\n', stderr)
  })

  test('the machine\'s network in Node, by -sEXPORT_ES6: servers, clients, fetch, datagrams, a refusal', async () => {
    await program('network.mjs', ['-O1', join(here, 'network.c'), '-sEXPORT_ES6', '-sMODULARIZE', '-sUSE_ES6_IMPORT_META'])
    const user = join(folder, 'network_user.mjs')   // older versions of emcc want Node's old names in their modules
    writeFileSync(user, `import { createRequire } from 'node:module'
      Object.assign(globalThis, { require: createRequire(import.meta.url), __dirname: ${JSON.stringify(folder)} })
      const { default: make } = await import('./network.mjs')
      await make({ arguments: process.argv.slice(2) })\n`)
    const server = createServer((_, response) => response.end('hello'))
    await new Promise(go => server.listen(0, '127.0.0.1', go))
    const { code, stdout, stderr } = await run(process.execPath, [user, `http://127.0.0.1:${server.address().port}/`], { ms: 60_000 })
    server.close()
    assert.equal(stdout, 'echo: around\necho: around\nnobody there: connection refused\n200 hello\nfetch of JavaScript\'s: 5\n'
      + 'datagram: far, from there: 1\n', stderr)
    assert.equal(code, 0)
  })

  test('a task waits for standard input, and another goes on', async () => {
    const child = spawn(process.execPath, [await small(), 'input'])
    let said = ''
    const lines = ['one\n', 'two\n', null]
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', chunk => {
        said += chunk
        for (let ticks = said.split('ticks').length - 1; lines.length > 3 - ticks;) {   // they go on, so the next one may come
          const line = lines.shift()
          if (line === null) child.stdin.end()
          else child.stdin.write(line)
        }
      })
    }
    assert.equal(await new Promise(resolve => child.on('close', resolve)), 0)
    assert.equal(said, 'ticks\none\nticks\ntwo\nticks\nend: 0\n')
  })

  test('vectors of SIMD are kept over a switch', async () => {
    const { stdout, stderr } = await runProgram(await small(), { words: ['simd'] })
    assert.equal(stdout, '5 10 15 20\n5 10 15 25\n', stderr)
  })

  test('a folder of the machine, by NODEFS', async () => {
    const scratch = makeFolder('suite', 'files')
    const { stdout, stderr } = await runProgram(await small(), { words: ['files'], cwd: scratch })
    assert.equal(stdout, 'from a task\n', stderr)
    assert.equal(readFileSync(join(scratch, 'note.txt'), 'utf8'), 'from a task\n')
  })

  test('emcc --use-port hands its call over, words of a file included', async () => {
    const port = join(root, 'toolchain', 'emscripten', 'weft.py')
    const [script, words] = [join(folder, 'port.js'), join(folder, 'port.words')]
    writeFileSync(words, `-Oz "${join(root, 'playground/examples/tasks/hello.c')}"\n`)
    // As emcc 3.1.54 and newer load it; this machine's may be older.
    const load = `import importlib.util, sys
spec = importlib.util.spec_from_file_location('tools.ports.weft', ${JSON.stringify(port)})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(module.get(0, 0, 0), module.clear(0, 0, 0), module.show().split()[0])`
    const { code, stdout, stderr } = await run('python3', ['-c', load, `--use-port=${port}`, `@${words}`, '-o', script])
    assert.deepEqual([code, stdout], [0, ''], stderr)
    assert.match((await runProgram(script)).stdout, /^Hello\nWorld/)
    const inside = await run('python3', ['-c', load], { env: { WEFT_EMCC_PORT: '1' } })   // the call in the call
    assert.equal(inside.stdout, '[] None weft\n', inside.stderr)
  })

  test('a combination that could not work is refused at the link, with what to do', async () => {
    const hello = join(folder, 'hello.o')
    const refused = async words => (await link([...words, hello, '-o', join(folder, 'refused.js')])).stderr
    assert.match(await refused(['-pthread']), /-pthread is not possible\. Threads share one memory/)
    assert.match(await refused(['-sMAIN_MODULE=1']), /linked in parts cannot be woven/)
    assert.match(await refused(['-sWASMFS']), /-sWASMFS is not possible\. Its way to the console .* MEMFS and NODEFS work/)
    assert.match(await refused(['-flto']), /optimiser at the link/)
    assert.match(await refused(['-sSINGLE_FILE']), /error: weft: -sSINGLE_FILE leaves no \.wasm file/)
    assert.match(await refused(['-sASYNCIFY', '-sASYNCIFY_IGNORE_INDIRECT']), /error: weft: a list of functions for Asyncify/)
  })

  test('a link by hand is refused, or the program says at its start what it lacks', async () => {
    const script = join(folder, 'by_hand.js')
    const library = LINK_OPTIONS.slice(LINK_OPTIONS.indexOf('--js-library'))
    const byHand = async options => run('emcc', [join(folder, 'hello.o'), await archiveFor(call), ...library, ...options, '-o', script], { env: asDebian })
    assert.match((await byHand(['-O2'])).stderr, /error: weft: the link must be at -O1/)
    assert.match((await byHand(['-O1', '-sASSERTIONS=1'])).stderr, /error: weft: -sASSERTIONS must be 0/)
    assert.equal((await byHand(['-O1'])).code, 0)
    const { code, stderr } = await runProgram(script)
    assert.notEqual(code, 0)
    assert.match(stderr, /weft: this program was linked but not woven: link it by weft-emcc/)
  })

  test('a stack that overflows is a sentence, and a wait where nobody can wait, too', async () => {
    const deep = await runProgram(await small(), { words: ['deep'] })
    assert.deepEqual([deep.code, deep.stdout], [102, 'digs\n'])
    assert.match(deep.stderr, /stack overflow in Task-2, spawned at .*deep\.c:\d+ in amain/)
    const callback = await runProgram(await small(), { words: ['callback'] })
    assert.match(callback.stderr, /weft: a run that waits must begin in main.*weft_run_beside/)
    assert.match(callback.stderr, /weft: a callback cannot wait for a promise/)
  })

  test('a run beside callbacks of JavaScript: woken, cancelled, with pictures and an exit code', async () => {
    const { code, stdout, stderr } = await runProgram(await small(), { words: ['beside'] })
    assert.equal(stdout, 'begun: 0\nagain: 105\n3 pictures\npressed\nwoken\ncancelled\n', stderr)
    assert.equal(code, 7)
  })

  test('stars gains its tasks by at most five lines', async () => {
    const { stdout } = await run('diff', [join(stars, 'stars.c'), join(stars, 'stars_with_tasks.c')])
    const changed = stdout.split('\n').filter(line => line.startsWith('> ') && !line.startsWith('> /*'))
    assert.ok(changed.length > 0 && changed.length <= 5, stdout)
  })

  test('and draws in a page what its tasks do', needs('chromium'), async () => {
    const pages = makeFolder('suite', 'stars')
    const { code, stderr } = await link(['-O1', join(stars, 'stars_with_tasks.c'), join(stars, 'night.c'), '-o', join(pages, 'stars.js')])
    assert.equal(code, 0, stderr)
    copyFileSync(join(stars, 'index.html'), join(pages, 'index.html'))
    await withPage(pages, async (page, { address, lines, errors }) => {
      await page.goto(address)
      await page.waitForFunction(() => {
        const { data } = document.querySelector('canvas').getContext('2d').getImageData(0, 0, 480, 280)
        const colours = new Set()
        for (let at = 0; at < data.length; at += 4) colours.add(`${data[at]} ${data[at + 1]} ${data[at + 2]}`)
        return colours.size >= 9   // the night, and eight kinds of stars
      }, null, { timeout: patienceMs })
      while (lines.length < 2) await page.waitForEvent('console', { timeout: patienceMs })
      await page.screenshot({ path: join(pages, 'stars.png') })
      assert.deepEqual(lines.slice(0, 2), ['a wind rises', 'more stars to come'])
      assert.deepEqual(errors, [])
    })
  })

  test('and so it does in the playground, where its lanes are drawn meanwhile', needs('chromium'), async () => {
    const out = makeFolder('suite', 'canvas')
    const folder = openFolder(out)
    const canvas = await makeCanvas({ root, folder, cache: openCache(), isPatient: true, say() {} })
    const { styles, canvas: script } = await bundlePage({ source: join(root, 'playground'), folder, files: {} })
    canvas.put({ styles, script })
    assert.equal(canvas.list[0].page, 'canvas/stars.html')
    await withPage(out, async (page, { address, errors }) => {
      await page.setViewportSize({ width: 1200, height: 1000 })
      await page.goto(`${address}/canvas/stars.html`)
      await page.waitForFunction(() => document.querySelectorAll('#log li').length >= 2, null, { timeout: patienceMs })
      assert.deepEqual(await page.locator('#log li').evaluateAll(all => all.slice(0, 2).map(({ textContent }) => textContent)),
        ['a wind rises', 'more stars to come'])
      await page.waitForFunction(names => [...document.querySelectorAll('#lanes .name')].map(({ textContent }) => textContent).join() === names,
        'main,Task-2,Task-3,Task-4,printed', { timeout: patienceMs })
      assert.match(await page.textContent('#why'), /At \d/)
      await page.screenshot({ path: join(out, 'canvas.png') })
      await page.focus('#lanes')
      for (const key of ['ArrowRight', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key)
      await page.click('#why a')
      assert.match(await page.textContent('#listing .here'), /WEFT_TRY|weft_gather|next_news/)
      assert.deepEqual(errors, [])
    })
  })

  test('the network of a page: fetch, WebSockets, servers inside, and a sentence for what there is not', needs('chromium'), async () => {
    const pages = makeFolder('suite', 'network')
    const { code, stderr } = await link(['-O1', join(here, 'page_network.c'), '-o', join(pages, 'program.js')])
    assert.equal(code, 0, stderr)
    let isCalledOff
    const calledOff = new Promise(go => { isCalledOff = go })
    await withPage(pages, async (page, { address, port, lines, errors }) => {
      writeFileSync(join(pages, 'index.html'), `<!doctype html><script>var Module = { arguments: ['${address}', '${port}'] }</script><script src="program.js"></script>`)
      await page.goto(address)
      while (!lines.includes('over')) await page.waitForEvent('console', { timeout: patienceMs })
      assert.deepEqual(lines, [
        '200 text/x-hello: hello, yes', '200 text/plain: POST what was sent', '404 text/plain: not here', `much: ${MUCH}`,
        'socket: hello from the socket', 'socket: around', 'inside',
        'fetch: connection refused: the stream 127.0.0.1:1: connection refused',
        'https: connection refused: the stream 127.0.0.1:1: connection refused',
        'own authorities: not supported on this host: no TLS with 127.0.0.1:1: not supported on this host',
        'socket: connection refused: the stream 127.0.0.1:1: connection refused',
        'process: not supported on this host: there are no processes here, and no command inside of the program is node: not supported on this host',
        'slow: timed out', 'over'
      ])
      assert.deepEqual(errors, [])
      await calledOff
    }, {
      '/hello': (request, response) => response.writeHead(200, { 'content-type': 'text/x-hello' }).end(`hello, ${request.headers['x-weft']}`),
      '/echo': async (request, response) => response.writeHead(200, { 'content-type': 'text/plain' })
        .end(`${request.method} ${Buffer.concat(await request.toArray())}`),
      '/much': (_, response) => response.end(Buffer.alloc(MUCH, 'x')),
      '/never': request => request.on('close', isCalledOff)
    })
  })
})
