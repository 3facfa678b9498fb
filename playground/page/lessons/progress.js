// What a learner has done, kept in this browser only: answers before and after a run, tries, what is done. It can be saved as a file and
// read back. A step is done by doing it, never by reading.

import { keep, recall } from '../kit/storage.js'

const SLOT = 'lessons'
const VERSION = 1
const MOST_ANSWERS = 50
const MOST_BYTES = 500_000

/**
 * @typedef {object} StepRecord
 * @property {string} [done] when, ISO 8601
 * @property {number} tries
 * @property {number} hints how many were shown; 4 with the solution
 * @property {{answer: string, right: boolean, before: boolean, at: string}[]} answers `before`: given before the program was run
 */

function read() {
  try {
    return clean(JSON.parse(recall(SLOT) ?? 'null'))
  } catch {
    return {}
  }
}

/** Only what it can be: a file may come from anybody. */
function clean(data) {
  if (data?.version !== VERSION || typeof data.steps !== 'object' || !data.steps) return {}
  const whole = value => Number.isInteger(value) && value >= 0 ? Math.min(value, 1e6) : 0
  const text = (value, most = 400) => typeof value === 'string' ? value.slice(0, most) : ''
  return Object.fromEntries(Object.entries(data.steps).filter(([key, step]) => /^[a-z_0-9]+\/[a-z]+$/.test(key) && step && typeof step === 'object')
    .slice(0, 1000).map(([key, { done, ran, tries, hints, answers }]) => [key, {
      ...done ? { done: text(done, 40) } : {}, ...ran ? { ran: text(ran, 40) } : {}, tries: whole(tries), hints: Math.min(whole(hints), 4),
      answers: (Array.isArray(answers) ? answers : []).slice(0, MOST_ANSWERS).map(({ answer, right, before, at }) =>
        ({ answer: text(answer), right: right === true, before: before === true, at: text(at, 40) }))
    }]))
}

export function createProgress() {
  const now = () => new Date().toISOString()
  const blank = () => ({ tries: 0, hints: 0, answers: [] })

  /** Another tab may have written meanwhile: what it wrote stays. */
  function change(key, act) {
    const steps = read()
    const step = steps[key] ?? blank()
    act(step)
    steps[key] = step
    keep(SLOT, JSON.stringify({ version: VERSION, steps }))
    return step
  }

  return {
    /** @returns {StepRecord} */
    of: (lesson, step) => read()[`${lesson}/${step}`] ?? blank(),
    answer(lesson, step, answer, right, before) {
      return change(`${lesson}/${step}`, record => {
        record.answers = [...record.answers, { answer: String(answer).slice(0, 400), right, before, at: now() }].slice(-MOST_ANSWERS)
      })
    },
    try: (lesson, step) => change(`${lesson}/${step}`, record => { record.tries++ }),
    ran: (lesson, step) => change(`${lesson}/${step}`, record => { record.ran ??= now() }),
    hint: (lesson, step, shown) => change(`${lesson}/${step}`, record => { record.hints = Math.max(record.hints, shown) }),
    done: (lesson, step) => change(`${lesson}/${step}`, record => { record.done ??= now() }),
    isDone: (lesson, step) => Boolean(read()[`${lesson}/${step}`]?.done),
    /** All of it, for a file. */
    text: () => `${JSON.stringify({ version: VERSION, of: 'Weft lessons', saved: now(), steps: read() }, null, 2)}\n`,
    /** Reads a file that was saved before; what is here and not there stays. @returns {number} how many steps it had */
    take(text) {
      const steps = text.length > MOST_BYTES ? {} : clean(JSON.parse(text))
      const count = Object.keys(steps).length
      if (count > 0) keep(SLOT, JSON.stringify({ version: VERSION, steps: { ...read(), ...steps } }))
      return count
    },
    forget: () => keep(SLOT, null)
  }
}
