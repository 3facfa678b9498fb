// Effects wait at a gate: none goes out before the program that asks for it is stored, with its number. A process that dies behind the gate
// finds the same effect outstanding when the program goes on, and carries it out again, under the same id.

/**
 * @param {Record<string, Function>} given
 * @param {{ life: string, change: () => void, more?: object }} how what makes numbers unique; what to call when something has changed
 */
export function createEffectGate(given, { life, change, more }) {
  const held = new Map()   // by number: what lets it out
  let outstanding = 0
  let newest = 0
  let changed = false

  const wrap = carryOut => async (request, { id, signal }) => {
    outstanding++
    newest = Math.max(newest, id)
    try {
      await new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => {
          held.delete(id)
          reject(signal.reason)
        }, { once: true })
        held.set(id, resolve)
        say()
      })
      return await carryOut(request, { ...more, id: `${life}-${id}`, signal })
    } finally {
      outstanding--
      say()
    }
  }

  function say() {
    changed = true
    change()
  }

  return {
    effects: Object.fromEntries(Object.entries(given).map(([name, carryOut]) => [name, wrap(carryOut)])),
    get held() {
      return held.size
    },
    get outstanding() {
      return outstanding
    },
    get newest() {
      return newest
    },
    /** Those that are held now: the ones that what is stored next knows of. */
    taken: () => [...held.keys()],
    release(numbers) {
      for (const number of numbers) {
        held.get(number)?.()
        held.delete(number)
      }
    },
    /** Since this was last asked. */
    hasChanged() {
      const was = changed
      changed = false
      return was
    }
  }
}
