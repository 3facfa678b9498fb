// A store in memory whose process dies at a chosen moment: from then on nothing of it is ever answered. What was committed stays.

/** What stays when a process dies. */
export function createDisk() {
  return { data: new Map(), alarm: null }
}

/**
 * A process with that disk.
 * @param {() => boolean} dies asked at each moment at which something may be lost; true: now
 */
export function createProcess(disk, dies) {
  const process = { dead: false }
  const { promise: died, resolve: die } = Promise.withResolvers?.() ?? deferred()
  process.died = died
  /** A moment. It never ends for a process that is dead. */
  process.moment = async () => {
    if (!process.dead && dies()) {
      process.dead = true
      die()
    }
    if (process.dead) await new Promise(() => {})
  }
  process.store = {
    async get(keys) {
      await process.moment()
      return new Map(keys.filter(key => disk.data.has(key)).map(key => [key, structuredClone(disk.data.get(key))]))
    },
    async list(prefix) {
      return new Map([...disk.data].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => a < b ? -1 : 1))
    },
    async commit({ put, remove, alarm }) {
      await process.moment()
      for (const key of remove) disk.data.delete(key)
      for (const [key, value] of Object.entries(put)) disk.data.set(key, structuredClone(value))
      if (alarm !== undefined) disk.alarm = alarm
      await process.moment()
    },
    async clear() {
      disk.data.clear()
      disk.alarm = null
    }
  }
  return process
}

function deferred() {
  const out = {}
  out.promise = new Promise(resolve => {
    out.resolve = resolve
  })
  return out
}
