// One selection, three places: a bar, a source line and lines of output are views of one record.
// What is clicked calls this file, which marks the other two.

import { lookOf } from '@weft/host/trace'
import { visible } from './kit/visible.js'
import { causeOf, lineOf } from './tasks/sentence.js'

export function createSelection({ source, output, tasks }) {
  const walk = { line: 0, at: -1 }

  /** A bar was chosen, or none. */
  function fromBar(bar) {
    const { model } = tasks
    if (!bar || !model) {
      source.light({})
      output.light(new Set())
      return
    }
    const lit = lineOf(model, bar)
    source.light({ lit, cause: causeLine(model, bar), pins: pinsAt(model, bar) })
    if (lit) source.reveal(lit)
    output.light(printsOf(model, bar))
  }

  /** The line where the task stood that ended a wait. */
  function causeLine(model, bar) {
    const { bar: giver } = causeOf(model, bar)
    return giver ? lineOf(model, giver) : 0
  }

  function printsOf(model, bar) {
    if (bar.state !== 'running') return new Set()
    const end = bar.to < 0 ? Infinity : bar.to
    return new Set(output.rows().filter(({ writer }) => writer && writer.task === bar.task &&
      writer.record >= bar.from && writer.record <= end).map(({ data }) => data.number))
  }

  /** Where every task stands at the moment of a bar's beginning. */
  function pinsAt(model, chosen) {
    const pins = []
    for (const task of model.tasks.values()) {
      const bar = task.id === chosen.task ? chosen
        : task.bars.findLast(({ from }) => from <= chosen.from)
      if (!bar || (bar.to >= 0 && bar.to <= chosen.from && bar !== chosen)) continue
      const line = lineOf(model, bar)
      const name = visible(task.name)
      const short = shorten(name)
      if (line) pins.push({ line, name, short, kind: lookOf(bar), on: bar === chosen })
    }
    return pins
  }

  return {
    fromBar,

    fromOutput(row) {
      if (!row?.writer) return
      tasks.choose(tasks.barOfRecord(row.writer.task, row.writer.record))
    },

    /** A click on a line goes through the waits there, one by one. */
    fromSource(line) {
      const waits = tasks.waitsAt(line)
      if (waits.length === 0) return
      const at = waits.indexOf(tasks.chosen)
      walk.at = at < 0 ? 0 : (at + 1) % waits.length
      tasks.choose(waits[walk.at])
    },

    /** A line in the sentence: shown, and lit. */
    fromSentence(line) {
      source.light({ lit: line })
      source.reveal(line)
    },

    peekBar(bar) {
      if (!tasks.model) return
      const { chosen, model } = tasks
      const base = chosen ? { lit: lineOf(model, chosen), cause: causeLine(model, chosen),
        pins: pinsAt(model, chosen) } : {}
      source.light({ ...base, peek: bar ? lineOf(model, bar) : 0 })
    },

    /** The dotted edge of a line is pointed at: the first wait there is framed. */
    peekLine(line) {
      tasks.frame(line ? tasks.waitsAt(line)[0] ?? null : null)
    }
  }
}

function shorten(name) {
  return name.replace(/^(\w)\w*[ -](\d+)$/, '$1$2')
}
