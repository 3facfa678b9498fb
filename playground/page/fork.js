// Fork and compare: from a moment of a run, another task goes first, or a lock is not there, and both futures stand side by side. Fetched
// when somebody asks for it; the program runs in a worker of its own, from its beginning each time.

import { byId, count, digits, make } from './kit/dom.js'
import { setStatus } from './kit/status.js'
import { createForks } from './run/forks.js'
import { COMPILING, givenTo, searchedOf } from './searched.js'
import { addFuturesStyle, futureOf, showFutures } from './tasks/futures.js'
import { choicesIn, dueAfter } from './tasks/due.js'
import { lastTask, stepsAt } from './tasks/stops.js'
import { locksIn, withoutLock } from './source/locks.js'

const SEARCH = { orders: 20_000, seconds: 2 }

/**
 * @param {object} page the record of page.js
 * @param {object} acts
 * @param {(order: string) => void} acts.onRun runs what is shown in an order
 */
export function createFork(page, { onRun }) {
  addFuturesStyle()
  const head = make('h3', { tabindex: '-1' }, 'Two futures')
  const body = make('div', {})
  const box = make('section', { class: 'futures', id: 'futures', 'aria-label': 'Two futures', hidden: true },
    make('header', {}, head, make('button', { class: 'btn plain', onclick: () => {
      close()
      byId('steps').focus()
    } }, 'Close')), body)
  document.querySelector('.moment-now').after(box)
  const state = { forks: null, of: '', redraw: null, asked: 0 }
  new ResizeObserver(() => state.redraw?.()).observe(box)

  function close() {
    state.asked++
    box.hidden = true
    state.redraw = null
  }

  function say(words) {
    state.redraw = null
    body.replaceChildren(make('p', { role: 'status' }, words))
  }

  /** The worker that has the program open. */
  async function forksOf(program) {
    const given = givenTo(page)
    const key = JSON.stringify([program.name, program.text, given])
    if (state.of === key) return state.forks
    const built = await searchedOf(page, say, 'Compiled, to run it in other orders.')
    if (!built) return null
    state.forks?.stop()
    state.of = ''
    const forks = createForks({ program: built, name: program.name, ...given })
    await forks.open()
    return Object.assign(state, { forks, of: key }).forks
  }

  /** Runs `work` unless something else was asked for meanwhile. */
  async function guarded(work) {
    const asked = ++state.asked
    try {
      await work(() => asked === state.asked)
    } catch (error) {
      if (asked !== state.asked) return
      state.of = ''
      say(`It could not be run: ${error.message}`)
    }
  }

  /** What stood at a moment of the run, run again with its choices written down. */
  function at(model, record) {
    box.hidden = false
    head.focus()
    box.scrollIntoView({ block: 'nearest' })
    say('Running it again.')
    return guarded(async isWanted => {
      const forks = await forksOf(page.program)
      if (!isWanted()) return
      if (!forks) return say('It was not compiled, so there is no other future. What the compiler says stands below the source when you press Run.')
      const list = choicesIn(model).map(({ taken }) => taken)
      const was = await forks.run(list.length > 0 ? list : [0])
      if (!isWanted()) return
      if (was.end === 'world') return say('The program waits for something from outside, which another future does not have.')
      const future = futureOf(was)
      const steps = stepsAt(model, record)
      if (!isSame(model, future.model, steps)) return say('Run again, it does something else than in the lanes: the order was shuffled, or it has had input. Choose "In turn", run it, and fork then.')
      const made = choicesIn(future.model).findIndex(choice => stepsAt(future.model, choice.record) >= steps)
      const due = made < 0 ? null : dueAfter(future.model, made)
      if (!due) return choose({ forks, future, due: null, made: 0 })
      choose({ forks, future, due, made, list: choicesIn(future.model).slice(0, made).map(({ taken }) => taken) })
    })
  }

  function isSame(a, b, steps) {
    for (let step = 0; step < steps; step++) {
      if (!(step in b.begun) || lastTask(a, a.begun[step]) !== lastTask(b, b.begun[step])) return false
    }
    return true
  }

  function choose({ forks, future, due, made, list }) {
    const ways = due ? due.tasks.map(({ name, words }, index) => make('button', { class: 'btn', disabled: index === due.taken, onclick: () =>
      guarded(async isWanted => {
        const other = futureOf(await forks.run([...list, index]))
        if (isWanted()) compare({ title: `As it was: ${due.tasks[due.taken].name} first`, future }, { title: `Instead: ${name} first`, future: other })
      }) }, make('b', {}, name), ` ${words}`, make('small', {}, index === due.taken ? 'so it was' : index === 0 ? 'it has waited longest' : 'runs ahead'))) : []
    const locks = locksIn(page.program.text)
    const without = locks.map(({ words, line }) => make('button', { class: 'btn plain', onclick: () => leaveOut({ forks, future, words }) }, `the lock ${words}, line ${line}`))
    const two = make('div', {})
    body.replaceChildren(
      make('p', {}, due ? `Choice ${made + 1} of this run, ${due.at}: ${count(due.tasks.length, 'task')} could run. Which one goes first instead?`
        : 'From this moment on there is nothing to choose: one task at most is ready at a time. Step back, and fork there.'),
      make('div', { class: 'ways', role: 'group', 'aria-label': 'Which task goes first instead' }, ...ways),
      ...without.length > 0 ? [make('div', { class: 'ways', role: 'group', 'aria-label': 'Without a lock' }, make('span', { class: 'quiet' }, 'What if one of these were not here: '), ...without)] : [],
      two)
    state.two = two
    state.redraw = null
  }

  function compare(one, other, words = '') {
    const shown = showFutures([one, other], side => side === 1 && other.isElsewhere ? [] : [make('button', { class: 'btn', onclick: () => {
      onRun(choicesIn([one, other][side].future.model).map(({ taken }) => taken).join(',') || '0')
    } }, side === 1 ? 'Go on with this one' : 'Stay with this one')])
    state.two.replaceChildren(...words ? [make('p', {}, words)] : [], shown.element)
    state.redraw = shown.draw
    shown.draw()
    state.two.scrollIntoView({ block: 'nearest' })
  }

  /** The same program without a lock: in the same order, and where that shows nothing, in the first that does. */
  function leaveOut({ forks: own, future, words }) {
    return guarded(async isWanted => {
      state.two.replaceChildren(make('p', { role: 'status' }, `${COMPILING}`))
      const { program } = page
      const text = withoutLock(program.text, words)
      const made = await page.compiler.build(program.file, text, page.settings.state.level, { searched: true })
      if (!isWanted()) return
      if (!made?.ok) return void state.two.replaceChildren(make('p', {}, 'Without it the program does not compile.'))
      setStatus('Compiled, without the lock.')
      const forks = createForks({ program: made.module, name: program.name, ...givenTo(page) })
      try {
        await forks.open()
        const expected = (await own.run([])).output
        const { finding, orders, waiting, all } = await forks.search(expected, SEARCH)
        const other = finding ?? await forks.run([])
        if (!isWanted()) return
        const same = finding ? futureOf(await own.run([])) : future
        const tried = all ? `all ${digits(orders)} orders` : `${digits(orders)} of at least ${digits(orders + waiting)} orders`
        compare({ title: `With the lock ${words}`, future: same }, { title: 'Without it', future: futureOf(other), isElsewhere: true },
          finding ? `Without the lock, ${finding.deviations === 0 ? 'it already goes wrong first come, first served' : `an order with ${count(finding.deviations, 'deviation')} goes wrong`}. It was found after ${count(orders, 'order')}.`
            : `Without the lock, ${tried} were tried, and each prints the same. ${all ? 'For what is printed, this lock does nothing.' : 'That is no proof: there are more.'}`)
      } finally {
        forks.stop()
      }
    })
  }

  return { at, close }
}
