// Exercises that are written: mend it, make it, or put its lines in order. A check states the property and runs the program in every order;
// what fails is shown as an order, in the lanes.

import { digits, make } from '../kit/dom.js'
import { createArrange, mixed } from './arrange.js'
import { diffOf } from './diff.js'
import { headOf, ofHowMany, outputOf, storyOf } from './orders_words.js'
import { createReply, nodesOf, printed } from './words.js'

const HINTS = 3

export function editExercise(desk) {
  const check = createCheck(desk)
  const edit = make('button', { class: 'btn', onclick: () => desk.edit() }, 'Edit the program')
  return [propertyOf(desk), make('div', { class: 'row' }, check.button, edit), check.reply.element, ...hintsOf(desk, check)]
}

function propertyOf({ step }) {
  return make('p', { class: 'property' }, make('b', {}, 'What it must do: '), ...nodesOf(step.property))
}

/** The button that tries every order, and what is said about it. */
function createCheck(desk) {
  const { step } = desk
  const reply = createReply()
  const button = make('button', { class: 'btn run', onclick: run }, 'Try every order')
  let usedText = null   // the solution that was put into the program by a button

  async function run() {
    button.disabled = true
    reply.say('', 'Trying.')
    try {
      await desk.show()
      const text = desk.text()
      desk.tried()
      const refused = desk.wrongInSource(text)
      if (refused) return reply.say('bad', refused)
      const result = await desk.check(text, words => reply.say('', words))
      if (!result) return reply.say('bad', 'It was not tried. What the compiler says stands below the source.')
      await tell(result, text)
    } catch (error) {
      reply.say('bad', `It could not be tried: ${error.message}`)
    } finally {
      button.disabled = false
      if (document.activeElement === document.body) button.focus()
    }
  }

  async function tell(result, text) {
    if (result.stuck) return reply.say('bad', `A task ran for ${result.stuck} s without waiting, so the other tasks never had a turn.`)
    if (result.outside) return reply.say('bad', 'The program waits for something from outside, which an exercise does not have.')
    const { finding } = result
    desk.answer(text.length > 400 ? `${finding ? finding.why : 'passed'}` : text, !finding)
    if (finding) {
      reply.say('bad', ...failing(desk, result, text))
      return void desk.showOrder(finding)
    }
    const isShown = usedText === text
    if (!isShown) desk.done()
    reply.say('good', tried(result), isShown ? 'That is the solution as it was shown, so this step stays open. Press **Reset** above the source and write it yourself, or go on: nothing is locked.'
      : printed(result.first.text))
    void desk.run()
  }

  return { button, reply, run, use(text) { usedText = text } }
}

function tried(result) {
  const { orders, all } = result
  return all ? `**${orders === 1 ? 'There is one order, and it does' : `All ${digits(orders)} orders do`} what it must.** None is left untried.`
    : `**${ofHowMany(result)} were tried, and each does what it must.** That is no proof: there are more.`
}

function failing(desk, { orders, finding }, text) {
  const known = desk.replyTo(finding, text)
  return [...known ? [known] : [], headOf(finding, orders), ...storyOf(finding, at => desk.showDeviation(at)), outputOf(finding)]
}

/** Three hints one after the other, then the solution as a difference. */
function hintsOf(desk, check) {
  const { step } = desk
  const list = make('ol', {})
  const words = make('span', { class: 'quiet' })
  const solution = make('div', {})
  const next = make('button', { class: 'btn', onclick: () => show(shown + 1, true) })
  let shown = 0

  function show(number, isAsked = false) {
    shown = Math.min(number, HINTS + 1)
    if (isAsked) desk.hinted(shown)
    list.replaceChildren(...step.hints.slice(0, shown).map(text => make('li', {}, ...nodesOf(text))))
    words.textContent = shown === 0 ? 'Three hints, then the solution.' : shown > HINTS ? '' : `${shown} of ${HINTS} shown`
    next.textContent = shown < HINTS ? shown === 0 ? 'A hint' : 'Next hint' : 'Show the solution'
    next.hidden = shown > HINTS
    if (shown > HINTS && solution.childElementCount === 0) showSolution(isAsked)
  }

  function showSolution(isAsked) {
    const { original, solved } = desk.sources()
    const use = make('button', { class: 'btn', onclick: async () => {
      await desk.show()
      desk.setText(solved)
      check.use(solved)
      check.run()
    } }, 'Use it and try')
    solution.replaceChildren(diffOf(original, solved), make('div', { class: 'row' }, use))
    if (isAsked) solution.firstElementChild.focus()
  }

  show(desk.record().hints)
  return [make('section', { class: 'hints' }, make('h4', {}, 'Hints'), list, make('div', { class: 'row' }, next, words), solution)]
}

/** Lines of the common solution, mixed with some that do not belong. */
export function parsonsExercise(desk) {
  const { step } = desk
  const check = createCheck(desk)
  const own = step.lines.filter(({ stray }) => !stray)
  let [glued, strays] = [false, step.lines.filter(({ stray }) => stray)]
  const arrange = createArrange({ texts: blocks(), strays: true })
  const smaller = make('button', { class: 'btn', onclick: makeSmaller }, 'Make it smaller')

  function blocks() {
    const texts = own.reduce((list, { text, glued: isGlued }) => glued && isGlued ? [...list.slice(0, -1), `${list.at(-1)}\n${text}`] : [...list, text], [])
    return mixed([...texts, ...strays.map(({ text }) => text)].map((text, at, all) => all[at]))
  }

  /** First the lines that do not belong go, then those that belong together are one. */
  function makeSmaller() {
    if (strays.length > 0) strays = []
    else glued = true
    arrange.set(blocks())
    const canMore = !glued && own.some(({ glued }) => glued)
    smaller.hidden = strays.length === 0 && !canMore
    check.reply.say('', strays.length === 0 && !glued ? 'What does not belong is gone.' : 'Lines that belong together are one now.')
  }

  desk.assemble = () => desk.withLines(arrange.texts().join('\n').split('\n'))
  desk.strayIn = () => strays.find(({ text }) => arrange.texts().includes(text))?.reply ?? ''
  const run = make('button', { class: 'btn run', onclick: async () => {
    await desk.show()
    desk.setText(desk.assemble())
    check.run()
  } }, 'Put them in and try every order')
  return [propertyOf(desk), arrange.element, make('div', { class: 'row' }, run, smaller), check.reply.element, ...hintsOf(desk, check)]
}
