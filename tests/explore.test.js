// Choices, and the search over them: one list gives one trace on every host; bad lists get a sentence; `weft explore` finds what fails
// in some orders only, makes it short and says it; what it leaves out because a state was seen before changes no answer.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { LEVELS, buildProgram } from '../toolchain/cli/build.js'
import { CHOICES, CHOICES_SIZE, MOMENTS, SEARCH, SEARCH_SIZE, textOfChoices } from '../web/lib/orders/choices.js'
import { createMachine, digestOf } from '../web/lib/orders/machine.js'
import { explore } from '../web/lib/orders/search.js'
import { root, tools } from './programs.js'
import { openWarm } from './warm.js'

const folder = mkdtempSync(join(tmpdir(), 'weft-explore-'))
const warm = openWarm()
after(() => {
  warm.close()
  rmSync(folder, { recursive: true })
})

const source = name => `tests/explore/${name}.c`

/** Runs the command in the repository's folder. */
async function weft(words, { env = {} } = {}) {
  const list = Array.isArray(words) ? words : words.split(' ')
  const { code, stdout, stderr } = await warm.run(list, { cwd: root, env: { ...process.env, ...env } })
  return { code, stdout, stderr: stderr.replace(/^weft: .* …\n/gm, '') }
}

const built = new Map()
function moduleOf(name) {
  if (!built.has(name)) built.set(name, buildProgram([join(root, source(name))], {}, LEVELS.explore).then(bytes => new WebAssembly.Module(bytes)))
  return built.get(name)
}

const hosts = ['node', ...(tools().gcc ? ['native'] : []), ...(tools().wasmtime ? ['wasmtime'] : [])]

test('a list of choices gives the same trace on every host', async t => {
  const run = (host, list) => {
    const trace = join(folder, `${host}-${list.replaceAll(':', '_')}.trace`)
    return weft(`run ${source('lost_update')} --host ${host} --clock virtual --choices ${list} --trace ${trace}`).then(result => ({ ...result, trace }))
  }
  for (const list of ['0,1', '0,0,1,1', '3:1']) {
    const results = []
    for (const host of hosts) {
      const result = await run(host, list)
      results.push({ host, ...result, bytes: readFileSync(result.trace) })
    }
    for (const { host, bytes, stdout } of results.slice(1)) {
      assert.equal(stdout, results[0].stdout, host)
      if (list === '0,0,1,1') continue   // a trap: what the last records are is the host's affair
      assert.ok(bytes.equals(results[0].bytes), `${host} writes another trace for ${list}`)
    }
  }
  const shown = await weft(`trace ${join(folder, 'node-0,1.trace')}`)
  assert.match(shown.stdout, /begins with the virtual clock, in a chosen order/)
  assert.match(shown.stdout, /is chosen, 2nd of 2 that are ready/)
})

test('a list that does not fit gets a sentence and a code', async () => {
  const run = (words, options) => weft(`run ${source('lost_update')} --clock virtual ${words}`.trim(), options)
  const [word, large, long, recorded, variable] = await Promise.all([
    run('--choices 0,x'), run('--choices 0,7'), run('--choices 0,0,0,0,0,0,0,1'), run(`--choices 1 --record ${join(folder, 'tape')}`),
    run('', { env: { WEFT_CHOICES: '0,7' } })])
  assert.equal(word.code, 120)
  assert.match(word.stderr, /The option --choices is a list of numbers from 0 on, such as "0,2,1", or "17:2" for the 17th moment, not "0,x"\./)
  for (const result of [large, variable]) {
    assert.equal(result.code, 120)
    assert.match(result.stderr, /choice 2 of WEFT_CHOICES is 7, but only 2 tasks are ready there: 0 to 1\./)
  }
  assert.equal(long.code, 0)
  assert.match(long.stderr, /WEFT_CHOICES has a choice for moment 8, but there were 3 moments with several ready tasks/)
  assert.equal(recorded.code, 120)
  assert.match(recorded.stderr, /--choices says all of the order/)
})

