// What a run is started with: clock, speed, order, seed, and the level for edited programs. The
// controls stand twice in the page (bar and phone menu) and always agree.

import { byId } from './kit/dom.js'
import { keep, recall } from './kit/storage.js'

const MOST_SPEED = 1000
const LEVELS = ['0', '1', '2', 's']
const DEFAULTS = { clock: 'virtual', speed: '10', order: 'turn', seed: '7', level: '0',
  plain: false, letters: true }

/** @param {(settings: object) => void} onChange */
export function createSettings(onChange) {
  const state = { ...DEFAULTS, ...read() }

  function set(changes, save = true) {
    Object.assign(state, changes)
    fill()
    if (save) keep('settings', JSON.stringify(state))
    onChange(state)
  }

  /** Shows the settings in every control. */
  function fill() {
    for (const input of document.querySelectorAll('input[type=radio]')) {
      const group = groupOf(input)
      if (!group) continue
      input.checked = input.value === state[group]
    }
    for (const box of document.querySelectorAll('[data-if]')) {
      box.hidden = ![state.clock, state.order].includes(box.dataset.if)
    }
    for (const input of document.querySelectorAll('[data-field]')) {
      if (document.activeElement !== input) input.value = state[input.dataset.field]
    }
    for (const text of document.querySelectorAll('[data-speed]')) text.textContent = state.speed
    byId('level').value = state.level
    byId('plain').checked = state.plain
    byId('letters').checked = state.letters
  }

  document.addEventListener('change', ({ target }) => {
    if (target.type === 'radio') groupOf(target) && set({ [groupOf(target)]: target.value })
    else if (target.dataset?.field) {
      const { field } = target.dataset
      set({ [field]: clean(field, target.value) })
    }
    else if (target.id === 'level') set({ level: target.value })
    else if (target.id === 'plain' || target.id === 'letters') set({ [target.id]: target.checked })
  })
  fill()
  return {
    state,
    set,
    /** Takes what a link asks for, as far as there are such settings, and does not keep it. */
    borrow: asked => set(check(asked), false),
    runOptions: () => optionsOf(state),
    speed: () => speedOf(state)
  }
}

/** The setting that a radio button is of: there are others in the page. */
function groupOf({ name }) {
  const group = name.replace('2', '')
  return ['clock', 'order'].includes(group) ? group : ''
}

function read() {
  try {
    return check(JSON.parse(recall('settings') ?? '{}') ?? {})
  } catch {
    return {}
  }
}

/** Only what a setting can be; the rest is left out. */
function check({ clock, speed, order, seed, level, plain, letters }) {
  const good = {}
  if (['real', 'fast', 'virtual'].includes(clock)) good.clock = clock
  if (['turn', 'shuffled'].includes(order)) good.order = order
  if (LEVELS.includes(level)) good.level = level
  if (speed !== undefined && clean('speed', speed) === String(speed)) good.speed = String(speed)
  if (seed !== undefined && clean('seed', seed) === String(seed)) good.seed = String(seed)
  if (typeof plain === 'boolean') good.plain = plain
  if (typeof letters === 'boolean') good.letters = letters
  return good
}

function clean(field, text) {
  const value = String(text).trim()
  if (field === 'seed') {
    return /^\d{1,19}$/.test(value) && BigInt(value) < 2n ** 64n ? value : DEFAULTS.seed
  }
  const number = Number(value)
  return number > 0 && number <= MOST_SPEED ? String(number) : DEFAULTS.speed
}

function speedOf({ clock, speed }) {
  return clock === 'real' ? 1 : Number(speed)
}

/** What @weft/host is told. */
function optionsOf({ clock, order, seed }) {
  return {
    clock: clock === 'virtual' ? 'virtual' : 'real',
    ...(order === 'shuffled' ? { seed } : {})
  }
}
