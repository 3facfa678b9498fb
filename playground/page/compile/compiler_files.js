// The compiler's files in this browser: fetched in parts that are named by the hash of their
// content, kept in Cache Storage, checked, and put together again. A download that breaks off keeps
// what came, and goes on there. Runs in the compiler's worker.

const CACHE = 'weft-compiler'
const AT_ONCE = 3

/** @param {string} address of the list of parts */
export async function openCompilerFiles(address) {
  const manifest = await readManifest(address)
  const files = new Map(manifest.files.map(file => [file.name, file]))
  const parts = manifest.files.flatMap(file => file.parts)
  const cache = await openCache()
  const memory = new Map()
  const unfinished = new Map()   // by hash: { bytes, at }, what came of a part before its download broke off
  let isKept = cache !== null

  const addressOf = ({ hash }) => new URL(`parts/${hash.slice(0, 20)}.gz`, address).href

  const beginningOf = part => `${addressOf(part)}?beginning`

  async function isThere(part) {
    if (memory.has(part.hash)) return true
    return Boolean(await cache?.match(addressOf(part)).catch(() => null))
  }

  async function bytesOf(part) {
    if (memory.has(part.hash)) return memory.get(part.hash)
    const kept = await cache.match(addressOf(part))
    if (!kept) throw problem('download', 'a part of the compiler was removed from this browser')
    return new Uint8Array(await kept.arrayBuffer())
  }

  async function keep(part, bytes) {
    try {
      await cache.put(addressOf(part), new Response(bytes))
    } catch {
      isKept = false
      memory.set(part.hash, bytes)
    }
  }

  /** Fetches the parts that are missing, a few at once. */
  async function fetchAll({ signal, onProgress }) {
    const missing = []
    let done = 0
    for (const part of parts) {
      if (await isThere(part)) done += part.bytes
      else missing.push(part)
    }
    const tell = more => onProgress({ done: done + more, total: manifest.total })
    if (missing.length > 0) tell(0)
    const coming = new Map()
    const work = async () => {
      while (missing.length > 0) {
        const part = missing.shift()
        await recallUnfinished(part)
        const bytes = await fetchPart(part, signal, count => {
          coming.set(part, count)
          tell([...coming.values()].reduce((a, b) => a + b, 0))
        })
        await keep(part, bytes)
        coming.delete(part)
        done += part.bytes
        tell([...coming.values()].reduce((a, b) => a + b, 0))
      }
    }
    const workers = Array.from({ length: AT_ONCE }, work)
    try {
      await Promise.all(workers)
    } catch (error) {
      missing.length = 0 // nothing new is begun; what is on its way may still arrive and be kept
      await Promise.allSettled(workers)
      if (signal.aborted) throw problem('cancelled', 'The download was cancelled.')
      await Promise.all(parts.map(keepUnfinished))
      const begun = [...unfinished.values()].reduce((sum, { at }) => sum + at, 0)
      throw Object.assign(error, { kept: done + begun })
    }
    await forgetOthers()
    return { kept: isKept }
  }

  /** One part; of one that has begun only the rest, where the server gives ranges. */
  async function fetchPart(part, signal, onCount) {
    const came = unfinished.get(part.hash) ?? { bytes: new Uint8Array(part.bytes), at: 0 }
    const isResumed = came.at > 0
    unfinished.set(part.hash, came)
    try {
      const headers = came.at > 0 ? { range: `bytes=${came.at}-` } : {}
      const answer = await fetch(addressOf(part), { signal, headers })
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
      if (answer.status !== 206) came.at = 0
      await readAll(answer, came, onCount)
      const wrong = await check(part, came.bytes).then(() => null, error => error)
      if (wrong) came.at = 0
      if (wrong && isResumed) return await fetchPart(part, signal, onCount)   // its beginning was damaged
      if (wrong) throw wrong
      unfinished.delete(part.hash)
      return came.bytes
    } catch (error) {
      if (signal.aborted) throw problem('cancelled', 'The download was cancelled.')
      throw problem('download', error.message)
    }
  }

  /** What came of a part lies beside the whole ones, for the next visit. */
  async function keepUnfinished(part) {
    const { bytes, at } = unfinished.get(part.hash) ?? {}
    if (at > 0) await cache?.put(beginningOf(part), new Response(bytes.slice(0, at))).catch(() => {})
  }

  async function recallUnfinished(part) {
    const kept = unfinished.has(part.hash) ? null : await cache?.match(beginningOf(part)).catch(() => null)
    if (!kept) return
    const begun = new Uint8Array(await kept.arrayBuffer())
    const bytes = new Uint8Array(part.bytes)
    bytes.set(begun.subarray(0, part.bytes))
    unfinished.set(part.hash, { bytes, at: Math.min(begun.length, part.bytes) })
  }

  /** Parts of compilers that are no longer used. */
  async function forgetOthers() {
    const wanted = new Set(parts.map(addressOf))
    for (const request of await cache?.keys() ?? []) {
      if (!wanted.has(request.url)) await cache.delete(request)
    }
  }

  return {
    total: manifest.total,
    has: name => files.has(name),
    isComplete: async () => (await Promise.all(parts.map(isThere))).every(Boolean),
    fetchAll,
    /** A file as a response, unpacked while it is read. */
    async open(name) {
      const list = files.get(name).parts
      let at = 0
      const packed = new ReadableStream({
        async pull(controller) {
          if (at < list.length) controller.enqueue(await bytesOf(list[at++]))
          else controller.close()
        }
      })
      const type = name.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream'
      return new Response(packed.pipeThrough(new DecompressionStream('gzip')),
        { headers: { 'content-type': type } })
    }
  }
}

async function readManifest(address) {
  try {
    const answer = await fetch(address)
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
    return await answer.json()
  } catch (error) {
    throw problem('download', error.message)
  }
}

/** Reads on where it stands. */
async function readAll(answer, came, onCount) {
  const reader = answer.body.getReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) break
    if (came.at + value.length > came.bytes.length) throw new Error('a part is longer than it should be')
    came.bytes.set(value, came.at)
    came.at += value.length
    onCount(came.at)
  }
  if (came.at !== came.bytes.length) throw new Error('a part is shorter than it should be')
}

/** Compares a part with its hash, where the browser can. */
async function check({ hash }, bytes) {
  if (!self.crypto?.subtle) return
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const text = Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
  if (text !== hash) throw new Error('a part came damaged')
}

/** None without TLS, none in a frame without an origin, where the question itself throws. */
async function openCache() {
  try {
    return await caches.open(CACHE)
  } catch {
    return null
  }
}

function problem(code, message) {
  return Object.assign(new Error(message), { code })
}

/** Removes the compiler from this browser. */
export function removeCompiler() {
  return self.caches?.delete(CACHE)
}

/** Whether some of the compiler is in this browser. */
export async function hasCompiler() {
  try {
    return await caches.has(CACHE)
  } catch {
    return false
  }
}
