// Effects: what a program has done by the program that embeds it (weft/effect.h). Each is an operation of the verb `ask` with a
// number of its own, which lies in the program's memory. Nothing of the embedding program's runs while code of the program does.

import { Errno } from '../errors.js'
import { CODE, FIELD } from './operation.js'

const LONGEST_NAME = 4096
const MOST_BYTES = 2 ** 24
const decoder = new TextDecoder()

/**
 * @param {object} host view
 * @param {Record<string, (request: string, context: { id: number, signal: AbortSignal }) => unknown>} given
 * @returns what begins an operation of the verb `ask`
 */
export function createEffects(host, given) {
  return (operation, settle) => {
    const asked = readAsked(host.view, operation)
    const answer = { text: '', code: 0 }
    const end = (code, text) => {
      Object.assign(answer, { code, text })
      settle(operation, 0)
    }
    operation.deliver = () => deliver(host.view, operation, answer)
    if (!asked) return end(CODE.invalid, 'the name of the effect, or what is asked for, is no text')
    const { name, request } = asked
    if (!Object.hasOwn(given, name)) return end(CODE.notFound, `there is no effect ${JSON.stringify(name)}`)
    const control = new AbortController()
    operation.callOff = () => control.abort(new DOMException('The task that waits for this was cancelled.', 'AbortError'))
    Promise.resolve()
      .then(() => operation.isDue ? '' : given[name](request, { id: operation.descriptor >>> 0, signal: control.signal }))
      .then(value => end(0, value === undefined ? '' : String(value)))
      .catch(error => end(CODE.host, wordsOf(error)))
  }
}

function readAsked(view, { at }) {
  try {
    const texts = view.at(view.u32(at + FIELD.text), 8, 4)
    const name = textAt(view, view.u32(texts), LONGEST_NAME)
    const request = textAt(view, view.u32(texts + 4), MOST_BYTES)
    return name === undefined || request === undefined ? null : { name, request }
  } catch (error) {
    if (error instanceof Errno) return null
    throw error
  }
}

/** A text that ends with a NUL; undefined when it does not. */
function textAt(view, start, most) {
  if (start === 0 || start >= view.size) return undefined
  const bytes = view.bytes(start, Math.min(most, view.size - start))
  const end = bytes.indexOf(0)
  return end < 0 ? undefined : decoder.decode(bytes.slice(0, end))
}

/** As much of the answer as fits, with a NUL. The result is how many bytes it has, or a code. */
function deliver(view, { at }, { code, text }) {
  try {
    const room = view.u32(at + FIELD.count)
    const start = view.at(view.u32(at + FIELD.bytes), room)
    const bytes = new TextEncoder().encode(text.replaceAll('\0', '\ufffd'))
    if (room === 0) return code
    view.put(start, bytes.subarray(0, room - 1))
    view.setU8(start + Math.min(bytes.length, room - 1), 0)
    return code || Math.min(bytes.length, 2 ** 31 - 1)
  } catch (error) {
    if (error instanceof Errno) return CODE.invalid
    throw error
  }
}

/** What was thrown may be anything. */
function wordsOf(error) {
  try {
    return String(error?.message ?? error)
  } catch {
    return 'an error without words'
  }
}
