// Being the scheduler: whenever several tasks are ready, the learner says which one runs next. Each choice runs the real program again from
// its beginning with all choices so far, and shows the moment at which the next one is due.

import { make } from '../kit/dom.js'
import { createReply, printed } from './words.js'

export function chooseExercise(desk) {
  const reply = createReply()
  const box = make('div', { class: 'choices', role: 'group', 'aria-label': 'Which task runs next?' })
  const state = { choices: [], due: null, isBusy: false }
  const begin = make('button', { class: 'btn run', onclick: () => go([]) }, 'Begin')
  const undo = make('button', { class: 'btn', hidden: true, onclick: () => go(state.choices.slice(0, -1)) }, 'Undo')

  async function go(choices) {
    if (state.isBusy) return
    state.isBusy = true
    const run = await desk.run(choices.length > 0 ? choices.join(',') : '0', choices.length)
    state.isBusy = false
    if (!run) return reply.say('bad', 'It did not run.')
    state.choices = choices
    state.due = run.due
    show(run)
  }

  function show(run) {
    begin.textContent = 'Begin again'
    undo.hidden = state.choices.length === 0
    if (run.due) return ask(run.due)
    box.replaceChildren()
    const { wrong, words } = desk.judge(run)
    desk.answer(state.choices.join(','), Boolean(wrong))
    if (wrong) desk.done()
    reply.say(wrong ? 'good' : 'bad', wrong ? `You broke it: ${words}.` : 'Not broken: this order does what the program should do. Undo, or begin again.', run.text ? printed(run.text) : null,
      wrong ? make('button', { class: 'btn', onclick: () => desk.showTasks() }, 'Show it in the lanes') : null)
    ;(wrong ? begin : undo).focus()
  }

  function ask({ tasks, at, line }) {
    box.replaceChildren(...tasks.map(({ name, words }, index) => make('button', { class: 'choice', onclick: () => go([...state.choices, index]) },
      make('kbd', { 'aria-hidden': 'true' }, String(index + 1)), make('span', {}, make('b', {}, name), ` ${words}`, index === 0 ? make('small', {}, 'it has waited longest') : null))))
    reply.say('', `Choice ${state.choices.length + 1}, ${at}. Which task runs next?`)
    box.firstElementChild.focus()
  }

  /** The number of a choice is its key, where no field has the focus. */
  desk.onKey = event => {
    const button = /^[1-9]$/.test(event.key) ? box.children[Number(event.key) - 1] : null
    if (event.key.toLowerCase() === 'u' && !undo.hidden) undo.click()
    button?.click()
    return Boolean(button)
  }
  return [make('div', { class: 'row' }, begin, undo), reply.element, box]
}
