// The storage of a Durable Object as a keeper wants it. What belongs together is one transaction, with the alarm.

const MOST_KEYS = 128

/** @returns {import('../keeper.d.ts').Store} */
export function createObjectStore(storage) {
  return {
    async get(keys) {
      const found = new Map()
      for (const some of rows(keys)) for (const [key, value] of await storage.get(some)) found.set(key, value)
      return found
    },
    list: prefix => storage.list({ prefix }),
    commit({ put, remove, alarm }) {
      return storage.transaction(async change => {
        for (const some of rows(Object.entries(put))) await change.put(Object.fromEntries(some))
        for (const some of rows(remove)) await change.delete(some)
        if (alarm === null) await change.deleteAlarm()
        else if (alarm !== undefined) await change.setAlarm(alarm)
      })
    },
    async clear() {
      await storage.deleteAlarm()
      await storage.deleteAll()
    }
  }
}

function rows(list) {
  const out = []
  for (let at = 0; at < list.length; at += MOST_KEYS) out.push(list.slice(at, at + MOST_KEYS))
  return out
}
