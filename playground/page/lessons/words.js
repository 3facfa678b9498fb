// The words of a lesson as elements: `code`, **what stands out**, and the way to another step or lesson, [words](#address).

import { make } from '../kit/dom.js'
import { visible } from '../kit/visible.js'

const MARK = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((#[^)]+)\)/g

/** @param {string} text @returns {(Node | string)[]} */
export function nodesOf(text) {
  const nodes = []
  let at = 0
  for (const match of text.matchAll(MARK)) {
    const [all, code, strong, words, address] = match
    nodes.push(text.slice(at, match.index), code ? make('code', {}, code) : strong ? make('strong', {}, ...nodesOf(strong)) : make('a', { href: address }, words))
    at = match.index + all.length
  }
  return [...nodes, text.slice(at)].filter(Boolean)
}

export const paragraph = text => make('p', {}, ...nodesOf(text))

/** What a program has printed, as it stands. */
export const printed = text => make('pre', { class: 'diff', tabindex: '0' }, visible(text.replace(/\n$/, '')))

/** A line that is spoken when it changes. */
export function createReply() {
  const box = make('div', { class: 'answer', role: 'status' })
  return {
    element: box,
    /** @param {'' | 'good' | 'bad'} kind @param {...(Node | string)} parts strings are paragraphs */
    say(kind, ...parts) {
      box.className = `answer ${kind}`
      box.replaceChildren(...parts.flat().filter(Boolean).map(part => typeof part === 'string' ? paragraph(part) : part))
    }
  }
}
