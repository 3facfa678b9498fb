// Every order of the program that is shown: a search in a worker, and what it has found: the shortest order that fails, or what depends on
// the order. An order is run in the page, is a link, and is a test. Fetched when somebody asks for it.

import { addStyle, byId, count, make } from './kit/dom.js'
import { save } from './kit/save.js'
import { createChecker } from './lessons/checker.js'
import { headOf, ofHowMany, outputOf, storyOf, whyWords } from './lessons/orders_words.js'
import { createReply } from './lessons/words.js'
import { orderTest } from './program/order_test.js'
import { givenTo, searchedOf } from './searched.js'
import { deviationsOf } from './tasks/deviations.js'

const SHORT = { orders: 100_000, seconds: 3 }
const LONG = { orders: 3_000_000, seconds: 30 }

/** What it looks like; it comes with the code, so that the first paint does without. */
const STYLE = `
.orders { max-height: min(46dvh, 340px); overflow: auto; border-top: 1px solid var(--line); padding: var(--s3) var(--s4) var(--s4); background: var(--paper); font: var(--t-small) }
.orders[hidden] { display: none } .orders > header { display: flex; flex-wrap: wrap; gap: var(--s2); align-items: center; position: static; padding: 0 } .orders h3 { flex: 1 1 auto; margin: 0; font: var(--t-text); font-weight: 600; outline-offset: 4px }
.orders .answer > * + * { margin-top: var(--s2) } .orders .answer { margin-top: var(--s2); padding-left: var(--s3); border-left: 3px solid var(--line) } .orders .answer.bad { border-left-color: var(--failed) } .orders .answer.good { border-left-color: var(--done) }
.orders .row { display: flex; flex-wrap: wrap; gap: var(--s2) } .orders .story { list-style: decimal; margin: 0; padding-left: 22px } .orders p { margin: 0; max-width: 80ch }
.orders .link { border: 0; background: none; padding: 2px 0; min-height: 24px; color: var(--running); text-decoration: underline; text-underline-offset: 3px; text-align: left; cursor: pointer; font: inherit }
.orders pre { margin: 0; padding: var(--s2) var(--s3); background: var(--sheet); border: 1px solid var(--line); font: var(--t-code); white-space: pre-wrap; overflow-wrap: anywhere; max-height: 160px; overflow: auto }
`

/**
 * @param {object} page the record of page.js
 * @param {{steps: () => Promise<object | null>}} parts the playhead
 */
export function createEveryOrder(page, { steps }) {
  addStyle(STYLE)
  const checker = createChecker()
  const reply = createReply()
  const head = make('h3', { tabindex: '-1' }, 'Every order')
  const box = make('section', { class: 'orders', id: 'orders', 'aria-label': 'Every order', hidden: true }, make('header', {}, head, make('button', { class: 'btn plain', onclick: () => {
    close()
    byId('every').focus()
  } }, 'Close')), reply.element)
  byId('why').before(box)
  const state = { of: '', asked: 0 }

  function close() {
    state.asked++
    checker.stop()
    box.hidden = true
  }

  async function search(limits) {
    const asked = ++state.asked
    const isWanted = () => asked === state.asked
    const { program } = page
    state.of = program.text
    box.hidden = false
    head.focus()
    box.scrollIntoView({ block: 'nearest' })
    const say = words => isWanted() && reply.say('', words)
    say('Trying.')
    try {
      const built = await searchedOf(page, say, 'Compiled, to try every order.')
      if (!isWanted()) return
      if (!built) {
        reply.say('bad', 'It was not tried, because it does not compile. What the compiler says stands below the source.')
        return page.run()
      }
      const result = await checker.check({ program: built, name: program.file, property: {}, limits, ...givenTo(page) }, progress => say(`${ofHowMany(progress)} tried.`))
      if (result && isWanted()) tell(result)
    } catch (error) {
      if (isWanted()) reply.say('bad', `It could not be tried: ${error.message}`)
    }
  }

  function tell(result) {
    if (result.stuck) return reply.say('bad', `A task ran for ${result.stuck} s without waiting, so the other tasks never had a turn.`)
    if (result.outside) return reply.say('', 'The program waits for something from outside: input, a connection, a signal. A search has none of it, so there is nothing to try.')
    const { finding, orders, outputs } = result
    if (finding) {
      reply.say('bad', headOf(finding, orders), ...storyOf(finding, showDeviation), outputOf(finding), actsOf(finding, whyWords(finding)))
      return void runOrder(finding.choices)
    }
    const longer = result.all ? [] : [make('div', { class: 'row' }, make('button', { class: 'btn', onclick: () => search(LONG) }, 'Look for longer, 30 s'))]
    const isOne = result.all && orders === 1
    const tried = `**${isOne ? 'There is one order, and it does not fail' : `${ofHowMany(result)} were tried, and none fails`}:** no deadlock, no trap, no exit code but 0.${result.all ? ' None is left untried.' : ' That is no proof: there are more.'}`
    if (outputs.length === 0) return reply.say('good', tried, isOne ? 'Never more than one task is ready.' : 'Each prints the same.', ...longer)
    reply.say('', tried, `**What it prints depends on the order:** ${count(result.outputCount, 'output')} were seen${result.outputCount > outputs.length ? `, the first ${outputs.length} of them` : ''}, here with an order for each. Is that meant? A failed \`assert\` would tell the search what must hold.`,
      ...outputs.flatMap(found => [outputOf(found), ...found.story.length === 0 ? ['First come, first served.'] : storyOf(found, at => runOrder(found.choices).then(() => showDeviation(at))), actsOf(found, '')]), ...longer)
  }

  /** What one can do with an order. */
  function actsOf({ choices, story }, why) {
    const test = orderTest({ file: page.program.file, text: page.program.text, choices, story: story.map(({ text }) => text), why })
    return make('div', { class: 'row' },
      make('button', { class: 'btn', onclick: () => runOrder(choices, true) }, why ? 'Run this order again' : 'Run this order'),
      make('button', { class: 'btn', onclick: async () => {
        await runOrder(choices)
        byId('share').open = true
        byId('link').focus()
      } }, 'A link to this order'),
      ...test ? [make('button', { class: 'btn', title: `For weft test: ${test.name}`, onclick: () => save(test.name, test.text) }, 'Make it a test')] : [])
  }

  /** In the lanes, where its deviations have their numbers. */
  async function runOrder(choices, isLookedAt = false) {
    page.settings.borrow({ clock: 'virtual', order: 'turn' })
    const over = new Promise(resolve => { Object.assign(state, { over: resolve, before: page.tasks.model }) })
    page.run(choices.join(',') || '0')
    await over
    if (isLookedAt) byId('lanes').scrollIntoView({ block: 'nearest' })
  }

  async function showDeviation(at) {
    const found = page.tasks.model && deviationsOf(page.tasks.model)[at]
    if (found) (await steps())?.openAt(found.record)
    byId('lanes').scrollIntoView({ block: 'nearest' })
  }

  return {
    search: () => search(SHORT),
    /** Called when the lanes are drawn: it belongs to one text. */
    look({ model, isOver, isStale }) {
      if (!box.hidden && page.program.text !== state.of) close()
      if (!isOver || isStale || model === state.before) return
      state.over?.()
      state.over = null
    }
  }
}
