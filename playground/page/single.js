// A program in a file of its own that runs from disk: its listing, its output, lanes and steps, and nothing that needs a server or a
// compiler. The build makes one script of it (make/single.js), single_file.js puts that into the file. Never part of the page.

import { byId } from './kit/dom.js'
import { addPatterns, fillLegend } from './kit/marks.js'
import { setStatus } from './kit/status.js'
import { createParts } from './picture_parts.js'
import { createLauncher } from './run/launcher.js'
import { createOutput } from './run/output.js'
import { createSource } from './source/source.js'
import { createTabs } from './tabs.js'
import { startTheme } from './theme.js'

const nothing = () => {}

async function main() {
  const { source: text, about, file, name, waits, options, speed, given, script, stdin } = JSON.parse(byId('weft-program').textContent)
  startTheme()
  addPatterns()
  fillLegend(byId('legend'), true)
  const page = { program: { name, file, text, isEdited: false, entry: {} }, sight: null }
  page.output = createOutput({ onLine: row => {
    if (page.tabs.isNarrow() && row?.writer) page.tabs.show('tasks')
    page.selection.fromOutput(row)
  } })
  page.source = createSource({ waits, isPlain: () => true, isTold: () => about !== '', onEdit: nothing, onRun: nothing, onMode: nothing, onWithout: nothing,
    onLine: line => page.selection.fromSource(line), onPeek: line => page.selection.peekLine(line) })
  const { tasks, steps, selection } = createParts({
    onPrint: ({ descriptor, from, name: task, task: id, at }) => page.output.setWriter(descriptor, from, { name: task, task: id, record: at }),
    quote: ({ descriptor, from }, to) => page.output.quote(descriptor, from, to),
    onChoose: bar => page.selection?.fromBar(bar),
    onPeek: bar => page.selection.peekBar(bar),
    onLine: line => {
      if (page.tabs.isNarrow()) page.tabs.show('code')
      page.selection.fromSentence(line)
    },
    saidFrom: (from, isReport) => page.output.saidFrom(from, isReport)
  }, page)
  Object.assign(page, { tasks, selection, steps })
  page.tabs = createTabs(() => tasks.redraw())
  page.source.show(text)
  const bytes = await unpack(byId('weft-wasm').textContent)
  page.launcher = createLauncher({
    prepare: () => WebAssembly.compile(bytes),
    callOff: nothing,
    onBegin: () => page.tabs.isNarrow() && page.tabs.show('tasks'),
    onOver: nothing,
    settings: { runOptions: () => options, speed: () => speed },
    world: { options: () => ({ ...given, signals: [] }) },
    output: page.output,
    tasks,
    input: { script: () => script, given: () => ({ text: stdin, asks: false }), end: nothing, signals: nothing, waiting: nothing, ask: nothing }
  })
  byId('run').addEventListener('click', () => page.launcher.run(page.program))
  byId('stop').addEventListener('click', () => page.launcher.stop())
  addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    page.launcher.run(page.program)
  })
  document.body.dataset.ready = ''
}

/** Bytes that were packed by gzip and written as base64. */
async function unpack(text) {
  const packed = Uint8Array.from(atob(text.trim()), character => character.charCodeAt(0))
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer()
}

main().catch(error => setStatus(`This file cannot be shown: ${error.message}`, 'failed'))
