// What fails is tried again under the same id, for nobody knows whether it was done: only then the program hears of it.
//
// Effects wait at a gate: none goes out before the program that asks for it is stored, with its number. A process that dies behind the gate
// finds the same effect outstanding when the program goes on, and carries it out again, under the same id.

const FIRST_WAIT_MS = 200

/**
 * @param {Record<string, Function>} given
 * @param {{ life: string, change: () => void, more?: object, attempts: number }} how what makes numbers unique; what to call when something
 *   has changed; what effects are given, too; how often one is tried that fails
 */
export function createEffectGate(given, { life, change, more, attempts }) {
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
      for (let attempt = 1; ; attempt++) {
        try {
          return await carryOut(request, { ...more, id: `${life}-${id}`, attempt, signal })
        } catch (error) {
          if (signal.aborted || attempt >= attempts || isFinal(error)) throw error
        }
        await passed(FIRST_WAIT_MS * 2 ** (attempt - 1), signal)
      }
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

/** An error that says so is no accident. What was thrown may be anything. */
function isFinal(error) {
  try {
    return error?.final === true
  } catch {
    return true
  }
}

function passed(ms, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    }, { once: true })
  })
}