test('a wasm file takes choices if it was built for them', async () => {
  const [plain, choosing] = [join(folder, 'plain.wasm'), join(folder, 'choosing.wasm')]
  await Promise.all([weft(`build ${source('lost_update')} -o ${plain}`), weft(`build ${source('lost_update')} --choices -o ${choosing}`)])
  const refused = await weft(`run ${plain} --choices 0,1`)
  assert.equal(refused.code, 120)
  assert.match(refused.stderr, /plain\.wasm does not take choices\. Build it with "weft build --choices"\./)
  assert.equal((await weft(`run ${choosing} --clock virtual --choices 0,0,1,1`)).code, 103)
  const bad = await weft(`run ${choosing} --env WEFT_CHOICES=1,,2`)
  assert.equal(bad.code, 120)
  assert.match(bad.stderr, /WEFT_CHOICES=1,,2 has no meaning; give numbers from 0, as 0,2,1, or 17:2 for the 17th moment/)
})

test('the commands of docs/explore.md print what stands there', async () => {
  const text = readFileSync(join(root, 'docs/explore.md'), 'utf8')
  const blocks = [...text.matchAll(/^```\n\$ weft (.*)\n([^]*?)^```$/gm)]
  assert.equal(blocks.length, 3)
  for (const [, command, output] of blocks) assert.equal((await weft(command)).stdout, output, command)
})

test('two locks in two orders are a circle, named with its advice', async () => {
  const { code, stdout } = await weft(`explore ${source('two_locks')}`)
  assert.equal(code, 1)
  assert.match(stdout, /has 2 deviations from first come, first served/)
  assert.match(stdout, /Then it ended with exit code 100/)
  assert.match(stdout, /Task-2 waits for the lock &o->to->lock \(1\), held by Task-3/)
  assert.match(stdout, /Task-3 waits for the lock &o->to->lock \(2\), held by Task-2/)
  assert.match(stdout, /they wait for each other's locks: take the locks in the same order in every task/)
  const [, replay] = /^ {2}weft (run .*)$/m.exec(stdout)
  assert.equal((await weft(replay)).code, 100)
})

test('each way to fail is found, and said', async () => {
  const ways = {
    code: /Then it ended with exit code 7\./,
    exit: /Then it ended with exit code 9\./,
    leak: /Then 100 bytes that malloc gave were not freed, more than first come, first served\./,
    yield: /Then it went on for more than 1 000 000 steps\./,
    spin: /Then a task ran for more than 3 seconds without waiting\./
  }
  for (const [way, said] of Object.entries(ways)) {
    const { code, stdout } = await weft(`explore ${source('sick')}${way === 'spin' ? ' --patience 3' : ''} -- ${way}`)
    assert.equal(code, 1, stdout)
    assert.match(stdout, said)
    assert.match(stdout, way === 'spin' ? /1\. the ready task number 2 ran first/ : /1\. Task-3 ran ahead of Task-2, at 0\.0 s/)
    assert.match(stdout, new RegExp(`weft run ${source('sick')} --clock virtual --choices 1 -- ${way}\n$`))
  }
  const printed = await weft(`explore ${source('sick')} -- print`)
  assert.equal(printed.code, 0)
  assert.match(printed.stdout, /What it prints depends on the order: 2 outputs were seen/)
  const well = await weft(`explore ${source('sick')}`)
  assert.equal(well.stdout, `${source('sick')}: 2 of 2 orders tried.\nNone failed.\n`)
})

test('limits and what a search does not have get sentences', async () => {
  const [none, file, wasm] = await Promise.all([
    weft(`explore ${source('sick')} --orders many`), weft('explore'), weft('explore docs/explore.wasm')])
  for (const { code } of [none, file, wasm]) assert.equal(code, 120)
  assert.match(none.stderr, /The option --orders is a whole number of orders, not "many"\./)
  const few = await weft(`explore ${source('many')} --orders 3`)
  assert.match(few.stdout, /: 3 of at least \d+ orders tried|: 3 of many more orders tried/)
  assert.match(few.stdout, /None failed\. That is no proof: there are more\./)
})

/** All orders, each to its end, without a look at states. */
function outputsOfAll(machine) {
  const seen = new Map()
  let runs = 0
  for (const waiting = [new Uint8Array(0)]; waiting.length > 0;) {
    const prefix = waiting.pop()
    const { moments, output, code, end } = machine.run(prefix)
    runs++
    assert.equal(end, 'exit')
    seen.set(`${code} ${output}`, prefix)
    for (let at = prefix.length; at < moments; at++) {
      for (let taken = 1; taken < machine.of(at); taken++) {
        const next = new Uint8Array(at + 1)
        next.set(prefix)
        next[at] = taken
        waiting.push(next)
      }
    }
  }
  return { outputs: [...seen.keys()].sort(), runs }
}

test('what is left out because its state was seen changes no answer', async t => {
  for (const name of ['many', 'locked', 'outputs']) {
    const module = await moduleOf(name)
    const all = outputsOfAll(createMachine(module))
    const state = explore(createMachine(module), { seconds: 600 })
    assert.equal(state.finding, null)
    assert.ok(state.all)
    assert.deepEqual([...state.outputs.keys()].map(output => `0 ${output}`).sort(), all.outputs, name)
    t.diagnostic(`${name}: ${all.runs} orders, ${state.orders} with states, ${all.outputs.length} outputs`)
    assert.ok(state.orders <= all.runs)
  }
})

test('a run leaves nothing to the next one', async () => {
  const machine = createMachine(await moduleOf('lost_update'))
  const fresh = list => createMachine(machine.module).run(list)
  const lists = [[], [0, 0, 1, 1], [0, 1], [], [0, 0, 1, 1], [1]]
  for (const list of lists) assert.deepEqual(machine.run(list), fresh(list), `${list}`)
})

test('orders by chance find it, too, and it is shrunk to the fewest deviations', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { finding } = explore(createMachine(await moduleOf('lost_update')), { deviations: -1, seed, orders: 100_000, seconds: 600 })
    assert.equal(finding.why, 'trap')
    assert.equal(finding.deviations, 2)
  }
})

