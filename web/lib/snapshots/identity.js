// What tells one build from another: a number of 64 bits over the bytes of the file, which weaving writes into the file as a custom
// section. So it is known, too, where a program comes as a module and nobody has its bytes, as under workerd. It is no defence
// against somebody who wants two programs to look alike.

/** The name of the custom section. It holds the eight bytes of the number, and is the last of the file. */
export const SECTION = 'weft'

const SIZE = 8
const head = [0, 1 + SECTION.length + SIZE, SECTION.length, ...new TextEncoder().encode(SECTION)]

/**
 * A module with its identity.
 * @param {Uint8Array} bytes a module without one
 * @returns {Uint8Array}
 */
export function withIdentity(bytes) {
  const out = new Uint8Array(bytes.length + head.length + SIZE)
  out.set(bytes)
  out.set(head, bytes.length)
  out.set(numberOf(bytes), bytes.length + head.length)
  return out
}

/** The identity of a program of which there are the bytes. One that was changed after it was woven is another one. */
export function identityOfBytes(bytes) {
  const end = bytes.length - SIZE
  const start = end - head.length
  if (start > 0 && head.every((byte, i) => bytes[start + i] === byte)) {
    const rest = hex(numberOf(bytes.subarray(0, start)))
    if (rest === hex(bytes.subarray(end))) return rest
  }
  return `${hex(numberOf(bytes))}-${bytes.length}`
}

/**
 * The identity that a module carries; '' when there is none.
 * @param {WebAssembly.Module} module
 */
export function identityOfModule(module) {
  const [section] = WebAssembly.Module.customSections(module, SECTION)
  return section?.byteLength === SIZE ? hex(new Uint8Array(section)) : ''
}

/** Of whichever there is. */
export const identityOf = given => given instanceof WebAssembly.Module ? identityOfModule(given) : identityOfBytes(given)

function numberOf(bytes) {
  let [a, b] = [0x811c9dc5, 0x9e3779b9]
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 0x01000193)
    b = Math.imul(b ^ byte, 0x85ebca6b) ^ (b >>> 13)
  }
  const number = new DataView(new ArrayBuffer(SIZE))
  number.setUint32(0, a)
  number.setUint32(4, b)
  return new Uint8Array(number.buffer)
}

const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
