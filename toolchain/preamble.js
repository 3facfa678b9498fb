// The includes at the top of a source, parsed once. Between two edits of a program they stay as they
// are, and reading them is a good part of what compiling a small program costs. clang keeps them
// as a precompiled preamble that stands for exactly the first bytes of the file, so every place
// in the rest keeps its line. For programs of one .c file, in a process that lives on.

import { compilerArguments } from './compile.js'
import { fileAt, runTool } from './llvm.js'

/** White space, a comment, an include or a simple macro. */
const PIECE = /\s+|\/\/.*(?:\n|$)|\/\*[^]*?\*\/|#[ \t]*(include|define|undef)\b(?:[^\n\\/]|\/(?![*/]))*\n/y

const TEXT = 'weft-preamble.h'
const PARSED = 'weft-preamble.pch'

/** The part of a source that can be kept: up to the end of its last include; '' without one. */
export function findPreamble(text) {
  let end = 0
  PIECE.lastIndex = 0
  for (let piece; (piece = PIECE.exec(text));) {
    if (piece[1] === 'include') end = PIECE.lastIndex
  }
  return text.slice(0, end)
}

/** Keeps the preamble of the program that is being edited, for compile(). */
export function createPreambles() {
  let kept = null
  return {
    /**
     * What compile() needs to make use of it: more arguments, more files, and how clang's words
     * become those that it has without; null when the preamble of these sources is not there.
     */
    find(request) {
      if (!kept?.bytes || !isSame(kept, describe(request))) return null
      const args = ['-include-pch', PARSED, '-fno-validate-pch', `-preamble-bytes=${kept.length},1`]
      return { args, files: { [TEXT]: kept.text, [PARSED]: kept.bytes }, reword }
    },
    /**
     * Makes it, for the edits to come, unless it is there. One in which clang finds something to say
     * is not kept, so that it is said each time.
     * @param {object} request as for compile().
     */
    async prepare(request) {
      const wanted = describe(request)
      if (!wanted?.preamble || (kept && isSame(kept, wanted))) return
      kept = wanted
      const { path, preamble, files, options } = wanted
      wanted.text = `# 1 "${path}"\n${preamble}`   // a file of its own, whose lines are the source's
      const args = compilerArguments(TEXT, options, { precompile: PARSED })
      const { ok, text, tree } = await runTool(args, { ...files, [TEXT]: wanted.text }, request.tools)
      if (!ok || text) return
      wanted.bytes = fileAt(tree, PARSED)
      wanted.length = new TextEncoder().encode(preamble).length
    }
  }
}

/** clang finds our headers in the folder "." and keeps them as files of the root. */
function reword(text) {
  return text.replace(/^(In file included from )?\/(?!usr\/)/gm, '$1./')
}

/** What a preamble depends on; null for what has none. */
function describe({ sources, headers = {}, options = {} }) {
  const [path, ...more] = Object.keys(sources).filter(name => name.endsWith('.c'))
  if (more.length > 0 || options.raw?.length || options.debug) return null
  const { [path]: text, ...others } = { ...headers, ...sources }
  return { path, preamble: findPreamble(text), files: others, options, settings: JSON.stringify(options) }
}

function isSame(one, other) {
  return other !== null && one.path === other.path && one.preamble === other.preamble
    && one.settings === other.settings && hasSameFiles(one.files, other.files)
}

function hasSameFiles(some, others) {
  const names = Object.keys(some)
  return names.length === Object.keys(others).length
    && names.every(name => some[name] === others[name])
}
