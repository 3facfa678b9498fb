// The example with a canvas: examples/stars, as Emscripten builds it, in a page of its own with its lanes. Where there is no Emscripten the
// site is without it.

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheKey } from '../../toolchain/cache.js'
import { findProgram } from '../../toolchain/cli/find.js'
import { call } from '../../toolchain/emscripten/emcc.js'
import { listHeaders, listSources } from '../../toolchain/runtime.js'
import { lineOf } from './html.js'
import { escape } from './markdown.js'

const SOURCES = ['stars_with_tasks.c', 'night.c']
const BEFORE = 'stars.c'
const INCLUDED = ['night.h', 'stars.h']
const PAGE = 'canvas/stars.html'
const TITLE = 'Stars: a canvas, a main loop, and tasks beside it'
const ABOUT = 'This program of Emscripten\'s had a canvas and a main loop before it had tasks. A few lines were changed; now stars come, seconds pass and '
  + 'news arrive, each in a task of its own, between two pictures.'

/**
 * @param {{root: string, folder: object, cache: object, isPatient: boolean, say: Function}} request `isPatient`: it may be built now, which takes a
 *   minute for the first time
 * @returns {Promise<{list: object[], put: (files: {styles: string, script: string}) => void}>} what the list of examples says of it, and what writes its
 *   page; nothing where it cannot be built, or is not yet
 */
export async function makeCanvas({ root, folder, cache, isPatient, say }) {
  const built = findProgram('emcc') ? await programOf({ root, cache, isPatient, say }) : null
  if (!built) {
    if (isPatient) say('There is no emcc on the PATH: the site comes without the example with a canvas.')
    return { list: [], put() {} }
  }
  return {
    list: [{ topic: 'With a canvas', title: TITLE, about: ABOUT, name: 'stars', names: 'weft_run_beside', page: PAGE }],
    put(files) {
      const put = (name, bytes) => folder.putHashed(`canvas/${name}`, bytes).replace('canvas/', '')
      const names = { wasm: put('stars.wasm', built.bytes), program: put('stars.js', built.record.script),
        style: put('canvas.css', readFileSync(join(root, 'playground', 'canvas.css'))) }
      folder.put(PAGE, html({ root, ...files, ...names }))
    }
  }
}

async function programOf({ root, cache, isPatient, say }) {
  const own = join(root, 'examples', 'stars')
  const tools = ['toolchain', 'toolchain/wasm', 'toolchain/emscripten'].flatMap(path =>
    readdirSync(join(root, path)).filter(name => name.endsWith('.js')).map(name => `${path}/${name}`))
  const paths = [...[...SOURCES, ...INCLUDED].map(name => `examples/stars/${name}`), ...tools, ...listSources('emscripten', root), ...listHeaders(root)]
  const { text } = await call(['emcc', '--version'])
  const key = cacheKey('canvas', text, ...paths.map(path => readFileSync(join(root, path))))
  const kept = await cache.get(key)
  if (kept || !isPatient) return kept
  say('Building the example with a canvas, by Emscripten.')
  const scratch = mkdtempSync(join(tmpdir(), 'weft-canvas-'))
  const out = join(scratch, 'stars.js')
  try {
    await promisify(execFile)(process.execPath, [join(root, 'toolchain/emscripten/emcc.js'), '-O2', ...SOURCES, '-o', out], { cwd: own })
    const built = { bytes: readFileSync(join(scratch, 'stars.wasm')), record: { script: readFileSync(out, 'utf8') } }
    await cache.put(key, built.bytes, built.record)
    return built
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

// --- the page ------------------------------------------------------------------------------------

function html({ root, styles, script, style, program, wasm }) {
  const source = name => readFileSync(join(root, 'examples', 'stars', name), 'utf8').trimEnd().split('\n')
  const template = readFileSync(join(root, 'playground', 'canvas.html'), 'utf8')
  const whole = readFileSync(join(root, 'playground', 'index.html'), 'utf8')
  const [tasks] = /<section class="pane tasks"[^]*?<\/section>\n/.exec(whole)
  const values = {
    styles, script, style, program, wasm, title: escape(TITLE), about: escape(ABOUT),
    changes: changesOf(source(BEFORE), source(SOURCES[0])).map(([sign, line]) => `<span class="${sign === '+' ? 'came' : 'went'}">${sign} ${escape(line)}</span>`).join('\n'),
    code: source(SOURCES[1]).map(lineOf).join(''),
    tasks: tasks.replace(/<span><input class="find"[^]*?<\/span>/, '')
  }
  return template.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name])
}

/** What is in the one and not in the other, in its order; comments are left out. */
function changesOf(before, after) {
  const isCode = line => !/^\/\*/.test(line)
  return [...before.filter(line => isCode(line) && !after.includes(line)).map(line => ['-', line]),
    ...after.filter(line => isCode(line) && !before.includes(line)).map(line => ['+', line])]
}
