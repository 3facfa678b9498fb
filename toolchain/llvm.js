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
 * @returns {Promise<{ok: boolean, tree: object, text: string, stdout: string}>}
 */
export async function runTool(args, files, { llvm, progress } = {}) {
  const input = makeTree(files)
  const run = await loadLLVM(llvm)
  const stdout = collectText()
  const stderr = collectText()
  const options = {
    stdin: null, stdout: stdout.write, stderr: stderr.write, decodeASCII: false,
    fetchProgress: progress ?? (() => {})
  }
  try {
    const tree = await run(args, input, options)
    return { ok: true, tree, text: stderr.read(), stdout: stdout.read() }
  } catch (error) {
    const tree = error?.files
    if (tree) return { ok: false, tree, text: stderr.read(), stdout: stdout.read() }
    throw new BuildError('tool-crashed', `${args[0]} crashed (${error?.message ?? error}). `
      + 'The input may be too large or too deeply nested for it.', { text: stderr.read() })
  }
}

function collectText() {
  const decoder = new TextDecoder()
  let text = ''
  return {
    write: bytes => { if (bytes) text += decoder.decode(bytes, { stream: true }) },
    read: () => text + decoder.decode()
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
