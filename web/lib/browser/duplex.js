// A connection of a program in a page, over something that the browser has: fetch, or a WebSocket. Which of them shows with the first bytes
// that the program writes, or when it waits for some before it has written any. It has the functions of a connection in world/net.js.

import { joinBytes } from '../bytes.js'
import { failure } from '../world/failures.js'

const HIGH_WATER = 65536   // bytes that wait for the program
const decode = bytes => new TextDecoder('latin1').decode(bytes)

/**
 * @typedef {object} Way what carries the bytes, once it is known
 * @property {() => boolean} writable
 * @property {(bytes: Uint8Array) => void} write
 * @property {() => void} taken the program has read some
 * @property {(() => void) | undefined} end no more is written; without it that is an error
 * @property {() => void} close
 */

/**
 * @param {{own?: string, peer: string}} names of the two ends
 * @param {(side: object, request: {text: string, waits: boolean, isSecure: boolean}) => Way | null} choose null: not yet. `text` is what was
 *   written, a character for each byte; `waits`: what has come must do
 */
export function createDuplex({ own = '', peer }, choose) {
  const came = []   // chunks
  const written = []
  let [size, isSecure, way, ended, broken] = [0, false, null, false, null]
  const change = () => connection.onChange?.()
  const side = {
    peer,
    change,
    put(chunk) {
      came.push(chunk)
      size += chunk.length
      change()
    },
    isFull: () => size >= HIGH_WATER,
    end() {
      ended = true
      change()
    },
    fail(error) {
      broken ??= error
      change()
    }
  }

  function begin(waits) {
    if (way || broken) return
    way = choose(side, { text: decode(joinBytes(written)), waits, isSecure })
    if (way) for (const chunk of written.splice(0)) way.write(chunk)
  }

  const connection = {
    own,
    peer,
    onChange: null,
    readable() {
      begin(true)
      return size > 0 || ended || broken !== null
    },
    writable: () => broken !== null || !way || way.writable(),
    read(target) {
      begin(true)
      let done = 0
      while (done < target.length && came.length > 0) {
        const chunk = came[0]
        const part = Math.min(chunk.length, target.length - done)
        target.set(chunk.subarray(0, part), done)
        done += part
        if (part < chunk.length) came[0] = chunk.subarray(part)
        else came.shift()
      }
      size -= done
      if (done > 0) way?.taken()
      if (done === 0 && broken) throw broken
      return done === 0 && !ended && target.length > 0 ? undefined : done
    },
    write(source) {
      if (broken) throw broken
      if (!connection.writable()) return source.length === 0 ? 0 : undefined
      const bytes = source.slice()   // the program's memory is something else by then
      if (way) {
        way.write(bytes)
      } else {
        written.push(bytes)
        begin(false)
      }
      return bytes.length
    },
    end() {
      begin(true)
      if (!way?.end) throw failure('ENOTSUP')
      way.end()
    },
    /** False: something has gone over it already. */
    makeSecure() {
      if (way || written.length > 0) return false
      isSecure = true
      return true
    },
    release() {},
    close: () => way?.close()
  }
  return connection
}

/**
 * What `secure` of a page's network does: the browser checks certificates, with its own authorities, once something goes over the connection.
 * @param {object} connection of createDuplex
 * @param {object} wanted see the network in world/net.js
 */
export async function secureDuplex(connection, { isServer, verifies, authorities, certificate }) {
  if (isServer || !verifies || authorities !== undefined || certificate !== undefined || !connection.makeSecure()) throw failure('ENOTSUP')
  return connection
}
