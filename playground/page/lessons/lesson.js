// One lesson, one step of it at a time: the thread of its steps, the words, the exercise, and the way to the step before and after. Every
// step has an address, and none is locked.

import { make } from '../kit/dom.js'
import { choiceExercise, orderExercise, runExercise } from './choice.js'
import { chooseExercise } from './choose.js'
import { editExercise, parsonsExercise } from './edit.js'
import { momentExercise } from './moment.js'
import { paragraph } from './words.js'

const EXERCISES = { choice: choiceExercise, order: orderExercise, run: runExercise, moment: momentExercise, choose: chooseExercise, edit: editExercise,
  parsons: parsonsExercise }

/**
 * @param {HTMLElement} box
 * @param {{lesson: object, step: object, neighbours: {before: object | null, after: object | null}, desk: object}} shown
 */
export function showLesson(box, { lesson, step, neighbours, desk }) {
  const thread = make('ol', { style: `--steps: ${lesson.steps.length}` })
  desk.refresh = () => thread.replaceChildren(...lesson.steps.map(({ id, title }) => {
    const isDone = desk.progress.isDone(lesson.name, id)
    const isHere = id === step.id
    return make('li', { class: isHere ? 'cur' : isDone ? 'past' : null }, make('a', { href: desk.addressOf(id), 'aria-current': isHere ? 'step' : null },
      title, isDone ? make('span', { class: 'vh' }, ', done') : null))
  }))
  desk.refresh()
  box.replaceChildren(
    make('h2', { class: 'title' }, `${lesson.number}. ${lesson.title}`),
    make('p', { class: 'lead' }, lesson.about),
    make('nav', { class: 'thread', 'aria-label': 'Steps of this lesson' }, thread),
    make('div', { class: 'read' }, make('section', {}, make('h3', { tabindex: '-1', id: 'lesson-step' }, step.title), ...step.text.map(paragraph),
      ...EXERCISES[step.kind](desk)), ways(lesson, step, neighbours, desk)))
}

function ways(lesson, step, { before, after }, { addressOf }) {
  const at = lesson.steps.indexOf(step)
  const back = lesson.steps[at - 1]
  const next = lesson.steps[at + 1]
  const link = (address, words) => make('a', { class: 'btn', href: address }, words)
  return make('nav', { class: 'row after', 'aria-label': 'Before and after' },
    back ? link(addressOf(back.id), `‹ ${back.title}`) : before ? link(`#lesson=${before.name}`, `‹ ${before.title}`) : make('span', {}),
    make('a', { href: '#lessons' }, 'All lessons'),
    next ? link(addressOf(next.id), `${next.title} ›`) : after ? link(`#lesson=${after.name}`, `${after.title} ›`) : make('span', {}))
}
