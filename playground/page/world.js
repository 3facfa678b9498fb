// What a program is given from outside beside its clock: arguments, environment, standard input,
// signals and debug mode. Each program has its own; the form for them is world_form.js.

import { keep, recall } from './kit/storage.js'

const NOTHING = { args: '', env: '', stdin: '', signals: '', debug: false, sites: '' }
const MOST = 20_000
const SIGNAL = /^(?:SIG)?(HUP|INT|TERM|USR1|USR2)@(\d+(?:\.\d+)?)$/i

/** @param {() => void} onChange */
export function createWorld(onChange) {
  const state = { name: null, isKept: true, ...NOTHING }

  return {
    state,
    /** Choices among the ready tasks for the next run, "0,2,1"; not kept. */
    order: '',
    /** Another program is shown: it gets what it was given last. */
    show(name) {
      Object.assign(state, NOTHING, readKept(name), { name, isKept: true })
    },
    /** What a link gives; it is not kept. */
    borrow(asked) {
      Object.assign(state, check({ ...asked, debug: asked.debug === '1', signals: asked.signals, sites: '' }), { isKept: false })
    },
    set(changes) {
      Object.assign(state, check({ ...state, ...changes }), { isKept: true })
      const { name, isKept: _, ...given } = state
      const isNothing = Object.entries(NOTHING).every(([key, value]) => given[key] === value)
      keep(`given:${name}`, isNothing ? null : JSON.stringify(given))
      onChange()
    },
    isEmpty: () => Object.entries(NOTHING).every(([key, value]) => state[key] === value),
    /** The fields of a link. */
    fields() {
      const given = { ...state, env: this.order ? `${state.env}\nWEFT_CHOICES=${this.order}`.trim() : state.env }
      return Object.entries(NOTHING).filter(([key, value]) => given[key] !== value && key !== 'sites')
        .map(([key]) => [key, given[key] === true ? '1' : given[key]])
    },
    /** What @weft/host is told. */
    options() {
      const env = linesOf(state.env).map(line => line.split(/=(.*)/s)).map(([name, value]) => [name.trim(), value])
      return {
        args: wordsOf(state.args),
        env: Object.fromEntries(this.order ? [...env, ['WEFT_CHOICES', this.order]] : env),
        signals: signalsOf(state.signals),
        ...state.debug ? { debug: true } : {},
        ...state.sites ? { sites: sitesOf(state.sites) } : {}
      }
    }
  }
}

function readKept(name) {
  try {
    return check(JSON.parse(recall(`given:${name}`) ?? '{}'))
  } catch {
    return {}
  }
}

/** Only what it can be; of signals and variables those that make sense. */
function check({ args, env, stdin, signals, debug, sites }) {
  const text = value => typeof value === 'string' ? value.replaceAll('\0', '').slice(0, MOST) : ''
  return { args: text(args), env: text(env), stdin: text(stdin), signals: text(signals), debug: debug === true, sites: text(sites) }
}

const linesOf = text => text.split('\n').filter(line => /^\s*[^=\s][^=]*=/.test(line))

/** "INT@2.5, TERM@4" as a list; what is none is left out, and the form says so. */
export function signalsOf(text) {
  return text.split(/[\s,]+/).map(item => SIGNAL.exec(item)).filter(Boolean)
    .map(([, name, time]) => `${name.toUpperCase()}@${time}`)
}

/** The origins in a text; what is none is left out. Never from a link: the reader allows them. */
export function sitesOf(text) {
  return text.split(/[\s,]+/).filter(site => URL.canParse(site)).map(site => new URL(site)).filter(({ protocol }) => /^https?:$/.test(protocol)).map(({ origin }) => origin)
}

/** Words as a shell cuts them: quotes keep blanks together. */
export function wordsOf(text) {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c)
}
