// The runtime as an archive: libweft.a, built with the same clang as the programs and kept in the
// cache, each object by the content of its source and of all headers. Reading the files needs Node;
// a page is given the finished archive.

import { BuildError } from './error.js'
import { cacheKey } from './cache.js'
import { CLANG_VERSION, assemble, compile, compilerArguments, fileAt, runTool } from './compile.js'
import { objectName, readRuntime } from './runtime.js'

const OPTIONS = {
  optimize: 2, standard: 'c11', includes: ['runtime'],
  warnings: ['-Wall', '-Wextra', '-Wpedantic', '-Werror']
}

/**
 * Builds libweft.a, or takes it from the cache.
 * @param {object} [request]
 * @param {object} [request.cache] from openCache; without it everything is built.
 * @param {string} [request.root] see readRuntime.
 * @param {object} [request.options] replaces some of the options, for tests.
 * @param {object} [request.tools] see runTool.
 * @returns {Promise<{archive: Uint8Array, key: string, headers: Record<string, string>,
 *   cached: boolean, times: Record<string, number>}>} `key` names the archive's content, for the
 *   keys of programs.
 */
export async function buildLibrary({ cache, root, options = {}, tools = {} } = {}) {
  const { sources, headers, hot } = readRuntime('wasm', root)
  const settings = { ...OPTIONS, ...options }
  const flags = compilerArguments('a.c', settings)
  const key = cacheKey('library', hot, CLANG_VERSION, flags, sources, headers)
  const answer = { key, headers: publicHeaders(headers) }
  const kept = await cache?.get(key)
  if (kept) return { ...answer, archive: kept.bytes, cached: true, times: {} }
  const build = { headers, cache, tools, times: {} }
  const objects = {}
  for (const [path, text] of Object.entries(sources)) {
    const own = hot.includes(path) ? settings : { ...settings, optimize: 'z' }
    objects[objectName(path)] = await buildObject(path, text, own, build)
  }
  const archive = await makeArchive(objects, tools)
  await cache?.put(key, archive)
  return { ...answer, archive, cached: false, times: build.times }
}

/** What programs may include: weft.h, and the folder weft/. */
function publicHeaders(headers) {
  return Object.fromEntries(Object.entries(headers)
    .filter(([path]) => path === 'runtime/weft.h' || path.startsWith('runtime/weft/'))
    .map(([path, text]) => [path.slice('runtime/'.length), text]))
}

async function buildObject(path, text, options, { headers, cache, tools, times }) {
  const start = performance.now()
  const key = cacheKey('object', CLANG_VERSION, compilerArguments(path, options), text, headers)
  const kept = await cache?.get(key)
  if (kept) return kept.bytes
  const result = path.endsWith('.s')
    ? await assemble({ path, text, tools })
    : await compileSource(path, text, headers, options, tools)
  if (!result.ok) {
    throw new BuildError('library', `The runtime's ${path} does not compile:\n${result.text}`, {
      diagnostics: result.text
    })
  }
  times[path] = performance.now() - start
  await cache?.put(key, result.object)
  return result.object
}

async function compileSource(path, text, headers, options, tools) {
  const result = await compile({ sources: { [path]: text }, headers, options, tools })
  return { ok: result.ok, text: result.text, object: Object.values(result.objects)[0] }
}

async function makeArchive(objects, tools) {
  const args = ['ar', 'crsD', 'libweft.a', ...Object.keys(objects)]
  const { ok, tree, text } = await runTool(args, objects, tools)
  const archive = fileAt(tree, 'libweft.a')
  if (ok && archive) return archive
  throw new BuildError('library', `The archive libweft.a could not be made:\n${text}`)
}
