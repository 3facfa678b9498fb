// What a program writes for a terminal: colours, and lines that are written over. Colours become classes,
// "\r" goes back to the begin of the line; every other sequence of control is left out.

import { make } from './dom.js'
import { visible } from './visible.js'

const SEQUENCE = /\u001b\[([0-9;:?]*)[ -/]*([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\-_]/g
const COLOURS = ['grey', 'red', 'green', 'yellow', 'blue', 'plum', 'cyan', 'white']

/** The line without what is for a terminal only. */
export function plainOf(text) {
  return overwritten(text).replace(SEQUENCE, '')
}

/** The nodes of a line. @returns {(Node | string)[]} */
export function nodesOf(text) {
  const line = overwritten(text)
  if (!line.includes('\u001b')) return [visible(line)]
  const nodes = []
  let style = new Set()
  let at = 0
  const put = words => {
    if (words) nodes.push(style.size > 0 ? make('span', { class: [...style].map(name => `tty-${name}`).join(' ') }, visible(words)) : visible(words))
  }
  for (const match of line.matchAll(SEQUENCE)) {
    put(line.slice(at, match.index))
    at = match.index + match[0].length
    if (match[2] === 'm') style = styled(style, match[1])
  }
  put(line.slice(at))
  return nodes
}

/** A progress line is written again and again: what it showed last stays, and what stuck out of the one before. */
function overwritten(text) {
  if (!text.includes('\r')) return text
  return text.split('\r').reduce((before, part) => part + before.slice(part.length))
}

function styled(before, codes) {
  const style = new Set(before)
  for (const code of codes.split(/[;:]/).map(Number)) {
    const isColour = (code >= 30 && code <= 37) || (code >= 90 && code <= 97)
    if (code === 0) style.clear()
    if (isColour || code === 39) for (const name of COLOURS) style.delete(name)
    if (isColour) style.add(COLOURS[code % 10])
    if (code === 1) style.add('bold')
    if (code === 4) style.add('line')
    if (code === 22) style.delete('bold')
    if (code === 24) style.delete('line')
  }
  return style
}
