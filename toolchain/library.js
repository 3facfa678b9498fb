// The runtime as an archive: libweft.a, built with the same clang as the programs and kept in the
// cache, each object by the content of its source and of all headers. Reading the files needs Node;
// a page is given the finished archive.

import { readFile, readdir } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { BuildError } from './error.js'
import { cacheKey } from './cache.js'
import { CLANG_VERSION, assemble, compile, compilerArguments, fileAt, runTool } from './compile.js'

/** The back-ends of other platforms. */
const OTHER_PLATFORMS = /^(stack_native|stack_ucontext|host_native|console_native|tape_native)/

/** Files on the way of every switch are built for speed, the others for size. */
const HOT = /\/(loop|task|sleep|queue|lock|stack_asyncify|clock)\.c$/

const OPTIONS = {
  optimize: 2, standard: 'c11', includes: ['runtime'],
  warnings: ['-Wall', '-Wextra', '-Wpedantic', '-Werror']
}

/** Where the runtime is: beside this package in the repository, inside it when packed. */
const ROOTS = [new URL('../', import.meta.url), new URL('./', import.meta.url)]

/**
 * Reads the runtime's sources.
 * @param {string | URL} [root] the folder that holds runtime/ and wasi/.
 * @returns {Promise<{sources: Record<string, string>, headers: Record<string, string>}>}
 *   `sources` are the .c and .s files of the WebAssembly build, by path below the root.
 */
export async function readRuntime(root) {
  const folder = root instanceof URL ? root : root ? pathToFileURL(`${root}/`) : await findRoot()
  const runtime = await readFolder(folder, 'runtime')
  const wasi = await readFolder(folder, 'wasi')
  const forPrograms = await readFolder(folder, 'runtime/weft')
  const pick = pattern => Object.fromEntries(Object.entries({ ...runtime, ...wasi })
    .filter(([path]) => pattern.test(path) && !OTHER_PLATFORMS.test(path.split('/')[1])))
  return { sources: pick(/\.(c|s)$/), headers: { ...pick(/\.h$/), ...forPrograms } }
}

async function findRoot() {
  for (const root of ROOTS) {
    if ((await readdir(new URL('runtime/', root)).catch(() => [])).includes('weft.h')) return root
  }
  throw new BuildError('no-runtime', 'The sources of the runtime are missing beside '
    + `${fileURLToPath(ROOTS[1])}. Install the package again.`)
}

async function readFolder(root, name) {
  const folder = new URL(`${name}/`, root)
  const all = await readdir(folder).catch(() => [])
  const names = all.filter(file => /\.(c|h|s)$/.test(file)).sort()
  const texts = await Promise.all(names.map(file => readFile(new URL(file, folder), 'utf8')))
  return Object.fromEntries(names.map((file, index) => [`${name}/${file}`, texts[index]]))
}

/**
 * Builds libweft.a, or takes it from the cache.
 * @param {object} [request]
 * @param {object} [request.cache] from openCache; without it everything is built.
 * @param {string | URL} [request.root] see readRuntime.
 * @param {object} [request.options] replaces some of the options, for tests.
 * @param {object} [request.tools] see runTool.
 * @returns {Promise<{archive: Uint8Array, key: string, headers: Record<string, string>,
 *   cached: boolean, times: Record<string, number>}>} `key` names the archive's content, for the
 *   keys of programs.
 */
export async function buildLibrary({ cache, root, options = {}, tools = {} } = {}) {
  const { sources, headers } = await readRuntime(root)
  const settings = { ...OPTIONS, ...options }
  const flags = compilerArguments('a.c', settings)
  const key = cacheKey('library', String(HOT), CLANG_VERSION, flags, sources, headers)
  const answer = { key, headers: publicHeaders(headers) }
  const kept = await cache?.get(key)
  if (kept) return { ...answer, archive: kept.bytes, cached: true, times: {} }
  const build = { settings, headers, cache, tools, times: {} }
  const objects = {}
  for (const [path, text] of Object.entries(sources)) {
    objects[path.replace('/', '_').replace(/\.[cs]$/, '.o')] = await buildObject(path, text, build)
  }
  const archive = await makeArchive(objects, tools)
  await cache?.put(key, archive)
  return { ...answer, archive, cached: false, times: build.times }
}

function optionsOf(path, settings) {
  return HOT.test(path) ? settings : { ...settings, optimize: 'z' }
}

/** What programs may include: weft.h, and the folder weft/. */
function publicHeaders(headers) {
  return Object.fromEntries(Object.entries(headers)
    .filter(([path]) => path === 'runtime/weft.h' || path.startsWith('runtime/weft/'))
    .map(([path, text]) => [path.slice('runtime/'.length), text]))
}

async function buildObject(path, text, { settings, headers, cache, tools, times }) {
  const start = performance.now()
  const key = cacheKey('object', CLANG_VERSION, compilerArguments(path, optionsOf(path, settings)), text, headers)
  const kept = await cache?.get(key)
  if (kept) return kept.bytes
  const result = path.endsWith('.s')
    ? await assemble({ path, text, tools })
    : await compileSource(path, text, headers, optionsOf(path, settings), tools)
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
