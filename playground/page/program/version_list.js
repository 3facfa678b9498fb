// The list of what a program was before, each with its time and the first line that is another now.
// Fetched when it is opened.

import { byId, make } from '../kit/dom.js'
import { visible } from '../kit/visible.js'

const WHY = { run: 'ran', left: 'left', reset: 'before Reset', other: 'from another tab' }

/**
 * @param {{at: number, text: string, from: string}[]} versions
 * @param {string} now the text that is shown
 * @param {(text: string) => void} onChoose
 */
export function fillVersions(versions, now, onChoose) {
  const rows = versions.map(({ at, text, from }) => {
    const button = make('button', { class: 'btn plain', onclick: () => onChoose(text), disabled: text === now },
      make('b', {}, timeOf(at)), ` ${WHY[from] ?? ''} `, make('code', {}, visible(differenceOf(text, now))))
    return make('li', {}, button)
  })
  byId('versionlist').replaceChildren(...rows)
}

function timeOf(at) {
  const date = new Date(at)
  const isToday = date.toDateString() === new Date().toDateString()
  return date.toLocaleString([], isToday ? { hour: '2-digit', minute: '2-digit', second: '2-digit' }
    : { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' })
}

function differenceOf(text, now) {
  if (text === now) return 'what is shown'
  const lines = now.split('\n')
  const line = text.split('\n').find((each, at) => each !== lines[at])
  return line?.trim().slice(0, 60) || 'some lines less'
}
