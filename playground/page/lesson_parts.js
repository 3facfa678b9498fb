// What the page does for its lessons, and where they are shown. Fetched when a lesson, or their list, is asked for.

import { byId, make } from './kit/dom.js'
import { setStatus } from './kit/status.js'
import { serviceWorkers } from './kit/storage.js'
import { visible } from './kit/visible.js'
import { createLessons } from './lessons/lessons.js'
import { deviationsOf } from './tasks/deviations.js'
import { dueAfter } from './tasks/due.js'
import { momentRows } from './tasks/moment.js'

/**
 * @param {object} page the record of page.js
 * @param {{open: Function, run: Function, takeText: Function}} acts of page.js
 */
export function createLessonParts(page, { open, run, takeText }) {
  const box = createPane(page)
  const state = { waiting: null, ran: '', exit: null }
  const { picture, settings } = page

  const lessons = createLessons(box, {
    /** `isReading`: a list or a text, without a program. */
    layOut(isReading, title) {
      box.hidden = false
      document.body.classList.add('lessons-on')
      document.body.classList.toggle('reading', isReading)
      document.title = `${title} – Weft lessons`
      byId('tab-text').hidden = false
      page.tabs.adapt()
      page.tabs.show('text')
      settings.borrow({ clock: 'virtual', order: 'turn' })
    },
    /** Shows a program, unless it is shown. */
    show: entry => page.program?.name === entry.name ? Promise.resolve() : open(page, entry),
    shown: () => page.program?.name,
    text: () => page.program.text,
    setText: text => takeText(page, text),
    async edit() {
      if (page.tabs.isNarrow()) page.tabs.show('code')
      await page.source.edit()
    },
    /** Runs what is shown. @returns {Promise<object | null>} null: it did not run */
    run(order) {
      state.waiting?.(null)
      return new Promise(resolve => {
        state.waiting = resolve
        run(page, order)
      }).then(exit => exit && { ...exit, text: outputOf(page), seconds: page.tasks.now()?.time ?? 0 })
    },
    hasRun: name => state.ran === name,
    async openSteps() {
      const steps = await picture.steps()
      if (!page.tasks.model || !steps) return false
      if (!steps.isOpen) steps.toggle()
      if (page.tabs.isNarrow()) page.tabs.show('tasks')
      return true
    },
    /** On a phone the lanes, and the report above them, are on another tab. */
    showTasks: () => page.tabs.isNarrow() ? page.tabs.show('tasks') : document.getElementById('report').scrollIntoView({ block: 'nearest' }),
    async standAt(record) {
      (await picture.steps())?.openAt(record)
    },
    async standAtDeviation(at) {
      const found = page.tasks.model && deviationsOf(page.tasks.model)[at]
      if (!found) return
      if (page.tabs.isNarrow()) page.tabs.show('tasks')
      ;(await picture.steps())?.openAt(found.record)
    },
    momentRows: () => state.now?.() ?? null,
    dueAfter: made => dueAfter(page.tasks.model, made),
    /** The program that is shown, in the form whose orders can be searched; null where it does not compile, and the page says why. */
    async compileSearched() {
      const { file, text } = page.program
      const made = await page.compiler.build(file, text, settings.state.level, { searched: true })
      if (made?.ok) {
        setStatus('Compiled, to try every order.')
        return made.module
      }
      await new Promise(resolve => {
        state.waiting = resolve
        run(page)
      })
      return null
    }
  })
  serviceWorkers()?.ready.then(({ active }) => navigator.connection?.saveData || active.postMessage('fetch the lessons'))
  picture.steps().then(steps => { state.now = () => steps?.now && rowsAt(steps.now, steps.task) })

  addEventListener('keydown', event => {
    const isField = event.target.closest?.('input:not([type=radio], [type=checkbox], [type=range]), textarea, select, .cm-editor')
    if (isField || event.ctrlKey || event.metaKey || event.altKey || !settings.state.letters) return
    if (document.body.classList.contains('lessons-on') && lessons.key(event)) event.preventDefault()
  })

  return {
    open: hash => lessons.open(hash),
    /** A run is over. */
    ran(exit) {
      const { waiting } = state
      state.waiting = null
      state.ran = exit ? page.program.name : state.ran
      if (exit) lessons.ran(waiting !== null)
      waiting?.(exit)
    },
    leave() {
      document.body.classList.remove('lessons-on', 'reading')
      byId('tab-text').hidden = true
      if (document.body.dataset.tab === 'text') page.tabs.show('code')
      lessons.leave()
      box.replaceChildren()
      box.hidden = true
    }
  }
}

function createPane(page) {
  const tab = make('button', { role: 'tab', id: 'tab-text', 'data-tab': 'text', 'aria-controls': 'lesson-pane', 'aria-selected': 'false', tabindex: '-1', hidden: true }, 'Lesson')
  byId('tabs').prepend(tab)
  const box = make('section', { class: 'pane text', id: 'lesson-pane', 'aria-label': 'Lesson', hidden: true })   // until there is one
  document.querySelector('.bench').prepend(box)
  page.tabs.adapt()
  return box
}

/** The moment in words, and which task ran last. */
function rowsAt(now, task) {
  return [...momentRows(now), { title: 'Ran', items: task ? [visible(now.task(task)?.name ?? '')] : [] }]
}

/** What the program itself has printed. */
function outputOf({ output }) {
  output.flush()
  return output.rows().filter(({ data }) => data.descriptor === 1).sort((a, b) => a.data.number - b.data.number).map(({ data }) => `${data.text}\n`).join('')
}
