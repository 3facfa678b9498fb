// The rounds of library.js, in one Node.

import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { loadBindgen } from './peers/library/bindgen.js'
import { packages, place } from './peers/library/build.js'
import { loadComlink } from './peers/library/comlink.js'
import { loadEmnapi } from './peers/library/emnapi.js'

const ROUNDS = 9

/**
 * (module (import "m" "f" (func (param i32) (result i32)))
 *   (func (export "ask") (param i32) (result i32) (call 0 (local.get 0)))
 *   (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
 */
const PEER = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 12, 2, 96, 1, 127, 1, 127, 96, 2, 127, 127, 1, 127, 2, 7, 1, 1, 109, 1, 102, 0, 0,
  3, 3, 2, 0, 1, 7, 13, 2, 3, 97, 115, 107, 0, 1, 3, 97, 100, 100, 0, 2, 10, 16, 2, 6, 0, 32, 0, 16, 0, 11, 7, 0, 32, 0, 32, 1, 106, 11])

async function main() {
  const at = new URL('../../build/library/', import.meta.url)
  const { load } = await import(new URL('lib.js', at))
  const small = await import(new URL('small.js', at))
  const answer = async () => {}
  const lib = await load({ imports: { lookup: async () => ({}), judge: () => 1, note: () => {}, waitFor: answer } })
  const bare = new WebAssembly.Instance(new WebAssembly.Module(PEER), { m: { f: x => x } }).exports
  const jspi = WebAssembly.Suspending && WebAssembly.promising(
    new WebAssembly.Instance(new WebAssembly.Module(PEER), { m: { f: new WebAssembly.Suspending(async x => x) } }).exports.ask)
  const worker = new Worker(fileURLToPath(import.meta.url))
  const roundTrip = x => new Promise(resolve => {
    worker.once('message', resolve)
    worker.postMessage(x)
  })
  const peers = process.argv[2] === 'peers' && await loadPeers()
  const asynchronous = async x => x + 1
  const waits = async x => {
    await null
    return x
  }
  const bytes = readFileSync(new URL('small.wasm', at))

  const each = call => async count => {
    for (let i = 0; i < count; i++) await call(i)
  }
  const together = call => async count => {
    for (let done = 0; done < count; done += 10_000) await Promise.all(Array.from({ length: 10_000 }, (_, i) => call(i)))
  }
  const plain = call => count => {
    let sum = 0
    for (let i = 0; i < count; i++) sum = call(sum, i)
    return sum
  }

  const groups = [
    ['a plain call, two numbers', 1_000_000, [
      ['Weft', plain(lib.add)], ['an export of wasm, as it is', plain(bare.add)]]],
    ['a promise, nothing waits', 50_000, [
      ['Weft', each(lib.next)], ['an async function of JavaScript', each(asynchronous)],
      ['the way of wasm-bindgen', peers && each(peers.bindgen.next)], ['emnapi: asynchronous work', peers && each(peers.addon.next), 500],
      ['worker_threads, postMessage and back', each(roundTrip), 5000], ['worker_threads with Comlink', peers && each(peers.comlink.next), 2000]]],
    ['waits once, one after the other', 50_000, [
      ['Weft: a turn of its loop', each(() => lib.sleepFor(0))], ['Weft: an async function of JavaScript', each(() => lib.hold('x'))],
      ['JSPI: an async function of JavaScript', jspi && each(jspi)], ['the way of wasm-bindgen: the same', peers && each(peers.bindgen.hold)],
      ['an async function that awaits null', each(waits)]]],
    ['waits once, 10 000 in flight', 50_000, [
      ['Weft: a turn of its loop', together(() => lib.sleepFor(0))], ['Weft: an async function of JavaScript', together(() => lib.hold('x'))],
      ['JSPI: an async function of JavaScript', jspi && together(jspi)], ['the way of wasm-bindgen: the same', peers && together(peers.bindgen.hold)],
      ['emnapi: asynchronous work', peers && together(peers.addon.next), 10_000],
      ['worker_threads with Comlink', peers && together(peers.comlink.next), 10_000], ['an async function that awaits null', together(waits)]]],
    ['from the bytes of the module to the first result', 20, [
      ['Weft', each(async () => {
        const one = await small.load({ source: bytes })
        await one.next(1)
        await one.dispose()
      })],
      ['the way of wasm-bindgen', peers && each(async () => (await loadBindgen(peers.bindgenBytes, async x => x)).next(1))],
      ['emnapi', peers && each(async () => (await loadEmnapi(packages, peers.addonBytes)).next(1))],
      ['a worker of worker_threads', each(() => new Promise(resolve => {
        const one = new Worker(fileURLToPath(import.meta.url))
        one.once('message', () => one.terminate().then(resolve))
        one.postMessage(1)
      })), 3],
      ['worker_threads with Comlink', peers && each(async () => {
        const one = await loadComlink(packages)
        await one.next(1)
        await one.end()
      }), 3]]]
  ]

  for (const [title, count, rows] of groups) {
    const best = rows.map(() => ({ passed: Infinity, used: Infinity }))
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, [, run, own = count]] of rows.entries()) {
        if (!run) continue
        const before = process.cpuUsage()
        const start = performance.now()
        await run(own)
        const passed = performance.now() - start
        const { user, system } = process.cpuUsage(before)
        best[i] = { passed: Math.min(best[i].passed, passed / own * 1000), used: Math.min(best[i].used, (user + system) / own) }
      }
    }
    console.log(`  ${title}`)
    rows.forEach(([name, run], i) => console.log(`    ${name.padEnd(42)} ${run ? `${best[i].passed.toFixed(2)} us, ${best[i].used.toFixed(2)} of a processor` : 'not here'}`))
  }
  console.log(`  load of the machine: ${loadavg()[0].toFixed(1)}`)
  await worker.terminate()
  if (peers) await peers.comlink.end()
  await lib.dispose()
}

async function loadPeers() {
  const bytes = name => readFileSync(join(place, `${name}.wasm`))
  const [bindgenBytes, addonBytes] = [bytes('bindgen'), bytes('addon')]
  return { bindgenBytes, addonBytes, bindgen: await loadBindgen(bindgenBytes, async x => x), addon: await loadEmnapi(packages, addonBytes),
    comlink: await loadComlink(packages) }
}

if (!isMainThread) parentPort.on('message', message => parentPort.postMessage(message + 1))
else await main()
