// What stays in this browser: edits and settings, in localStorage. Where that is blocked or full,
// they live in this page only, and a reader that asks learns it.

const PREFIX = 'weft:'
const memory = new Map()
let trouble = null

/** Why the last thing could not be kept; null when all is well. */
export function storageTrouble() {
  return trouble
}

/** Where the browser has them; a frame without an origin has none, and the question throws. */
export function serviceWorkers() {
  try {
    return navigator.serviceWorker
  } catch {
    return undefined
  }
}

/** Of this tab alone, and of the one that is opened next. */
export function keepHere(name, text) {
  try {
    sessionStorage.setItem(PREFIX + name, text)
  } catch {
    // It is in the other storage, or nothing is kept at all.
  }
  keep(name, text)
}

/** What this tab had last, else any. */
export function recallHere(name) {
  try {
    return sessionStorage.getItem(PREFIX + name) ?? recall(name)
  } catch {
    return recall(name)
  }
}

/** Another tab has changed what is kept. @param {(name: string, text: string | null) => void} onChange */
export function watchStorage(onChange) {
  addEventListener('storage', ({ key, newValue }) => {
    if (key?.startsWith(PREFIX)) onChange(key.slice(PREFIX.length), newValue)
  })
}

/** @param {string} name @returns {string | null} */
export function recall(name) {
  if (memory.has(name)) return memory.get(name)
  try {
    return localStorage.getItem(PREFIX + name)
  } catch {
    return null
  }
}

/**
 * Keeps a text under a name, or forgets it.
 * @param {string} name
 * @param {string | null} text
 * @returns {boolean} whether it will be there after a reload
 */
export function keep(name, text) {
  try {
    if (text === null) localStorage.removeItem(PREFIX + name)
    else put(PREFIX + name, text)
    memory.delete(name)
    trouble = null
    return true
  } catch (error) {
    memory.set(name, text)
    const isFull = error.name === 'QuotaExceededError' || error.code === 22
    trouble = isFull
      ? 'The storage of this browser is full, so this edit is lost when the page is closed. ' +
        'Download it to keep it.'
      : 'This browser keeps nothing for this page, so this edit is lost when it is closed. ' +
        'Download it to keep it.'
    return false
  }
}

/** What a program was before makes room for what it is now. */
function put(key, text) {
  try {
    localStorage.setItem(key, text)
  } catch (error) {
    const old = Object.keys(localStorage).filter(name => name.startsWith(`${PREFIX}versions:`) && name !== key)
    if (old.length === 0) throw error
    for (const name of old) localStorage.removeItem(name)
    localStorage.setItem(key, text)
  }
}
