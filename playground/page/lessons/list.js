// The list of all lessons with what is done of each, and the file that progress is saved in and read from.

import { count, make } from '../kit/dom.js'
import { save } from '../kit/save.js'
import { createReply } from './words.js'

/** @param {HTMLElement} box @param {{list: object[], progress: object, onProgress: () => void}} given */
export function showList(box, { list, progress, onProgress }) {
  const stepsOf = lesson => lesson.steps.filter(({ id }) => progress.isDone(lesson.name, id)).length
  const finished = list.filter(lesson => stepsOf(lesson) === lesson.steps.length).length
  const parts = [...new Set(list.map(({ part }) => part))]
  box.replaceChildren(make('h2', { class: 'title', tabindex: '-1', id: 'lesson-step' }, 'Lessons'), make('div', { class: 'read' },
    make('section', {}, make('p', {}, 'Each lesson is one idea and one short program. You say what you expect, run it, look at it step by step, break it, mend it, and '
      + 'write one of your own. Nothing is locked. A step is done when you have done it; reading does not count.'),
    make('p', { class: 'quiet' }, finished === list.length ? 'All lessons are finished.' : `${finished} of ${count(list.length, 'lesson')} finished. `, make('a', { href: '#teacher' }, 'For teachers'))),
    ...parts.map(part => make('section', {}, make('h3', {}, part), make('ol', { class: 'lesson-list' }, ...list.filter(lesson => lesson.part === part).map(row)))),
    fileOf(progress, onProgress)))

  function row(lesson) {
    const { name, number, title, about, steps } = lesson
    const done = stepsOf(lesson)
    return make('li', {}, make('span', { class: 'n' }, String(number)), make('a', { href: `#lesson=${name}` }, title),
      make('span', { class: 'knots', role: 'img', 'aria-label': `${done} of ${steps.length} steps done` }, ...steps.map(({ id }) => make('i', { class: progress.isDone(name, id) ? 'past' : null }))),
      make('p', {}, about))
  }
}

function fileOf(progress, onProgress) {
  const reply = createReply()
  const file = make('input', { type: 'file', accept: 'application/json,.json', class: 'vh', tabindex: '-1', 'aria-hidden': 'true', onchange: async () => {
    try {
      const text = await file.files[0].text()
      const steps = progress.take(text)
      await onProgress()
      document.getElementById('progress-words')?.replaceChildren(steps > 0 ? `${count(steps, 'step')} read.` : 'This file has no progress in it.')
    } catch {
      reply.say('bad', 'This file cannot be read. Nothing was changed.')
    }
  } })
  return make('section', {}, make('h3', {}, 'Your progress'),
    make('p', {}, 'Your answers and what you have done stay in this browser and go nowhere. The file has all of it: what you predicted, before or after a run, and how often you tried.'),
    make('div', { class: 'row' }, make('button', { class: 'btn', id: 'save-progress', onclick: () => save('weft-lessons.json', progress.text(), 'application/json') }, 'Save as a file'),
      make('button', { class: 'btn', onclick: () => file.click() }, 'Read a file'), file,
      make('button', { class: 'btn plain', onclick: () => reply.say('', 'All answers and what is done will be gone.',
        make('button', { class: 'btn', onclick: () => {
          progress.forget()
          onProgress()
        } }, 'Forget all of it')) }, 'Forget')),
    make('p', { id: 'progress-words', role: 'status' }), reply.element)
}
