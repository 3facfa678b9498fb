// The page of an example with a canvas, which Emscripten has built: the program runs in the page itself, and its trace is drawn as lanes while
// it goes on. Nothing of the compiler, the editor or the worker is needed here.

import { byId, make } from './kit/dom.js'
import { addPatterns, fillLegend } from './kit/marks.js'
import { createTasks } from './tasks/tasks.js'
import { startTheme } from './theme.js'

const MOST_LINES = 200

/** What the program has written, by descriptor: the lanes quote it by its bytes. */
const written = { 1: '', 2: '' }

function print(descriptor, line) {
  written[descriptor] += `${line}\n`
  const row = make('li', descriptor === 2 ? { class: 'err' } : {}, line)
  byId('log').append(row)
  if (byId('log').childElementCount > MOST_LINES) byId('log').firstChild.remove()
  row.parentElement.parentElement.scrollTop = row.offsetTop
}

function quote({ descriptor, from }, to) {
  const lines = (written[descriptor] ?? '').slice(from, to).split('\n')
  return { text: lines[0], more: lines.filter(Boolean).length > 1 }
}

function showLine(number) {
  for (const row of byId('listing').querySelectorAll('.here')) row.classList.remove('here')
  const row = byId('listing').children[number - 1]
  row?.classList.add('here')
  row?.scrollIntoView({ block: 'nearest' })
}

function start() {
  addPatterns()
  startTheme()
  fillLegend(byId('legend'), true)
  const tasks = createTasks({ quote, onPrint() {}, onChoose() {}, onPeek() {}, onLine: showLine, saidFrom: () => [] })
  tasks.begin()
  globalThis.Module = {   // what Emscripten's script reads
    canvas: byId('canvas'),
    print: line => print(1, line),
    printErr: line => print(2, line),
    locateFile: () => document.body.dataset.wasm,
    onWeftTrace: bytes => tasks.push(bytes),
    onWeftEnd: code => tasks.end({ code, reason: 'exit', message: '' }, 0)
  }
  document.body.append(make('script', { src: document.body.dataset.program }))
}

start()
