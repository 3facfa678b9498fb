// The lessons in the page: finds the one that an address asks for, shows it, and gives its exercises what they work with. What the rest of
// the page does for a lesson, it is given by name (lesson_parts.js); nothing of it is known here.

import { addressOf, files } from '../kit/addresses.js'
import { count, digits, make } from '../kit/dom.js'
import { createChecker } from './checker.js'
import { wrongInSource, wrongWith } from './judge.js'
import { showLesson } from './lesson.js'
import { showList } from './list.js'
import { whyWords } from './orders_words.js'
import { createProgress } from './progress.js'
import { addLessonStyle } from './style.js'
import { showTeacher } from './teacher.js'

const PLACE = /^(\s*)\/\* your lines \*\/$/m

/**
 * @param {HTMLElement} box where lessons are shown
 * @param {object} page what the page does: see lesson_parts.js
 */
export function createLessons(box, page) {
  const progress = createProgress()
  const checker = createChecker()
  const state = { list: null, lessons: new Map(), desk: null, where: '' }
  addLessonStyle()

  async function get(file) {
    const answer = await fetch(addressOf(file)).catch(() => null)
    if (!answer?.ok) throw new Error('The lessons did not come. Is there a network?')
    return answer.json()
  }

  async function listOf() {
    return state.list ??= await get(files.lessons)
  }

  /** A lesson with what its programs are in the page: each like an example, under a name of its own. */
  async function lessonOf(found) {
    if (!state.lessons.has(found.name)) state.lessons.set(found.name, prepare(await get(found.file)))
    return state.lessons.get(found.name)
  }

  function prepare(lesson) {
    const built = new Map(Object.values(lesson.programs).map(program => [program.source, program]))
    for (const [file, program] of Object.entries(lesson.programs)) {
      Object.assign(program, { name: `lesson-${lesson.name}-${file}`, title: `${file}.c`, about: '', hint: '', file, options: {}, address: `#lesson=${lesson.name}`,
        builtOf: text => built.get(text)?.program, isSearched: true })
    }
    return lesson
  }

  /** @param {string} hash "#lessons", "#lesson=races", "#lesson=races/fix" or "#teacher" */
  async function open(hash) {
    state.where = hash
    state.desk = null
    checker.stop()
    const list = await listOf()
    const isTeacher = hash === '#teacher'
    const [name, id] = hash.startsWith('#lesson=') ? hash.slice('#lesson='.length).split('/') : []
    const found = list.find(lesson => lesson.name === name)
    if (isTeacher) {
      const lessons = await Promise.all(list.map(lessonOf))
      if (state.where !== hash) return
      page.layOut(true, 'For teachers')
      return showTeacher(box, lessons)
    }
    if (!found) {
      page.layOut(true, 'Lessons')
      return showList(box, { list, progress, onProgress: () => open('#lessons') })
    }
    const lesson = await lessonOf(found)
    if (state.where !== hash) return
    const at = list.indexOf(found)
    const step = lesson.steps.find(step => step.id === id) ?? lesson.steps[0]
    page.layOut(false, `${lesson.title}, ${step.title}`)
    await page.show(lesson.programs[step.program])
    state.desk = createDesk({ lesson, step, progress, checker, page })
    showLesson(box, { lesson, step, neighbours: { before: list[at - 1] ?? null, after: list[at + 1] ?? null }, desk: state.desk })
  }

  return {
    async open(hash) {
      const isWithin = box.contains(document.activeElement)
      try {
        await open(hash)
        box.scrollTop = 0
        if (isWithin) document.getElementById('lesson-step')?.focus()
      } catch (error) {
        page.layOut(true, 'Lessons')
        box.replaceChildren(make('p', { role: 'alert' }, error.message))
      }
    },
    /** A run has ended; `isOwn`: an exercise had started it. */
    ran(isOwn) {
      const { desk } = state
      if (!desk || !desk.isShown()) return
      progress.ran(desk.lesson.name, 'run')
      if (!isOwn && desk.onRun) desk.onRun()
    },
    /** Whether a key was meant for the exercise. */
    key: event => state.desk?.onKey?.(event) ?? false,
    leave() {
      checker.stop()
      state.desk = null
    }
  }
}

/** What an exercise works with. */
function createDesk({ lesson, step, progress, checker, page }) {
  const program = lesson.programs[step.program]
  const { name } = lesson
  const desk = {
    lesson, step, progress,
    refresh() {},
    addressOf: id => `#lesson=${name}/${id}`,
    record: () => progress.of(name, step.id),
    isShown: () => page.shown() === program.name,
    show: () => page.show(program),
    text: () => page.text(),
    setText: text => page.setText(text),
    edit: async () => {
      await desk.show()
      return page.edit()
    },
    answer: (answer, right) => progress.answer(name, step.id, answer, right, !progress.of(name, 'run').ran),
    tried: () => progress.try(name, step.id),
    hinted: shown => progress.hint(name, step.id, shown),
    done() {
      progress.done(name, step.id)
      desk.refresh()
    },
    /** Runs the program; with an order, and how many choices of it were made. @returns what was printed, and what choice is due, if one is */
    async run(order = '', made = null) {
      await desk.show()
      const run = await page.run(order)
      if (!run || made === null) return run
      const due = page.dueAfter(made)
      if (due) await page.standAt(due.record)
      return { ...run, due }
    },
    openSteps: async () => {
      if (!page.hasRun(program.name) && !await desk.run()) return false
      return page.openSteps()
    },
    momentRows: () => page.momentRows(),
    showTasks: () => page.showTasks(),
    /** Whether a run is what the exercise asks for. */
    judge({ text, code, seconds, reason }) {
      const why = code !== 0 ? reason === 'trap' ? 'trap' : 'exit' : wrongWith(step, { text, seconds })
      return { wrong: why, words: why ? whyWords({ why, code, seconds }) : '' }
    },
    wrongInSource: text => desk.strayIn?.() || wrongInSource(step, text, program.source),
    sources: () => ({ original: program.source, solved: lesson.programs[step.solution].source }),
    /** The program with the lines that were put in order in their place. */
    withLines: lines => program.source.replace(PLACE, (_, indent) => lines.map(line => `${indent}${line}`).join('\n')),
    /** Tries every order. */
    async check(text, say) {
      const binary = program.builtOf(text) ? addressOf(program.builtOf(text)) : await page.compileSearched()
      if (!binary) return null
      const { prints, within } = step
      return checker.check({ program: binary, name: `${program.file}.c`, property: { prints, within } },
        ({ orders, waiting, chance }) => say(`${count(orders, 'order')} of ${chance ? 'many more' : `at least ${digits(orders + waiting)}`} tried.`))
    },
    /** The reply to a common wrong answer; '' for others. */
    replyTo({ why, text }, source) {
      const plain = source.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '')
      const about = { code: plain, prints: text, why }
      return step.wrong.find(({ what, pattern }) => new RegExp(pattern, 's').test(about[what] ?? ''))?.reply ?? ''
    },
    /** The failing order, in the lanes, with its deviations. */
    async showOrder({ choices, story }) {
      desk.story = story
      await page.run(choices.join(',') || '0')
    },
    showDeviation: at => page.standAtDeviation(at)
  }
  return desk
}
