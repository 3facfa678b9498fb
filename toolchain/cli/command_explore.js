// `weft explore`: runs a program in every order of its ready tasks, up to a limit, and shows the shortest one that fails. The search
// itself is in @weft/host/lib/orders, in a thread of its own, so that a run that never ends is seen from here.

import { Worker } from 'node:worker_threads'
import { outcome } from '@weft/host/lib/exit.js'
import { textOfChoices } from '@weft/host/lib/orders/choices.js'
import { LEVELS, buildProgram } from './build.js'
import { CommandError } from './error.js'
import { readOptions } from './options.js'
import { checkFiles, readBytes } from './sources.js'
import { print, tell } from './write.js'

const WORKER = new URL('./explore_worker.js', import.meta.url)
const MOST_LIST = 4096
const MOST_OUTPUTS = 4
const MOST_LINES = 30
const DEFAULTS = { orders: 1_000_000, seconds: 30, deviations: Infinity, seed: 1, patience: 10 }

/** @param {string[]} words @returns {Promise<number>} 0 when no order failed, 1 when one did */
export async function runExplore(words) {
  const { files, args, options } = readOptions(words, 'explore')
  if (checkFiles(files, 'explore') === 'wasm') {
    throw new CommandError('weft explore takes .c files: a program is built in a form of its own to be searched.')
  }
  const limits = readLimits(options)
  const expected = options.expect === undefined ? undefined : readBytes(options.expect)
  const env = readVariables(options)
  const bytes = await buildProgram(files, options, LEVELS.explore)
  const request = { bytes, name: files[0], args, env, limits, expected }
  const result = await search(request, options)
  if (result.stopped) throw new CommandError(result.stopped)
  const command = `weft run ${[...files, '--clock virtual', ...replayed(options)].map(quoted).join(' ')} --choices `
  print(reportOf(files, result, command, args, options))
  return result.finding ? 1 : 0
}

function readLimits(options) {
  const read = (name, what, whole) => {
    const text = options[name]
    if (text === undefined) return DEFAULTS[name]
    const value = Number(text)
    if (text.trim() !== '' && value >= 0 && value < 2 ** 32 && (!whole || Number.isInteger(value))) return value
    throw new CommandError(`The option --${name} is ${what}, not "${text}".`)
  }
  return {
    orders: read('orders', 'a whole number of orders', true),
    seconds: read('seconds', 'a number of seconds', false),
    deviations: read('deviations', 'a whole number', true),
    seed: read('seed', 'a whole number', true),
    patience: read('patience', 'a number of seconds', false)
  }
}

function readVariables({ env = [] }) {
  return Object.fromEntries(env.map(pair => {
    const at = pair.indexOf('=')
    if (at < 1) throw new CommandError(`--env takes NAME=VALUE, not "${pair}".`)
    return [pair.slice(0, at), pair.slice(at + 1)]
  }))
}

/** What the run that replays an order needs, too. */
function replayed({ env = [], includes = [], defines = [] }) {
  return [...includes.flatMap(folder => ['-I', folder]), ...defines.flatMap(define => ['-D', define]), ...env.flatMap(pair => ['--env', pair])]
}

const quoted = word => /^[\w@%+=:,./-]+$/.test(word) || word === '--clock virtual' ? word : `'${word.replaceAll("'", "'\\''")}'`

/** Runs the search, and says how far it is. */
function search({ limits, ...request }, { quiet }) {
  const at = new Uint8Array(new SharedArrayBuffer(MOST_LIST + 4))
  const worker = new Worker(WORKER, { workerData: { ...request, limits, at }, env: {} })
  const line = createLine(quiet)
  return new Promise((resolve, reject) => {
    let patience
    const wait = () => {
      clearTimeout(patience)
      patience = setTimeout(() => end(() => resolve({ stuck: listIn(at), ...last })), limits.patience * 1000)
    }
    let last = {}
    const end = settle => {
      clearTimeout(patience)
      line.done()
      worker.terminate().then(settle, reject)
    }
    worker.on('message', message => {
      wait()
      if (message.begins) return
      if (message.result) return end(() => resolve(message.result))
      last = message
      line.say(message)
    })
    worker.on('error', error => end(() => reject(error)))
  }).then(result => result.stuck ? stuckResult(result, limits) : result)
}

/** The order at hand, when the thread no longer answers. */
function stuckResult({ stuck, orders = 1, waiting = 1, chance = 0 }, { patience }) {
  const finding = { why: 'stuck', choices: stuck, deviations: stuck.filter(Boolean).length, story: [], text: '', said: '', patience }
  return { orders, ended: orders, known: 0, waiting, chance, finding, outputs: [] }
}

