// The runtime as an archive: libweft.a, built with the same clang as the programs and kept in the
// cache, each object by the content of its source and of all headers. Reading the files needs Node;
// a page is given the finished archive.

import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { BuildError } from './error.js'
import { cacheKey, openCache } from './cache.js'
import { CLANG_VERSION, assemble, compile, compilerArguments } from './compile.js'
import { fileAt, runTool } from './llvm.js'
import { objectName, readRuntime } from './runtime.js'

const OPTIONS = {
  optimize: 2, standard: 'c11', includes: ['runtime'],
  warnings: ['-Wall', '-Wextra', '-Wpedantic', '-Werror']
}

/** The two libraries that the command line links: options of buildLibrary. */
export const LIBRARIES = { fast: {}, small: { optimize: 'z' } }

/**
 * Libraries that the packed command line brings along, so that the first run need not compile the
 * runtime. They are named by their content as in the cache: one of other sources is never taken.
 */
export const BROUGHT = fileURLToPath(new URL('./compiled', import.meta.url))

/**
 * Builds libweft.a, or takes it from the cache or from what the package brings.
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
  const kept = cache && (await openCache({ folder: BROUGHT }).get(key) ?? await cache.get(key))
  if (kept) return { ...answer, archive: kept.bytes, cached: true, times: {} }
  const build = { headers, cache, tools, times: {} }
  const jobs = Object.entries(sources).map(([path, text]) =>
    ({ path, text, options: hot.includes(path) ? settings : { ...settings, optimize: 'z' } }))
  const objects = Object.fromEntries(jobs.map(({ path }) => [objectName(path), null]))   // in this order
  for (const { path, object } of await buildObjects(jobs, build)) objects[objectName(path)] = object
  const archive = await makeArchive(objects, tools)
  await cache?.put(key, archive)
  return { ...answer, archive, cached: false, times: build.times }
}

/**
 * What a component has beside the library: objects that take the place of the imports of preview 1.
 * @param {{world: 'command' | 'http', wasi: '0.2' | '0.3'}} what a program, or one HTTP handler; of which WASI
 * @param {object} [request] as of buildLibrary
 * @returns {Promise<Record<string, Uint8Array>>} by name
 */
export async function buildComponentObjects({ world, wasi }, { cache, root, options = {}, tools = {} } = {}) {
  const { sources, headers } = readRuntime(wasi === '0.3' ? `${world}03` : world, root)
  const settings = { ...OPTIONS, includes: [...OPTIONS.includes, 'wasi'], standard: 'gnu11', warnings: ['-Wall', '-Wextra', '-Werror'], ...options,
    ...wasi === '0.3' && { defines: [...options.defines ?? [], 'COMPONENT_03'] } }
  const jobs = Object.entries(sources).map(([path, text]) => ({ path, text, options: settings }))
  const objects = await buildObjects(jobs, { headers, cache, tools, times: {} })
  return Object.fromEntries(objects.map(({ path, object }) => [objectName(path), object]).sort(([one], [other]) => one < other ? -1 : 1))
}

/** What programs may include: weft.h, and the folder weft/. */
function publicHeaders(headers) {
  return Object.fromEntries(Object.entries(headers)
    .filter(([path]) => path === 'runtime/weft.h' || path.startsWith('runtime/weft/'))
    .map(([path, text]) => [path.slice('runtime/'.length), text]))
}

/** Below it a thread, which loads the compiler, takes longer than it saves. */
const WORTH_A_THREAD = 12

/** Threads for the objects that are not in the cache: one for each processor, this one among them, and no more than memory bears. */
const MOST_THREADS = 4

/** @returns {Promise<{path: string, object: Uint8Array}[]>} */
async function buildObjects(jobs, { headers, cache, tools, times }) {
  const kept = await Promise.all(jobs.map(job => cache?.get(keyOf(job, headers))))
  const missing = jobs.filter((_, place) => !kept[place])
  const most = Object.keys(tools).length > 0 ? 1 : Math.min(availableParallelism(), MOST_THREADS)
  const threads = Math.max(1, Math.min(most, Math.floor(missing.length / WORTH_A_THREAD)))
  const shares = Array.from({ length: threads }, (_, share) => missing.filter((_, place) => place % threads === share))
  const [own, ...others] = shares
  const folder = cache?.folder
  const elsewhere = others.map(share => inThread({ jobs: share, headers, folder }))
  const built = [...await compileObjects({ jobs: own, headers, folder, tools }), ...(await Promise.all(elsewhere)).flat()]
  for (const { path, text, object, milliseconds } of built) {
    if (!object) throw new BuildError('library', `The runtime's ${path} does not compile:\n${text}`, { diagnostics: text })
    times[path] = milliseconds
  }
  return [...jobs.flatMap(({ path }, place) => kept[place] ? [{ path, object: kept[place].bytes }] : []), ...built]
}

const keyOf = ({ path, text, options }, headers) => cacheKey('object', CLANG_VERSION, compilerArguments(path, options), text, headers)

function inThread(workerData) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./library_worker.js', import.meta.url), { workerData })
    worker.once('message', resolve).once('error', reject)
  })
}

/**
 * Compiles one after the other, and keeps each in the cache at once.
 * @returns {Promise<object[]>} with the compiler's text where there is no object
 */
export async function compileObjects({ jobs, headers, folder, tools = {} }) {
  const cache = folder && openCache({ folder })
  const done = []
  for (const job of jobs) {
    const { path, text, options } = job
    const start = performance.now()
    const { ok, text: said, object } = path.endsWith('.s')
      ? await assemble({ path, text, tools })
      : await compileSource(path, text, headers, options, tools)
    if (ok) await cache?.put(keyOf(job, headers), object)
    done.push({ path, text: said, object: ok ? object : null, milliseconds: performance.now() - start })
  }
  return done
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
