/**
 * Hand-made traces for tests: the layout and the numbers come from the runtime's headers, so that a
 * reader which passes agrees with them.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listHeaders } from '../../toolchain/runtime.js'
import { root } from '../../dev/setup/tools.js'
import { KINDS_OF } from '../../web/lib/trace/kinds.js'

const bytesOf = { uint64_t: 8, int64_t: 8, uint32_t: 4, uint16_t: 2 }
const block = 56

/** The text of a header of the runtime, in whatever folder it lies, without comments. */
export function header(name) {
  const path = listHeaders(root).find(path => path.endsWith(`/${name}`))
  const text = readFileSync(join(root, path), 'utf8')
  return text.replace(/\/\*[\s\S]*?\*\//g, '')
}

/** The names of an enum, without the prefix and in small letters, with their numbers. */
export function readEnum(text, name, prefix) {
  const [, body] = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(text)
  const table = {}
  let next = 0
  for (const entry of body.split(',').map(part => part.trim()).filter(Boolean)) {
    const [word, number] = entry.split('=').map(part => part.trim())
    next = number === undefined ? next : Number(number)
    table[word.replace(prefix, '').toLowerCase()] = next++
  }
  return table
}

/** The fields of a record: name, offset, bytes. */
export function readLayout(text) {
  const [, body] = /struct weft__record \{([^}]*)\}/.exec(text)
  let offset = 0
  return [...body.matchAll(/(u?int\d+_t) (\w+);/g)].map(([, type, name]) => {
    const field = { name, offset, bytes: bytesOf[type] }
    offset += field.bytes
    return field
  })
}

const layout = readLayout(header('watch/trace.h'))
const kinds = readEnum(header('watch/trace.h'), 'weft__trace_kind', 'WEFT__')

/**
 * A trace to be written record by record.
 *
 *     const trace = stream()
 *     trace.add('turn', { value: 1 }).text(1, 'main')
 *     decode(trace.bytes())
 */
export function stream({ magic = 'WEFTRACE', version = 2, size = block } = {}) {
  const blocks = []
  let sequence = 0
  const self = {
    /** Appends a record. `kind` is a name or a number; the sequence goes on by itself. */
    add(kind, fields = {}) {
      const code = typeof kind === 'number' ? kind : kinds[kind]
      sequence = fields.sequence ?? sequence + 1
      blocks.push(encode({ ...fields, kind: code, sequence }))
      return self
    },
    /** Appends the record of a kind: 'resource', 'wait' or 'timer'. The texts have the numbers from 1000 + 10 * `number` on. */
    kind(number, of, name, { words = '', noun, resource = 0 } = {}) {
      const first = 1000 + 10 * number
      self.text(first, name).text(first + 1, words)
      if (noun !== undefined) self.text(first + 2, noun)
      return self.add('kind', {
        subject: number, detail: KINDS_OF[of], resource: first, generation: first + 1,
        place: noun === undefined ? 0 : first + 2, value: resource
      })
    },
    /** Appends the record of a text, and the text. */
    text(number, words, length) {
      const bytes = Buffer.from(words)
      self.add('string', { subject: number, value: length ?? bytes.length })
      const padded = Buffer.alloc(Math.ceil(bytes.length / block) * block)
      bytes.copy(padded)
      blocks.push(padded)
      return self
    },
    begin(fields) {
      const first = Buffer.alloc(block)
      first.write(magic, 'latin1')
      first.writeUInt32LE(version, 8)
      first.writeUInt32LE(size, 12)
      blocks.push(first)
      sequence = 0
      return fields ? self.add('begin', fields) : self
    },
    bytes: () => new Uint8Array(Buffer.concat(blocks))
  }
  return self.begin()
}

function encode(fields) {
  const bytes = Buffer.alloc(block)
  for (const { name, offset, bytes: size } of layout) {
    const value = BigInt.asUintN(size * 8, BigInt(fields[name] ?? 0))
    for (let i = 0; i < size; i++) bytes[offset + i] = Number(value >> BigInt(8 * i) & 255n)
  }
  return bytes
}
