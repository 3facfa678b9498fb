// What a program was before: kept when it runs, when it is left, before it is taken back, and when
// another tab has changed it. The list of them, which brings one back, is version_list.js.

import { keep, recall } from '../kit/storage.js'

const MOST = 20
const MOST_CHARACTERS = 300_000

/** @returns {{at: number, text: string, from: string}[]} the newest first; `from`: what made it be kept */
export function versionsOf(name) {
  try {
    return JSON.parse(recall(`versions:${name}`) ?? '[]').filter(({ text }) => typeof text === 'string')
  } catch {
    return []
  }
}

/**
 * Keeps a text. One that another tab goes on typing takes the place of what it had typed before.
 * @param {string} name of the program
 * @param {string} text
 * @param {'run' | 'left' | 'reset' | 'other'} from
 */
export function keepVersion(name, text, from) {
  const before = versionsOf(name).filter(version => version.text !== text)
  if (from === 'other' && before[0]?.from === 'other') before.shift()
  const all = [{ at: Date.now(), text, from }, ...before].slice(0, MOST)
  while (all.length > 1 && all.reduce((sum, version) => sum + version.text.length, 0) > MOST_CHARACTERS) all.pop()
  keep(`versions:${name}`, JSON.stringify(all))
}
