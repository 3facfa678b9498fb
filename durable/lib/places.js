// Places for programs in memory. An engine holds a few hundred instances of wasm at once, for each reserves gigabytes of addresses; with more
// than that it does little but look for what it can throw away. So the others wait for a place, the first to come first.

/** @param {number} most */
export function createPlaces(most) {
  const waiting = []
  let free = most

  function leave() {
    const next = waiting.shift()
    if (next) next(once())
    else free++
  }

  function once() {
    let left = false
    return () => {
      if (!left) leave()
      left = true
    }
  }

  return {
    /** @returns {Promise<() => void>} what gives the place back */
    take() {
      if (free > 0) {
        free--
        return Promise.resolve(once())
      }
      return new Promise(resolve => waiting.push(resolve))
    }
  }
}
