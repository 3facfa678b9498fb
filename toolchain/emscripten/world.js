// The network and standard input of a program that Emscripten builds, by the same files as on our own host. The weaving puts what
// this file makes, with all it imports, before the script of a program that asks for them (bundle.js), as `weftWorld`. What calls it
// is library.js.

import { createInput } from '@weft/host/lib/input.js'
import { createView } from '@weft/host/lib/memory.js'
import { failureOf } from '@weft/host/lib/world/failures.js'
import { openNetwork } from '@weft/host/lib/world/network.js'
import { FIELD, parseHostAndPort } from '@weft/host/lib/world/operation.js'
import { createOperations } from '@weft/host/lib/world/operations.js'
import { createOutside } from '@weft/host/lib/world/outside.js'
import { createResources } from '@weft/host/lib/world/resources.js'
import { createPageNetwork } from './page_network.js'

const AGAIN = -1000
const DESCRIPTORS = 2 ** 13   // Emscripten has 4096 of its own
const HAS = { sockets: 1, tls: 2, input: 4, connections: 8 }
const BAD = { code: 'EBADF' }

/**
 * @param {object} options
 * @param {WebAssembly.Memory} options.memory
 * @param {() => void} options.wake something has come, outside of the program
 * @param {(operation: number) => void} options.settle the operation at this address is complete
 */
export function createWorld({ memory, wake, settle }) {
  const view = createView(memory)
  const inNode = Boolean(globalThis.process?.getBuiltinModule)
  const list = createList(view)
  let input = null
  let rests = false   // nobody waits for it until the next run
  let resources = null
  let operations = null
  const host = {
    view,
    open: new Set(inNode ? [0] : []),
    outputs: {},
    net: inNode ? openNetwork(true) : createPageNetwork(),
    get resources() {
      return resources
    },
    get input() {
      if (rests) globalThis.process.stdin.ref?.()
      rests = false
      return input ??= createInput(globalThis.process.stdin, wake, wake)
    }
  }
  start()

  function start() {
    resources = createResources([], DESCRIPTORS)
    operations = createOperations(host, list.base, null, wake, createOutside)
  }

  /** How many bytes, or a code; the number of what went wrong goes to `error`. */
  function attempt(error, move) {
    try {
      return move() ?? AGAIN
    } catch (cause) {
      const { errno, code } = failureOf(cause)
      view.setU32(error, errno)
      return code
    }
  }

  function objectAt(descriptor) {
    const resource = resources.get(descriptor)
    if (!resource) throw BAD
    return resource.object
  }

  function takeInput(bytes, count) {
    const taken = host.input.take(count)
    if (taken) view.put(bytes, taken)
    return taken?.length
  }

  return {
    flags: (inNode ? HAS.sockets : HAS.connections) + HAS.tls + (inNode ? HAS.input : 0),
    submit: list.join,
    callOff: list.callOff,
    exchange() {
      operations.completeAll()
      for (const at of list.takeCompleted()) settle(at)
    },
    receive: (descriptor, bytes, count, error) => attempt(error, () =>
      descriptor === 0 ? takeInput(bytes, count) : objectAt(descriptor).read(view.bytes(bytes, count))),
    send: (descriptor, bytes, count, error) => attempt(error, () => objectAt(descriptor).write(view.bytes(bytes, count))),
    /** The fields of struct weft__origin: how many were dropped, the length, where it is from. */
    receiveFrom: (descriptor, bytes, count, origin, room, error) => attempt(error, () => {
      const datagram = objectAt(descriptor).receive()
      if (!datagram) return undefined
      const part = datagram.bytes.subarray(0, count)
      view.setU32(origin, datagram.dropped)
      view.setU32(origin + 4, datagram.bytes.length)
      view.put(origin + 8, new TextEncoder().encode(datagram.from).subarray(0, room - 1))
      view.put(bytes, part)
      return part.length
    }),
    sendTo: (descriptor, to, bytes, count, error) => attempt(error, () => {
      const text = view.text(to)
      const sent = objectAt(descriptor).send(text ? parseHostAndPort(text) : null, view.bytes(bytes, count))
      return sent ? count : undefined
    }),
    sendEnd(descriptor) {
      try {
        objectAt(descriptor).end()
        return 0
      } catch (error) {
        return failureOf(error).code
      }
    },
    close: descriptor => void resources.close(descriptor),
    /** What libc reads from standard input, a byte at a time: undefined when there is nothing yet, null at the end. Before a task has waited
     * for standard input, it is Emscripten's. */
    byte: () => {
      const taken = input.take(1)
      return taken && (taken.length > 0 ? taken[0] : null)
    },
    readsInput: () => input !== null,
    /** The run is over. A promise when something that was written is still on its way. */
    stop() {
      operations.stop()
      list.clear()
      const lingers = resources.closeAll()
      rests = input !== null
      if (rests) globalThis.process.stdin.unref?.()
      start()
      return lingers
    }
  }
}

/** The lists of our host's protocol, kept in the operations' own fields; their ends are here and not in the program's memory. */
function createList(view) {
  const ends = { submitted: 0, newest: 0, completed: 0, changes: 0, removed: 0 }
  const joined = new Set()

  function leave(at) {
    if (!joined.delete(at)) return
    const [next, previous] = [view.u32(at + FIELD.next), view.u32(at + FIELD.previous)]
    if (previous) view.setU32(previous + FIELD.next, next)
    else ends.submitted = next
    if (next) view.setU32(next + FIELD.previous, previous)
    else ends.newest = previous
    ends.changes++
  }

  return {
    base: {
      get: name => ends[name],
      set(name, value) {
        ends[name] = value
      }
    },
    join(at) {
      view.setU32(at + FIELD.next, 0)
      view.setU32(at + FIELD.previous, ends.newest)
      if (ends.newest) view.setU32(ends.newest + FIELD.next, at)
      else ends.submitted = at
      ends.newest = at
      ends.changes++
      joined.add(at)
    },
    callOff(at) {
      if (!joined.has(at)) return
      leave(at)
      ends.removed++
    },
    /** Those that were completed, the first first. They are in no list any more, and nobody has heard of them. */
    takeCompleted() {
      const found = []
      for (let at = ends.completed; at !== 0; at = view.u32(at + FIELD.inbox)) found.push(at)
      ends.completed = 0
      for (const at of found) {
        leave(at)
        view.setU8(at + FIELD.queued, 0)
      }
      return found
    },
    clear() {
      joined.clear()
      Object.assign(ends, { submitted: 0, newest: 0, completed: 0 })
      ends.changes++
      ends.removed++
    }
  }
}
