// Stepping through a run: the playhead moves, and output, source and lanes show its moment. Fetched when somebody asks for it.

import { lookOf } from '@weft/host/trace'
import { createInside } from './inside.js'
import { byId } from './kit/dom.js'
import { notice } from './kit/status.js'
import { visible } from './kit/visible.js'
import { createPlayhead } from './tasks/playhead.js'
import { lineOf } from './tasks/sentence.js'
import { lastTask, stepsAt, stopsOf } from './tasks/stops.js'

/** @param {{source: object, output: object, tasks: object, page: object}} panes */
export function createStepThrough({ source, output, tasks, page }) {
  const inside = page.compiler && createInside(page, { onKnown: () => playhead.refresh() })
  const playhead = createPlayhead({ inside, after: byId('why'), onMove: moment => moment ? show(moment) : letGo(),
    onClose: () => byId('steps').focus(),
    onFork: page.compiler && fork, onWatch: page.compiler && ((model, record) => watch(part => part.open(model, record))) })   // a file from disk has none
  let forking = null
  let watching = null
  let watched = null
  byId('tasks').addEventListener('keydown', event => playhead.isOpen && !event.defaultPrevented && playhead.keys(event))
  tasks.onPaint(({ model, plan, isOver, isStale }) => {
    if (!playhead.isOpen) return
    if (model !== playhead.model || isStale || !isOver) playhead.close()
    else if (plan) playhead.draw(plan)
    if (plan) watched?.mark(plan)
  })

  function show({ record, model, task }) {
    const pins = pinsAt(model, record, task)
    const lit = pins.find(({ on }) => on)?.line ?? 0
    inside?.open(model)
    source.light({ lit, pins })
    if (lit) source.reveal(lit)
    showOutput(model, record)
    watched?.at(model, record)
  }

  /** Lines that are not printed yet are not there; of a line that is written in parts, the first part decides. */
  function showOutput(model, record) {
    const isOver = record >= model.past.length - 1
    const shown = new Map(output.rows().map(({ element, data }) => [element, isOver || printedAt(model.prints, data) <= record]))
    for (const element of byId('log').children) {
      if (element.classList.contains('only')) continue
      element.classList.toggle('later', !(shown.get(element) ?? isOver))
    }
  }

  /** Two futures from a moment; what shows them is fetched when it is asked for. */
  async function fork(model, record) {
    try {
      forking ??= import('./fork.js').then(({ createFork }) => createFork(page, { onRun: page.run }))
      await (await forking).at(model, record)
    } catch (error) {
      forking = null
      notice(`Another future cannot be shown: ${error.message}.`)
    }
  }

  /** What somebody watches; fetched when it is asked for. */
  async function watch(use) {
    try {
      watching ??= import('./watch.js').then(({ createWatch }) => createWatch(page, { after: () => document.querySelector('.moment-now'),
        onMoment: record => playhead.open(playhead.model, record), redraw: () => tasks.redraw() }))
      watched = await watching
      return await use(watched)
    } catch (error) {
      watching = null
      notice(`Variables cannot be shown: ${error.message}.`)
    }
  }

  function letGo() {
    watched?.close()
    forking?.then(({ close }) => close(), () => {})
    for (const element of byId('log').children) element.classList.remove('later')
    source.light({})
  }

  return {
    toggle() {
      const { model } = tasks
      if (playhead.isOpen) return playhead.close()
      if (!model?.isOver) return
      playhead.open(model)
      tasks.redraw()
      playhead.focus()
    },
    /** Stands at a record, whether it was open or not. */
    openAt(record) {
      const { model } = tasks
      if (!model?.isOver) return
      playhead.open(model, record)
      tasks.redraw()
    },
    /** The same, after so many steps. */
    openAtStep(count, by) {
      const { model } = tasks
      if (!model?.isOver) return
      const stops = stopsOf(model, 'step')
      playhead.open(model, stops[Math.min(count, stops.length - 1)], by)
      tasks.redraw()
    },
    /** Where it stands, for a link; null while it is closed. */
    get sight() { return playhead.isOpen ? { step: stepsAt(playhead.model, playhead.record), by: playhead.by } : null },
    /** The line of the trap that ended the run; 0 where it cannot be said. */
    lineOfTrap: () => watch(part => part.lineOfTrap(tasks.model)),
    /** How it is at the moment that is shown; null while none is. */
    get now() { return playhead.isOpen ? playhead.model.past.at(playhead.record) : null },
    /** The task that has run last then; 0 for none. */
    get task() { return playhead.isOpen ? lastTask(playhead.model, playhead.record) : 0 },
    get isOpen() { return playhead.isOpen }
  }
}

/** The record that wrote the first byte of a line. */
function printedAt(prints, { descriptor, from }) {
  return prints.findLast(print => print.descriptor === descriptor && print.from <= from)?.at ?? Infinity
}

/** Where every task that has begun and not ended stands after a record. */
function pinsAt(model, record, task) {
  const pins = []
  for (const { id, name, bars, end } of model.tasks.values()) {
    const bar = bars.findLast(({ from }) => from <= record)
    if (!bar || (end && end.at <= record)) continue
    const line = lineOf(model, bar)
    const shown = visible(name)
    if (line) pins.push({ line, name: shown, short: shown.replace(/^(\w)\w*[ -](\d+)$/, '$1$2'), kind: lookOf(bar), on: id === task })
  }
  return pins
}