test('the output of each order can be asked for', async () => {
  const module = await moduleOf('outputs')
  const expected = digestOf(new TextEncoder().encode('130\n'))
  const { finding } = explore(createMachine(module), { expected, seconds: 600 })
  assert.equal(finding.why, 'output')
})

test('choices as text', () => {
  assert.equal(textOfChoices([]), '0')
  assert.equal(textOfChoices([0, 2, 1, 0]), '0,2,1')
  assert.equal(textOfChoices([...Array(40).fill(0), 3]), '41:3')
})

test('both sides of the two structs agree', () => {
  for (const [file, name, fields, size] of [
    ['runtime/core/choices.h', 'weft_choices', CHOICES, CHOICES_SIZE], ['runtime/core/search.c', 'weft_search', SEARCH, SEARCH_SIZE]]) {
    const [, body] = new RegExp(`struct ${name} \\{([^]*?)\\n\\};`).exec(readFileSync(join(root, file), 'utf8'))
    let at = 0
    const offsets = {}
    const words = body.replace(/\/\*[^]*?\*\//g, '')
    for (const [, type, names] of words.matchAll(/(uint32_t|uint64_t \*|uint64_t|char|struct \{ uint8_t taken, of; \}) ?([^;]+);/g)) {
      for (const name of names.split(',')) {
        const wide = type === 'uint64_t' ? 8 : 4
        at = Math.ceil(at / wide) * wide
        offsets[name.replace('*', '').replace(/\[.*/, '').trim().replace(/_(\w)/g, (_, letter) => letter.toUpperCase())] = at
        at += type.startsWith('struct') ? 2 * MOMENTS : wide
      }
    }
    assert.deepEqual(offsets, { ...fields }, name)
    assert.equal(at, size, name)
  }
})
