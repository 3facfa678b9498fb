// The two borders between the panes of a wide page, which can be moved: by pointer and by keys, after the
// ARIA pattern of a window splitter. Where they stand is kept. Nothing else moves them.

import { byId, make } from './kit/dom.js'
import { keep, recall } from './kit/storage.js'

const BORDERS = [
  { name: 'src', label: 'Width of the source', axis: 'x', first: 44, least: 22, most: 78 },
  { name: 'out', label: 'Height of the output', axis: 'y', first: 34, least: 10, most: 75 }
]
const STEP = 2

/** @param {() => void} onMove */
export function createSplit(onMove) {
  const bench = document.querySelector('.bench')
  const kept = read()
  for (const border of BORDERS) bench.append(createBorder(border, bench, kept, onMove))
}

function createBorder({ name, label, axis, first, least, most }, bench, kept, onMove) {
  const element = make('div', { class: `split ${axis}`, role: 'separator', tabindex: '0', 'aria-label': label,
    'aria-orientation': axis === 'x' ? 'vertical' : 'horizontal', 'aria-valuemin': least, 'aria-valuemax': most,
    title: `${label}: drag, or use the arrow keys. A double click sets it back.` })

  function set(percent, isKept = true) {
    const value = Math.round(Math.min(most, Math.max(least, percent)) * 10) / 10
    kept[name] = value
    bench.style.setProperty(`--${name}`, `${value}%`)
    element.setAttribute('aria-valuenow', Math.round(value))
    if (isKept) keep('split', JSON.stringify(kept))
    onMove()
  }

  element.addEventListener('pointerdown', event => {
    element.setPointerCapture(event.pointerId)
    event.preventDefault()
    element.focus()
  })
  element.addEventListener('pointermove', event => {
    if (!element.hasPointerCapture(event.pointerId)) return
    const { left, top, width, height } = bench.getBoundingClientRect()
    set(axis === 'x' ? (event.clientX - left) / width * 100 : (event.clientY - top) / height * 100)
  })
  element.addEventListener('dblclick', () => set(first))
  element.addEventListener('keydown', event => {
    const move = { ArrowLeft: -STEP, ArrowUp: -STEP, ArrowRight: STEP, ArrowDown: STEP }[event.key]
    const to = { Home: least, End: most }[event.key] ?? (move && kept[name] + move)
    if (to === undefined) return
    event.preventDefault()
    set(to)
  })
  set(Number(kept[name]) || first, false)
  return element
}

function read() {
  try {
    return { ...JSON.parse(recall('split') ?? '{}') }
  } catch {
    return {}
  }
}
