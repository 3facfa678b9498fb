// examples/notes: a server with a JSON API, and a real PostgreSQL behind it, which this test starts in a folder of
// its own and ends again. Clients are Node's fetch.

import assert from 'node:assert/strict'
import { execFile, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { buildNative, needs, root, tools } from './programs.js'

const wanted = needs('gcc', 'postgres')
const folder = mkdtempSync(join(tmpdir(), 'weft-notes-'))
const where = `host=${folder} user=weft dbname=notes`

/** PostgreSQL does not run as root; whoever is root runs it as nobody. */
function postgres(program, ...words) {
  const path = join(tools().postgres, program)
  const [first, ...rest] = process.getuid() === 0 ? ['runuser', '-u', 'nobody', '--', path] : [path]
  execFileSync(first, [...rest, ...words], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Beside what goes on here: a request that was begun must be able to leave. */
const query = text => promisify(execFile)(join(tools().postgres, 'psql'), ['-h', folder, '-U', 'weft', '-tAc', text, 'notes'])
  .then(({ stdout }) => stdout.trim())

/** The program, once it has said where it serves. */
async function start() {
  const words = execFileSync('pkg-config', ['--cflags', '--libs', 'libpq'], { encoding: 'utf8' }).trim().split(/\s+/)
  const more = ['-std=gnu11', `-I${join(root, 'examples/notes')}`, join(root, 'examples/notes/postgres.c'), ...words]
  const { notes } = await buildNative('plain', ['examples/notes/notes.c'], more)
  const child = spawn(notes, [where, '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = new Promise(resolve => child.on('exit', (code, signal) => resolve({ code, signal })))
  const ended = exit.then(end => assert.fail(`it ended: ${JSON.stringify(end)}`))
  const url = await Promise.race([nextLine(child.stdout), ended])
  return { child, exit, url }
}

const nextLine = stream => new Promise(resolve => createInterface(stream).once('line', resolve))

describe('notes', { ...wanted }, () => {
  before(() => {
    if (wanted.skip) return
    chmodSync(folder, 0o777)
    postgres('initdb', '-D', join(folder, 'data'), '-U', 'weft', '-A', 'trust', '-N')
    postgres('pg_ctl', '-D', join(folder, 'data'), '-o', `-k ${folder} -c listen_addresses= -c fsync=off`, '-l',
      join(folder, 'log'), '-w', 'start')
    postgres('createdb', '-h', folder, '-U', 'weft', 'notes')
  })

  after(() => {
    if (!wanted.skip) postgres('pg_ctl', '-D', join(folder, 'data'), '-m', 'immediate', '-w', 'stop')
    rmSync(folder, { recursive: true, force: true })
  })

  it('keeps notes, lists and deletes them, and says what is wrong', async () => {
    const { child, exit, url } = await start()
    const ask = async (path, options) => {
      const response = await fetch(url + path, options)
      return { status: response.status, body: await response.text() }
    }
    assert.deepEqual(await ask(''), { status: 200, body: '[]' })
    const added = await ask('', { method: 'POST', body: 'it\'s "thread", ünïcode' })
    assert.equal(added.status, 201)
    assert.deepEqual(JSON.parse(added.body), { id: 1, text: 'it\'s "thread", ünïcode' })
    assert.deepEqual(await ask('/1'), { status: 200, body: added.body })
    assert.equal((await ask('/2')).status, 404)
    assert.equal((await ask('', { method: 'POST', body: '' })).status, 400)
    assert.equal((await ask('', { method: 'POST', body: 'x'.repeat(20_000) })).status, 413)
    assert.equal((await ask('/1', { method: 'PUT', body: 'x' })).status, 405)
    assert.equal((await ask('/1', { method: 'DELETE' })).status, 200)
    assert.equal((await ask('/1')).status, 404)
    child.kill('SIGINT')
    assert.deepEqual(await exit, { code: 109, signal: null })
  })

  it('serves a hundred clients over at most eight connections, and ends a query that waits at Ctrl-C', async () => {
    const { child, exit, url } = await start()
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) =>
      fetch(url, { method: 'POST', body: `note ${i}` }).then(response => response.status)))
    assert.deepEqual([...new Set(answers)], [201])
    assert.equal(await query('select count(*) from notes'), '100')
    const open = Number(await query('select count(*) from pg_stat_activity where datname = \'notes\' and pid <> pg_backend_pid()'))
    assert.ok(open >= 1 && open <= 8, `${open} connections`)
    const holder = spawn(join(tools().postgres, 'psql'), ['-h', folder, '-U', 'weft', '-qtA', 'notes'], { stdio: ['pipe', 'pipe', 'ignore'] })
    holder.stdin.write('begin; lock table notes; select 1;\n')
    assert.equal(await nextLine(holder.stdout), '1') // quiet: the first line is that of the select, so the table is locked
    const waiting = fetch(url).then(() => 'answered', () => 'broken off')
    while (await query('select count(*) from pg_locks where not granted') === '0');
    child.kill('SIGINT')
    assert.equal((await exit).code, 109)
    assert.equal(await waiting, 'broken off')
    while (await query('select count(*) from pg_locks where not granted') !== '0');
    holder.stdin.end()
  })
})
