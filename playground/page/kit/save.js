// A file for the person at the page.

import { make } from './dom.js'

/** How long the browser may take to begin. */
const BEGIN_MS = 1000

/** @param {string} name @param {string | Uint8Array} content @param {string} [type] */
export function save(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }))
  make('a', { download: name, href: address }).click()
  setTimeout(() => URL.revokeObjectURL(address), BEGIN_MS)
}
