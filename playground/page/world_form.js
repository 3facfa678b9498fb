// The form for what a program is given from outside. Fetched when it is opened.

import { byId, make } from './kit/dom.js'
import { signalsOf, sitesOf, wordsOf } from './world.js'

const FIELDS = [
  { key: 'args', label: 'Arguments', hint: 'as after the program\'s name: one "two words"' },
  { key: 'env', label: 'Environment', hint: 'NAME=value, one a line', rows: 2 },
  { key: 'stdin', label: 'Standard input', hint: 'Empty: the program asks when it reads', rows: 3 },
  { key: 'signals', label: 'Signals', hint: 'INT@2.5, TERM@4: at these seconds' },
  { key: 'sites', label: 'May fetch from', hint: 'https://example.org, beside this site' }
]

/** @param {object} world see world.js */
export function fillWorld(world) {
  const box = byId('worldbox')
  const words = make('p', { id: 'worldwords', role: 'status' })
  const fields = FIELDS.map(({ key, label, hint, rows }) => {
    const field = make(rows ? 'textarea' : 'input', { class: 'box', id: `world-${key}`, placeholder: hint, rows,
      autocomplete: 'off', spellcheck: 'false' })
    field.addEventListener('input', () => {
      world.set({ [key]: field.value })
      tell()
    })
    return make('div', { class: 'entry' }, make('label', { for: `world-${key}` }, label), field)
  })
  const debug = make('input', { type: 'checkbox', id: 'world-debug', onchange: () => world.set({ debug: debug.checked }) })

  function tell() {
    const { args, signals, sites } = world.state
    const wanted = signals.split(/[\s,]+/).filter(Boolean).length
    const said = [args && `argc is ${wordsOf(args).length + 1}.`,
      wanted > signalsOf(signals).length && 'A signal is NAME@SECONDS, with one of HUP, INT, TERM, USR1 and USR2.',
      sites && `It may fetch from ${sitesOf(sites).join(' and ') || 'no other site'}, if that allows it (CORS). A link does not hold this.`]
    words.textContent = said.filter(Boolean).join(' ')
  }

  box.replaceChildren(...fields, make('label', {}, debug, make('span', {}, 'Debug mode: reports slow steps, long waits and more')), words)
  return () => {
    for (const { key } of FIELDS) byId(`world-${key}`).value = world.state[key]
    debug.checked = world.state.debug
    tell()
  }
}
