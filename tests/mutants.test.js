// Every old bug of others that applies to us, put back into a copy of the runtime: the C test that
// stands for it must then fail. mutants/mutants.json says which line becomes which, which file of cases
// (below tests/) notices, and for which statements of the contract the copy is the proof.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { after, before, test } from 'node:test'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
const runtime = join(root, 'runtime')
const mutants = JSON.parse(await readFile(new URL('mutants/mutants.json', import.meta.url), 'utf8'))
const compiler = await run('gcc', ['--version']).then(() => 'gcc', () => null)
const missing = compiler ? false : 'gcc is not here: install it to prove the tests on broken copies'
const FLAGS = ['-std=gnu11', '-O0', '-w', '-I', runtime]

let folder
let objects

if (missing && process.env.CI === 'true') {
  test('broken copies', () => assert.fail(missing))
}

before(async () => {
  if (missing) return
  folder = await mkdtemp(join(tmpdir(), 'weft-mutants-'))
  const names = (await readdir(runtime)).filter(name =>
    /\.(c|S)$/.test(name) && !/^stack_(asyncify|native|x86_64|aarch64)/.test(name))
  objects = Object.fromEntries(names.map(name => [name, join(folder, `${name}.o`)]))
  await inTurns(names.map(name => () => compile(join(runtime, name), objects[name])))
})

after(async () => {
  if (folder) await rm(folder, { recursive: true, force: true })
})

function compile(source, object) {
  return run(compiler, [...FLAGS, '-c', source, '-o', object])
}

/** Two at a time. */
async function inTurns(jobs) {
  const next = jobs.values()
  await Promise.all([1, 2].map(async () => {
    for (const job of next) await job()
  }))
}

/** Links a C test with these objects and runs it; resolves to its output and exit code. */
async function check(name, linked, place) {
  const program = join(place, basename(name))
  await run(compiler, [...FLAGS, join(root, 'tests', `${name}.c`), ...linked, '-o', program, '-lm'])
  return run(program, [], { timeout: 20000, maxBuffer: 1 << 26 })
    .then(({ stdout }) => ({ code: 0, stdout }), error => ({ code: error.code ?? 'killed', stdout: error.stdout }))
}

test('the runtime as it is passes', { skip: missing }, async () => {
  for (const name of new Set(mutants.map(mutant => mutant.test))) {
    const { code, stdout } = await check(name, Object.values(objects), folder)
    assert.equal(code, 0, `${name}:\n${stdout}`)
  }
})

for (const [index, mutant] of mutants.entries()) {
  test(`${mutant.file}: bug ${mutant.bug}`, { skip: missing }, async () => {
    const place = join(folder, String(index))
    const text = await readFile(join(runtime, mutant.file), 'utf8')
    assert.equal(text.split(mutant.find).length, 2, `the text to replace must stand once in ${mutant.file}`)
    await mkdir(place)
    const source = join(place, mutant.file)
    await writeFile(source, text.replace(mutant.find, () => mutant.replace))
    const object = join(place, 'mutant.o')
    await compile(source, object)
    const linked = Object.entries(objects).map(([name, path]) => name === mutant.file ? object : path)
    const { code } = await check(mutant.test, linked, place)
    assert.notEqual(code, 0, `${mutant.test} does not notice`)
  })
}
