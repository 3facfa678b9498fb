// The descriptors that a program has got from this host: what stands behind each (a connection, a listener), and the
// operations that wait for it. 0, 1 and 2, and what else was there at the start, are none of these.

import { failure } from './failures.js'

const FIRST = 8          // behind those that a run begins with
const MOST = 2 ** 16
const LOST = 255         // the exit code of a process of which nobody knows more
const LINGER_MS = 5000   // how long an end waits for the other side to take what was written

/** What a descriptor is after the program was moved: nothing goes over it any more. */
const whatWasMoved = () => ({
  read() {
    throw failure('ESTALE')
  },
  write() {
    throw failure('ESTALE')
  },
  accept() {
    throw failure('ESTALE')
  },
  exited: () => LOST,
  end() {},
  close() {}
})

/**
 * @param {number[]} [before] descriptors that the program had on another host
 * @param {number} [after] the first number that is free
 */
export function createResources(before = [], after = FIRST) {
  const open = new Map(before.map(descriptor => [descriptor, { object: whatWasMoved(), waiting: [] }]))
  const lingering = new Set()
  const free = []
  let next = Math.max(FIRST, after, ...before.map(descriptor => descriptor + 1))

  function shut({ object }) {
    object.onChange = null
    const done = closeQuietly(object)
    if (!done) return
    lingering.add(done)
    done.finally(() => lingering.delete(done))
  }

  return {
    /** `{ object, waiting }`: what stands there, and the operations that wait for it; undefined for none. */
    get: descriptor => open.get(descriptor),
    list: () => [...open.keys()],
    isFull: () => free.length === 0 && next - FIRST >= MOST,
    /** The descriptor of a new one. */
    add(object) {
      const descriptor = free.pop() ?? next++
      open.set(descriptor, { object, waiting: [] })
      return descriptor
    },
    /** Something else stands there from now on. */
    replace(descriptor, object) {
      open.set(descriptor, { object, waiting: [] })
    },
    /** False when there is none. */
    close(descriptor) {
      const resource = open.get(descriptor)
      if (!resource) return false
      open.delete(descriptor)
      free.push(descriptor)
      shut(resource)
      return true
    },
    /** The end of the run. A promise when something that was written is still on its way. */
    closeAll() {
      for (const resource of open.values()) shut(resource)
      open.clear()
      return lingering.size === 0 ? null : Promise.race([Promise.all(lingering), timeout(LINGER_MS)])
    }
  }
}

/** What an embedding program has made may throw, and cannot say so to anybody. */
function closeQuietly(object) {
  try {
    return object.close()?.catch(() => {})
  } catch {
    return undefined
  }
}

function timeout(ms) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms)
    timer.unref?.()
  })
}
