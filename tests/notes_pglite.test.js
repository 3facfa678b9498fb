// examples/notes without a database server: the same queries in C, carried out by PGlite, in Node and in a page.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { openPage } from './conformance/hosts.js'
import { needs, root } from './programs.js'

const ODD = 'say "grüß dich" \\ \\N\n\tand a second line'

/** What clients see, by `ask(method, path, body)`, which gives the status and the JSON. */
async function play(ask) {
  assert.deepEqual(await ask('GET', '/notes'), [200, []])
  assert.deepEqual(await ask('POST', '/notes', 'buy thread'), [201, { id: 1, text: 'buy thread' }])
  assert.deepEqual(await ask('POST', '/notes', ODD), [201, { id: 2, text: ODD }])
  assert.deepEqual(await ask('GET', '/notes'), [200, [{ id: 2, text: ODD }, { id: 1, text: 'buy thread' }]])
  const many = await Promise.all(Array.from({ length: 20 }, (_, i) => ask('POST', '/notes', `note ${i}`)))
  assert.deepEqual(many.map(([, { text }]) => text), Array.from({ length: 20 }, (_, i) => `note ${i}`))
  assert.deepEqual(await ask('DELETE', '/notes/1'), [200, { id: 1, text: 'buy thread' }])
  assert.deepEqual(await ask('GET', '/notes/1'), [404, { error: 'there is no such note' }])
}

describe('notes over PGlite', () => {
  it('in Node', async () => {
    const child = spawn(process.execPath, [join(root, 'examples/notes/start_pglite.js'), 'memory://', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exit = new Promise(resolve => child.on('exit', resolve))
    const { value: url } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
    try {
      await play(async (method, path, body) => {
        const response = await fetch(new URL(path, url), { method, body })
        return [response.status, await response.json()]
      })
    } finally {
      child.kill('SIGINT')
    }
    assert.equal(await exit, 109)
  })

  it('in a page', needs('chromium'), async () => {
    assert.ok(existsSync(join(root, 'build/notes/notes.wasm')), 'the test before has built it')
    const { page, close } = await openPage()
    try {
      await page.evaluate(startInPage)
      await play(async (method, path, body) => {
        const [status, text] = await page.evaluate(async ([method, path, body]) => {
          const response = await globalThis.ask({ method, path, headers: [], body: new TextEncoder().encode(body ?? '') })
          return [response.status, await response.text()]
        }, [method, path, body])
        return [status, JSON.parse(text)]
      })
    } finally {
      await close()
    }
  })
})

/** Runs inside of the page. */
async function startInPage() {
  const [{ load }, { createNetwork }, { createEffects }, { PGlite }] = await Promise.all(['/web/index.js', '/examples/preview/network.js',
    '/examples/notes/queries.js', '/build/notes/node_modules/@electric-sql/pglite/dist/index.js'].map(path => import(path)))
  const program = await load(new Uint8Array(await (await fetch('/build/notes/notes.wasm')).arrayBuffer()))
  const { network, ask } = createNetwork()
  program.start({ args: ['', '80'], net: network, effects: createEffects(await PGlite.create()) })
  globalThis.ask = ask
}
