// The one line that says what is going on, the notice below the bar, and the stitches below the
// head that walk while something runs.

import { byId, make } from './dom.js'
import { mark } from './marks.js'

/**
 * Says what is going on. `**` marks what stands out.
 * @param {string} text "Ended at **3.0 s** with exit code **0**."
 * @param {string} [kind] a mark
 */
export function setStatus(text, kind) {
  const words = () => make('span', {}, ...text.split('**').map((part, index) =>
    index % 2 ? make('b', {}, part) : part))
  for (const id of ['status', 'status2']) {
    byId(id).replaceChildren(...(kind ? [mark(kind)] : []), words())
  }
}

/** The stitches walk while a program runs. */
export function setLive(on) {
  byId('selvedge').classList.toggle('live', on)
}

/** How far a download is, from 0 to 1; null for none. */
export function setProgress(share) {
  const line = byId('selvedge')
  if (share === null) return line.replaceChildren()
  const bar = line.firstChild ?? line.appendChild(make('i'))
  bar.style.setProperty('--at', `${share * 100}%`)
}

/** A sentence that stays until it is closed. */
export function notice(text, label = 'Close', action = null) {
  byId('noticewords').textContent = text
  byId('noticebutton').textContent = label
  byId('noticebutton').onclick = () => {
    byId('notice').hidden = true
    action?.()
  }
  byId('notice').hidden = !text
}
