// `node playground/build.js`: makes dist/, a folder of static files that any host can serve. This
// file only puts the steps in order; each step is a file in make/. What has not changed since the
// last build is taken from caches.

import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { checkBudgets } from './make/budget.js'
import { bundlePage, bundleWorkers } from './make/bundle.js'
import { makeCanvas } from './make/canvas.js'
import { makeExamples } from './make/examples.js'
import { makeLessons } from './make/lessons.js'
import { makeParts } from './make/parts.js'
import { openFolder } from './make/folder.js'
import { makeHtml } from './make/html.js'
import { makeManual } from './make/manual.js'
import { makeNames } from './make/names.js'
import { makeOffline } from './make/offline.js'
import { openPrograms } from './make/programs.js'
import { bundleSingle } from './make/single.js'
import { openCache } from '../toolchain/cache.js'
import { buildLibrary } from '../toolchain/library.js'

export const root = fileURLToPath(new URL('../', import.meta.url))
const source = join(root, 'playground')

/**
 * Builds the playground.
 * @param {{say?: (text: string) => void, out?: string, withinMs?: number}} [options] `withinMs`: programs that take longer come later,
 *   and with them what is made of all: the service worker and the budgets
 * @returns {Promise<{out: string, budgets: object[], programs: object}>} `programs`: see openPrograms
 */
export async function build({ say = console.log, out = join(source, 'dist'), withinMs } = {}) {
  const started = performance.now()
  mkdirSync(out, { recursive: true })
  const folder = openFolder(out)
  say('Building the playground: the library, the examples, the page.')
  const cache = openCache()
  const library = await buildLibrary({ cache })
  const canvas = await makeCanvas({ root, folder, cache, isPatient: withinMs === undefined, say })
  const programs = openPrograms({ folder, say, withinMs })
  const header = library.headers['weft.h']
  const [examples, lessons] = await Promise.all([makeExamples({ root, folder, programs, header, pages: canvas.list }), makeLessons({ folder, programs, say })])
    .catch(error => {
      programs.close()
      throw error
    })
  const parts = await makeParts({ root, folder, library, say })
  const workers = await bundleWorkers({ source, folder })
  const single = await bundleSingle({ source, folder })
  const files = { ...workers, ...single, examples: examples.file, index: examples.index, lessons: lessons.file, parts: parts.file,
    names: makeNames({ folder }), compilerBytes: parts.total }
  const page = await bundlePage({ source, folder, files })
  const html = makeHtml({ source, folder, page, examples })
  folder.put('embed.js', readFileSync(join(source, 'embed.js')))
  makeManual({ root, folder, styles: page.styles, script: page.manual })
  canvas.put({ styles: page.styles, script: page.canvas })
  if (programs.left > 0) return { out, budgets: [], programs }
  programs.close()
  makeOffline({ source, folder, html, page, workers, examples, lessons })
  folder.finish()
  const budgets = checkBudgets({ folder, html, page, workers, single, examples, lessons })
  for (const { line } of budgets) say(line)
  say(`The playground is built in ${((performance.now() - started) / 1000).toFixed(1)} s: ${out}`)
  const broken = budgets.filter(({ ok }) => !ok)
  const names = broken.map(({ name }) => name).join(', ')
  if (names) throw new Error(`Over budget: ${names}.`)
  return { out, budgets, programs, parts }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  build().catch(error => {
    console.error(error.message)
    process.exitCode = 1
  })
}
