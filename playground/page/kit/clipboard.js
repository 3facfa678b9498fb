// Copying text. Browsers give their clipboard to pages that came over TLS only; elsewhere a selected
// field is copied, as long as it is the answer to a click.

import { make } from './dom.js'

/** @param {string} text @returns {Promise<boolean>} whether it was copied */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyField(text)
  }
}

function copyField(text) {
  const before = document.activeElement
  const field = make('textarea', { class: 'vh', 'aria-hidden': 'true' })
  field.value = text
  document.body.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  before?.focus()
  return isCopied
}

/** A button says for a moment that it has copied, or that it could not. */
export function tellCopied(button, isCopied) {
  button.textContent = isCopied ? 'Copied' : 'Not copied'
  setTimeout(() => { button.textContent = 'Copy' }, 1500)
}
