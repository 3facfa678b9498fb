// A server in Node whose hot path is a library of C (docs/embed-js.md): 1 000 requests at once, of which some are given up by their
// clients, some fail, and one makes the library trap. Every one is answered, the server makes a new library, and nothing is left.

import assert from 'node:assert/strict'
import { createServer, request } from 'node:http'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { buildLibrary } from './library/build.js'

const REQUESTS = 1000

/** What a program that embeds a library writes: one library, and another one when it has died. */
function createService(made) {
  const open = () => made.load({ onStderr: () => {}, imports: {
    lookup: async id => ({ name: id, age: 1, tags: [], boss: undefined }), judge: () => 1, note: () => {}, waitFor: () => {}
  } })
  const service = { libraries: 1, lib: open(), died: 0 }

  async function handle(message, response) {
    const { pathname, searchParams } = new URL(message.url, 'http://localhost')
    const control = new AbortController()
    response.on('close', () => control.abort())
    const lib = await service.lib
    const options = { signal: control.signal }
    const ways = {
      '/greet': () => lib.greet(searchParams.get('name'), options),
      '/find': async () => (await lib.find(searchParams.get('name'), options)).name,
      '/slow': () => lib.sleepFor(1000, options),
      '/fail': () => lib.twice([], options),
      '/trap': () => lib.fail(1)
    }
    try {
      response.end(await ways[pathname]())
    } catch (error) {
      if (error instanceof made.LibraryDied) replace(lib)
      response.statusCode = error instanceof made.LibraryDied ? 503 : error instanceof made.CallFailed ? 422 : 499
      response.end(error.name)
    }
  }

  /** Once for each library: all its calls say that it has died. */
  function replace(dead) {
    service.died++
    if (service.dead === dead) return
    service.dead = dead
    service.libraries++
    service.lib = open()
  }

  return { service, handle }
}

function get(port, path, { giveUp } = {}) {
  return new Promise((resolve, reject) => {
    const message = request({ port, host: '127.0.0.1', path, agent: false }, response => {
      let text = ''
      response.on('data', chunk => { text += chunk })
      response.on('end', () => resolve({ status: response.statusCode, text }))
    })
    message.on('error', error => giveUp ? resolve({ status: 0, text: '' }) : reject(error))
    message.end()
    giveUp?.(() => message.destroy())
  })
}

test('a server with a library: 1 000 at once, given up, failing, one that traps', async t => {
  const made = await buildLibrary('lib')
  const { service, handle } = createService(made)
  const server = createServer(handle)
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { port } = server.address()
  const first = await service.lib

  // given up while their tasks sleep
  const leave = []
  const slow = Array.from({ length: 200 }, () => get(port, '/slow', { giveUp: go => leave.push(go) }))
  while (first.usage.calls < slow.length) await turn()
  const asked = Array.from({ length: REQUESTS - slow.length - 1 }, (_, i) =>
    i % 4 === 0 ? get(port, '/fail') : i % 4 === 1 ? get(port, `/find?name=${i}`) : get(port, `/greet?name=${i}`))
  for (const go of leave) go()
  const answers = await Promise.all(asked)
  for (const [i, { status, text }] of answers.entries()) {
    assert.deepEqual([status, text], i % 4 === 0 ? [422, 'CallFailed'] : i % 4 === 1 ? [200, `${i}`] : [200, `Hello, ${i}!`])
  }
  for (const { status } of await Promise.all(slow)) assert.equal(status, 0)
  while (first.usage.calls > 0) await turn()
  await first.sleepFor(0)
  const { memory } = first.usage

  // the same again takes no more
  await Promise.all(Array.from({ length: REQUESTS }, (_, i) => get(port, `/find?name=${i}`)))
  assert.equal(first.usage.memory, memory)

  // one traps while 300 others wait
  const waiting = Array.from({ length: 300 }, () => get(port, '/slow'))
  while (first.usage.calls < waiting.length) await turn()
  assert.deepEqual(await get(port, '/trap'), { status: 503, text: 'LibraryDied' })
  for (const answer of await Promise.all(waiting)) assert.deepEqual(answer, { status: 503, text: 'LibraryDied' })
  assert.equal(service.libraries, 2)
  assert.equal(service.died, waiting.length + 1)
  const second = await service.lib
  assert.notEqual(second, first)
  assert.deepEqual(await get(port, '/greet?name=Eve'), { status: 200, text: 'Hello, Eve!' })
  await second.dispose()
  assert.deepEqual([second.usage.calls, second.usage.bytes, first.usage.calls], [0, 0, 0])
})
