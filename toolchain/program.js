// The recipe: C texts and the library become a program, by compile, link and weave. Nothing here knows
// of disks, caches or exit codes, so that the command line, the page's worker and the tests all
// build in this way.

import { compile } from './compile.js'
import { link } from './link.js'
import { weave } from './weave.js'

/**
 * Compiles and links; the module is not woven yet.
 * @param {object} request what compile() takes: `sources`, `headers`, `options`, `tools`, `preambles`;
 *   and
 * @param {{archive: Uint8Array, headers: Record<string, string>}} [request.library] from
 *   buildLibrary; its headers go before others of the same name. Without it a program of its own.
 * @param {object} [request.linker] the options of link().
 * @param {(step: 'compile' | 'link' | 'weave') => void} [request.onStep] called before each.
 * @returns {Promise<{ok: boolean, failed: 'compile' | 'link' | null, bytes: Uint8Array | undefined,
 *   text: string, diagnostics: object[], times: {compile: number, link?: number},
 *   files: Record<string, number>}>} `text` is what clang and wasm-ld wrote, `files` are the times of
 *   the single sources. It does not throw for mistakes in the program.
 */
export async function linkProgram({ library, linker, onStep = () => {}, ...request }) {
  const start = performance.now()
  onStep('compile')
  const headers = { ...request.headers, ...library?.headers }
  const compiled = await compile({ ...request, headers })
  const { text, diagnostics } = compiled
  const times = { compile: performance.now() - start }
  const answer = { text, diagnostics, times, files: compiled.times }
  if (!compiled.ok) return { ...answer, ok: false, failed: 'compile', bytes: undefined }
  onStep('link')
  const archives = library ? { 'libweft.a': library.archive } : {}
  const linked = await link({
    objects: compiled.objects, archives, options: linker, tools: request.tools
  })
  return {
    ...answer,
    ok: linked.ok,
    failed: linked.ok ? null : 'link',
    bytes: linked.bytes,
    text: text + linked.text,
    diagnostics: [...diagnostics, ...linked.diagnostics],
    times: { ...times, ...linked.times }
  }
}

/**
 * The same, and weaves: a program for every host.
 * @param {object} request see linkProgram; and
 * @param {object} [request.weaving] the options of weave().
 * @returns {Promise<object>} what linkProgram answers, with the program's bytes, the time of `weave`,
 *   and weave's `report`.
 * @throws {WeftError} when the module cannot be woven.
 */
export async function makeProgram({ weaving, ...request }) {
  const linked = await linkProgram(request)
  if (!linked.ok) return linked
  const start = performance.now()
  request.onStep?.('weave')
  const { bytes, report } = await weave(linked.bytes, weaving)
  return { ...linked, bytes, report, times: { ...linked.times, weave: performance.now() - start } }
}
