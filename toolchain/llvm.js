// Running one of LLVM's tools, compiled to WebAssembly, over a small file system in memory, and
// reading what it says. What clang and wasm-ld are told lives in compile.js and link.js.

import { BuildError, WeftError } from './error.js'

let loading = null

/** Loads the compiler once (100 MB, seconds when cold); `given` is a runLLVM from elsewhere. */
export function loadLLVM(given) {
  if (given) return given
  loading ??= import('@yowasp/clang').then(module => module.runLLVM, error => {
    loading = null
    throw new WeftError('no-clang', `The compiler could not be loaded (${error.message}). `
      + 'Install the npm package @yowasp/clang.')
  })
  return loading
}

/**
 * Runs one LLVM tool over a small file system.
 * @param {string[]} args the tool's name first.
 * @param {Record<string, string | Uint8Array>} files by path.
 * @param {object} [tools] `{llvm, progress}`: runLLVM from elsewhere, and a download callback.
 * @returns {Promise<{ok: boolean, tree: object, text: string, stdout: Uint8Array}>} `text` is what it
 *   wrote to standard error.
 */
export async function runTool(args, files, { llvm, progress } = {}) {
  const input = makeTree(files)
  const run = await loadLLVM(llvm)
  const stdout = collectBytes()
  const stderr = collectBytes()
  const options = {
    stdin: null, stdout: stdout.write, stderr: stderr.write, decodeASCII: false,
    fetchProgress: progress ?? (() => {})
  }
  try {
    const tree = await run(args, input, options)
    return { ok: true, tree, text: stderr.text(), stdout: stdout.bytes() }
  } catch (error) {
    const tree = error?.files
    if (tree) return { ok: false, tree, text: stderr.text(), stdout: stdout.bytes() }
    throw new BuildError('tool-crashed', `${args[0]} crashed (${error?.message ?? error}). `
      + 'The input may be too large or too deeply nested for it.', { text: stderr.text() })
  }
}

/**
 * Runs a tool whose arguments say `-o FILE`, and answers what it makes as `output`, in which nothing
 * is when they say so nowhere. It writes to
 * standard output: a file of the tools' file system is copied whole for each four kilobytes that
 * are added to it, and an array of zeros alone can make an object of many megabytes.
 * @returns {Promise<{ok: boolean, text: string, output: Uint8Array}>}
 */
export async function runMaker(args, files, tools) {
  const at = args.lastIndexOf('-o')
  const words = at < 0 ? args : args.with(at + 1, '-')
  const { ok, text, stdout } = await runTool(words, files, tools)
  return { ok, text, output: stdout }
}

function collectBytes() {
  const chunks = []
  let size = 0
  const bytes = () => {
    const all = new Uint8Array(size)
    let at = 0
    for (const chunk of chunks) {
      all.set(chunk, at)
      at += chunk.length
    }
    return all
  }
  return {
    write(chunk) {
      if (!chunk) return
      chunks.push(chunk.slice())   // it lies in the tool's memory
      size += chunk.length
    },
    bytes,
    text: () => new TextDecoder().decode(bytes())
  }
}

/** Turns paths into the nested object that the tools take. */
function makeTree(files) {
  const root = Object.create(null)
  for (const [path, content] of Object.entries(files)) {
    const names = checkPath(path).split('/')
    const last = names.pop()
    let folder = root
    for (const name of names) folder = folder[name] ??= Object.create(null)
    folder[last] = content
  }
  return root
}

/** The tools' file system has one root: a path must stay below it and away from the system's. */
function checkPath(path) {
  const names = path.split('/')
  const bad = names.some(name => name === '' || name === '.' || name === '..')
  if (!bad && names[0] !== 'usr' && names[0] !== 'tmp') return path
  throw new WeftError('bad-path', `The compiler cannot see ${path}: give a relative path without `
    + '.. that does not begin with usr or tmp.')
}

const OVERLAY = 'weft-overlay.json'

/**
 * What makes clang find `..`: the tools' file system takes a folder's parent for the folder itself.
 * With an overlay that leads each folder to itself, clang works out the name before it asks.
 * @param {Record<string, string | Uint8Array>} files by path
 * @returns {{args: string[], files: Record<string, string>}} to be added; nothing without folders
 */
export function parentFolders(files) {
  const tops = Object.keys(files).filter(path => path.includes('/')).map(path => path.split('/')[0])
  if (tops.length === 0) return { args: [], files: {} }
  const folders = [...new Set(tops)]
    .map(name => ({ type: 'directory-remap', name, 'external-contents': `/${name}` }))
  const overlay = {
    version: 0, 'case-sensitive': 'true', 'use-external-names': 'false',
    roots: [{ type: 'directory', name: '/', contents: folders }]
  }
  return { args: ['-ivfsoverlay', OVERLAY], files: { [OVERLAY]: JSON.stringify(overlay) } }
}

/** The file at a path of a tool's answer, or undefined. */
export function fileAt(tree, path) {
  return path.split('/').reduce((folder, name) => folder?.[name], tree)
}

const DIAGNOSTIC = /^([^\s:][^:\n]*):(\d+):(\d+): (fatal error|error|warning|note|remark): (.*)$/
const BARE = /^(?:clang|wasm-ld|error|warning)?:? ?(fatal error|error|warning): (.*)$/

/**
 * Reads the places out of clang's text.
 * @param {string} text
 * @returns {{file: string|null, line: number, column: number, severity: string, message: string}[]}
 */
export function parseDiagnostics(text) {
  const found = []
  for (const line of text.split('\n')) {
    const place = DIAGNOSTIC.exec(line)
    if (place) {
      const [, file, row, column, severity, message] = place
      found.push({ file, line: Number(row), column: Number(column), severity, message })
      continue
    }
    const bare = BARE.exec(line)
    if (bare) found.push({ file: null, line: 0, column: 0, severity: bare[1], message: bare[2] })
  }
  return found
}
