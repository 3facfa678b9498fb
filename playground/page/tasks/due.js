// The choices of a run: at which moments several tasks were ready, which of them ran, and what each was about to do.

import { visible } from '../kit/visible.js'
import { lineOf } from './sentence.js'

/** The choices of a run that was given some, in order. @returns {{record: number, taken: number, of: number}[]} */
export function choicesIn({ past }) {
  const found = []
  for (let record = 0; record < past.length; record++) {
    const entry = past.record(record)
    if (entry.kind === 'chosen') found.push({ record, taken: Number(entry.value), of: entry.subject })
  }
  return found
}

/** The choice that is due after some were made: among which tasks, and when; null when the run ended before. */
export function dueAfter(model, made) {
  const choice = model && choicesIn(model)[made]
  if (!choice) return null
  const { past } = model
  const { record } = choice
  const now = past.at(record)
  const ready = now.ready().filter(({ kind }) => kind === 'step').slice(0, choice.of)
  return { record: Math.max(0, record - 1), taken: choice.taken, at: `at ${(past.record(record).time / 1e9).toFixed(1)} s`,
    tasks: ready.map(({ task }) => taskWords(model, now, task, record)) }
}

function taskWords(model, now, id, record) {
  const name = visible(now.task(id)?.name ?? 'a task')
  const task = model.tasks.get(id)
  const hasRun = task?.bars.some(({ state, from }) => state === 'running' && from < record)
  const bar = task?.bars.findLast(({ from }) => from <= record)
  const line = bar && lineOf(model, bar)
  return { name, words: `${hasRun ? 'goes on' : 'starts'}${line && hasRun ? ` after line ${line}` : ''}` }
}