function listIn(at) {
  return at.slice(4, 4 + new Uint32Array(at.buffer, 0, 1)[0])
}

/** Progress on standard error: one line on a terminal, and one in five seconds elsewhere. */
function createLine(quiet) {
  const { isTTY } = process.stderr
  let shown = false
  let next = Date.now() + 5000
  return {
    say(state) {
      if (quiet || (!isTTY && Date.now() < next)) return
      next = Date.now() + 5000
      const where = state.chance ? 'by chance' : `with ${state.level} ${state.level === 1 ? 'deviation' : 'deviations'}`
      const text = `weft: ${number(state.orders)} orders tried, now ${where}, ${number(Math.round(state.orders / state.elapsed))} a second`
      tell(isTTY ? `\r\x1b[K${text} …` : `${text}\n`)
      shown = isTTY
    },
    done() {
      if (shown) tell('\r\x1b[K')
    }
  }
}

const number = value => String(value).replace(/\B(?=(\d{3})+$)/g, ' ')
const counted = (count, noun) => `${number(count)} ${noun}${count === 1 ? '' : 's'}`

function reportOf(files, result, command, args, options) {
  const rest = args.length > 0 ? ` -- ${args.map(quoted).join(' ')}` : ''
  const replay = choices => `  ${command}${textOfChoices(choices)}${rest}\n`
  const head = `${files.join(' ')}: ${howMany(result)}.\n`
  const { finding } = result
  if (!finding) return `${head}${none(result, options)}\n${outputsOf(result, replay)}`
  const fewest = finding.deviations === 0
    ? 'First come, first served, fails:'
    : `One fails. The shortest that was found has ${counted(finding.deviations, 'deviation')} from first come, first served:`
  const story = storyOf(finding).map(({ moment, of, text }, at) => `  ${at + 1}. ${text}; moment ${moment}, ${of} tasks were ready\n`).join('')
  return `${head}${fewest}\n${story}Then ${whyText(finding)}.\n${printed(finding)}Run this order again:\n${replay(finding.choices)}`
}

/** Where there is no trace, which a task that never waits does not leave, the choices themselves. */
function storyOf({ story, choices }) {
  const known = new Map(story.map(step => [step.moment, step]))
  return Array.from(choices).flatMap((taken, at) => taken > 0
    ? [known.get(at + 1) ?? { moment: at + 1, of: 'several', text: `the ready task number ${taken + 1} ran first` }] : [])
}

function howMany({ orders, waiting, chance, all, known }) {
  const of = all ? number(orders) : chance ? 'many more' : `at least ${number(orders + waiting)}`
  const met = known > 0 ? `, ${number(known)} of them up to a state that was seen before` : ''
  return `${number(orders)} of ${of} orders tried${met}`
}

function none({ all }, options) {
  const as = options.expect === undefined ? 'None failed.' : `None failed, and all print what ${options.expect} says.`
  return all ? as : `${as} That is no proof: there are more.`
}

/** Programs that print something else in another order, which may be what one wants. */
function outputsOf({ outputs }, replay) {
  if (outputs.length < 2) return ''
  const shown = outputs.slice(0, MOST_OUTPUTS).map(({ text, choices }) => `${indented(text)}${replay(choices)}`).join('')
  const more = outputs.length > MOST_OUTPUTS ? `and ${outputs.length - MOST_OUTPUTS} more\n` : ''
  return `What it prints depends on the order: ${outputs.length} outputs were seen, here with an order for each.\n${shown}${more}`
}

function printed({ text, said }) {
  return text || said ? `It printed:\n${indented(text + said)}` : ''
}

function indented(text) {
  const lines = text.replace(/\n$/, '').split('\n')
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), `(${lines.length - MOST_LINES} lines more)`] : lines
  return shown.map(line => `    ${line}\n`).join('')
}

function whyText({ why, code, trap, leaked, steps, patience }) {
  const texts = {
    exit: () => {
      const { message } = outcome(code)
      return `it ended with exit code ${code}${message ? `: ${message.replace(/^./, letter => letter.toLowerCase()).replace(/\.$/, '')}` : ''}`
    },
    trap: () => `it trapped: ${/unreachable/.test(trap) ? 'an assertion failed, or abort() was called' : trap}`,
    endless: () => `it went on for more than ${number(steps)} steps`,
    stuck: () => `a task ran for more than ${counted(patience, 'second')} without waiting`,
    memory: () => 'it needed more memory than a search has for one run (32 MB)',
    output: () => 'it printed something else',
    leak: () => `${counted(leaked, 'byte')} that malloc gave were not freed, more than first come, first served`
  }
  return texts[why]()
}

