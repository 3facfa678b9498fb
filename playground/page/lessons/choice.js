// Exercises that are answered: one of some answers, or lines put in order. What is predicted is kept before the run and answered after it;
// elsewhere the reply comes at once.

import { make } from '../kit/dom.js'
import { createArrange, mixed } from './arrange.js'
import { createReply, nodesOf, paragraph } from './words.js'

export function choiceExercise(desk) {
  const { step, record } = desk
  const isPrediction = step.id === 'predict'
  const reply = createReply()
  const fields = step.options.map(({ text }, at) => make('label', {},
    make('input', { type: 'radio', name: 'lesson-answer', value: at }), make('span', {}, ...nodesOf(text))))
  const box = make('fieldset', { class: 'ask' }, make('legend', { class: 'vh' }, 'Your answer'), ...fields)
  const button = make('button', { class: 'btn run', onclick: answer }, isPrediction ? 'Keep my prediction' : 'Answer')

  function answer() {
    const at = fields.findIndex(field => field.querySelector('input').checked)
    if (at < 0) return reply.say('', 'Choose one of the answers first.')
    const option = step.options[at]
    const kept = desk.answer(option.text, option.right)
    if (isPrediction) return predicted(kept)
    reply.say(option.right ? 'good' : 'bad', option.reply)
    if (option.right) desk.done()
  }

  function predicted({ answers }) {
    desk.done()
    reply.say('', `Kept: **${answers.at(-1).answer}**${answers.at(-1).before ? '' : ', after a run'}. Now [run it](${desk.addressOf('run')}).`)
  }

  const last = record().answers.at(-1)
  const chosen = last ? step.options.findIndex(({ text }) => text === last.answer) : -1
  if (chosen >= 0) fields[chosen].querySelector('input').checked = true
  if (isPrediction && last) predicted(record())
  return [box, make('div', { class: 'row' }, button), reply.element]
}

export function orderExercise(desk) {
  const { step, record } = desk
  const reply = createReply()
  const right = step.lines.map(({ text }) => text)
  const last = record().answers.at(-1)
  const isKnown = last && last.answer.split(' | ').sort().join() === [...right].sort().join()
  const arrange = createArrange({ texts: isKnown ? last.answer.split(' | ') : mixed(right) })
  const button = make('button', { class: 'btn run', onclick: () => {
    const texts = arrange.texts()
    const isRight = texts.join('\n') === right.join('\n')
    const { answers } = desk.answer(texts.join(' | '), isRight)
    if (step.id === 'predict') {
      desk.done()
      return reply.say('', `Kept${answers.at(-1).before ? '' : ', after a run'}. Now [run it](${desk.addressOf('run')}).`)
    }
    if (isRight) desk.done()
    reply.say(isRight ? 'good' : 'bad', replyToOrder(step, texts))
  } }, step.id === 'predict' ? 'Keep my prediction' : 'Answer')
  return [arrange.element, make('div', { class: 'row' }, button), reply.element]
}

/** What is said to lines in some order. */
function replyToOrder({ lines, wrong }, texts) {
  const right = lines.map(({ text }) => text)
  if (texts.join('\n') === right.join('\n')) return 'That is the order.'
  const found = wrong.find(({ what, pattern }) => new RegExp(pattern, 's').test(what === 'first' ? texts[0] : texts.join('\n')))
  const same = texts.findIndex((text, at) => text !== right[at])
  return found?.reply ?? (same > 0 ? `The first ${same === 1 ? 'line is' : `${same} lines are`} where ${same === 1 ? 'it belongs' : 'they belong'}. What comes next?` : `The first line is another one.`)
}

/** The reply to a prediction, once the program has run. */
export function replyToPrediction(step, record) {
  const said = record.answers.at(-1)
  if (!said) return []
  if (step.kind === 'order') {
    const texts = said.answer.split(' | ')
    return [paragraph(said.right ? 'It printed the lines in the order that you said.' : `You said another order. ${replyToOrder(step, texts)}`)]
  }
  const option = step.options.find(({ text }) => text === said.answer)
  return option ? [paragraph(`You said: **${option.text}**`), make('p', { class: 'reply' }, ...nodesOf(option.reply))] : []
}

export function runExercise(desk) {
  const { lesson, progress } = desk
  const predict = lesson.steps.find(({ id }) => id === 'predict')
  const reply = createReply()

  /** Nothing is done by watching: a learner says first what they expect. */
  function tell() {
    const record = progress.of(lesson.name, 'predict')
    if (predict && record.answers.length === 0) {
      return reply.say('', `It has run. You have not said what you expected: [do so now](${desk.addressOf('predict')}), and look again.`)
    }
    desk.done()
    reply.say('', ...predict ? replyToPrediction(predict, record) : ['It has run.'])
  }

  const button = make('button', { class: 'btn run', onclick: async () => {
    reply.say('', 'It runs.')
    if (await desk.run() === null) return reply.say('bad', 'It did not run. What the page says about it stands in the output.')
    tell()
  } }, 'Run it')
  desk.onRun = tell
  if (desk.record().done) tell()
  return [make('div', { class: 'row' }, button), reply.element]
}
