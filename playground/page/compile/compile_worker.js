// The worker that compiles: clang, wasm-ld and Binaryen, fetched by compiler_files.js when they are
// first needed, run by the toolchain's own files. What is shown of it is decided in compiler.js.

import { compile } from '../../../toolchain/compile.js'
import { createPreambles } from '../../../toolchain/preamble.js'
import { openCompilerFiles } from './compiler_files.js'
import { makeEdit, requestFor } from './recipe.js'

let files = null
let tools = null               // a promise of the parts of the compiler
let abort = null
const preambles = createPreambles()

/** Fetches what is missing, and makes the parts of the compiler answer by their names. */
async function load(address, signal) {
  files ??= await openCompilerFiles(address)
  const onProgress = progress => self.postMessage({ progress })
  const got = await files.fetchAll({ signal, onProgress })
  self.postMessage({ loaded: { kept: got.kept } })
  const fetchElsewhere = self.fetch.bind(self)
  self.fetch = (input, init) => {
    const name = String(input.url ?? input).split('/').at(-1)
    return files.has(name) ? files.open(name) : fetchElsewhere(input, init)
  }
  const { runLLVM } = await import('@yowasp/clang')
  const [binaryen, archive, headers] = await Promise.all([
    importModule('binaryen.js'),
    files.open('libweft.a').then(answer => answer.arrayBuffer()),
    files.open('headers.json').then(answer => answer.json())
  ])
  const library = { archive: new Uint8Array(archive), headers }
  return { llvm: runLLVM, binaryen: binaryen.default, library }
}

async function importModule(name) {
  const blob = await (await files.open(name)).blob()
  const address = URL.createObjectURL(new Blob([blob], { type: 'text/javascript' }))
  try {
    return await import(address)
  } finally {
    URL.revokeObjectURL(address)
  }
}

async function getTools(address) {
  abort = new AbortController()
  tools ??= load(address, abort.signal)
  try {
    return await tools
  } catch (error) {
    tools = null
    throw error
  }
}

async function build(edit) {
  const { bytes, ...answer } = await makeEdit(edit, await getTools(edit.address), preambles)
  if (!answer.ok) return answer
  const before = performance.now()
  const module = await WebAssembly.compile(bytes)
  answer.times.module = performance.now() - before
  return { ...answer, module, program: bytes, bytes: bytes.length }
}

self.onmessage = async ({ data }) => {
  if (data.cancel) return abort?.abort()
  if (data.warm) return warm(data.warm)
  try {
    self.postMessage({ built: await build(data) })
  } catch (error) {
    const { code, message, kept } = error
    self.postMessage({ failed: { id: data.id, code, message, kept } })
    return
  }
  await preambles.prepare(requestFor(data, await tools)).catch(() => {})   // the next edit tells
}

/** Gets the compiler ready when nothing has to be fetched for it. */
async function warm(address) {
  try {
    files ??= await openCompilerFiles(address)
    if (!(await files.isComplete())) return
    const { llvm, library } = await getTools(address)
    await compile({ sources: { 'warm.c': '#include "weft.h"\nint main(void) { return 0; }\n' },
      headers: library.headers, tools: { llvm } })
  } catch {
    // The next build says what is wrong.
  }
}
