// What a variable holds, in words: from the memory of a program, and from what clang wrote down about its types. Nothing here trusts
// either: a pointer may lead anywhere.

const MOST_TEXT = 48
const MOST_ITEMS = 8
const MOST_DEPTH = 2
const PART = /^(?:\.|->)\s*(\w+)|^\[\s*(\d+)\s*\]/

/**
 * What somebody wants to see: "balance", "bank->balance", "items[2].name", "*next".
 * @returns {{stars: number, name: string, parts: {member?: string, index?: number}[]} | null} null for what is none
 */
export function readExpression(words) {
  const head = /^((?:\*\s*)*)([A-Za-z_]\w*)\s*/.exec(words.trim())
  if (!head) return null
  const parts = []
  let rest = words.trim().slice(head[0].length)
  while (rest) {
    const found = PART.exec(rest)
    if (!found) return null
    parts.push(found[1] ? { member: found[1] } : { index: Number(found[2]) })
    rest = rest.slice(found[0].length).trim()
  }
  return { stars: head[1].replace(/\s/g, '').length, name: head[2], parts }
}

/**
 * @param {{types: object[], table: string[]}} symbols
 * @param {() => WebAssembly.Memory | null} memory
 */
export function createValues({ types, table }, memory) {
  const view = () => new DataView(memory().buffer)
  const void_ = { kind: 'void', size: 0 }
  const typeOf = number => types[number] ?? void_

  /** Follows an expression from a variable. @returns {{at: number, type: object, field?: object} | string} a string: why not */
  function follow({ stars, parts }, at, number) {
    let place = { at, type: typeOf(number) }
    for (const { member, index } of parts) {
      if (place.type.kind === 'pointer' && (member || index !== undefined)) {
        const to = typeOf(place.type.to)
        place = { at: load(place.at, 4) + (index ?? 0) * (to.size ?? 0), type: to }
        if (!isInside(place)) return place.at < 1024 ? 'a NULL pointer' : 'a pointer that leads nowhere'
        if (index !== undefined) continue
      }
      if (member) {
        const field = place.type.kind === 'struct' ? place.type.members.find(({ name }) => name === member) : null
        if (!field) return `there is no ${member} in it`
        place = { at: place.at + field.at, type: typeOf(field.type), field }
      } else if (place.type.kind === 'array') {
        if (index >= place.type.count) return `it has ${place.type.count} elements`
        const of = typeOf(place.type.of)
        place = { at: place.at + index * of.size, type: of }
      } else return 'it has no elements'
    }
    for (let star = 0; star < stars; star++) {
      if (place.type.kind !== 'pointer') return 'it is no pointer'
      place = { at: load(place.at, 4), type: typeOf(place.type.to) }
      if (!isInside(place)) return place.at < 1024 ? 'a NULL pointer' : 'a pointer that leads nowhere'
    }
    return place
  }

  const isInside = ({ at, type }) => at >= 1024 && at + Math.max(1, type.size ?? 1) <= memory().buffer.byteLength

  function load(at, size, isSigned = false) {
    const all = view()
    if (at < 0 || at + size > all.byteLength) return 0
    if (size === 8) return isSigned ? all.getBigInt64(at, true) : all.getBigUint64(at, true)
    return all[`get${isSigned ? 'Int' : 'Uint'}${size * 8}`](at, size > 1)
  }

  /** The bytes up to the zero as a text in quotes. */
  function textAt(at, most = Infinity) {
    const bytes = new Uint8Array(memory().buffer)
    let end = at
    while (end < bytes.length && end - at < Math.min(most, MOST_TEXT) && bytes[end]) end++
    const isCut = end - at >= MOST_TEXT && end - at < most && bytes[end]
    return `"${new TextDecoder().decode(bytes.slice(at, end)).replace(/[\n\t\r"\\]/g, found => ({ '\n': '\\n', '\t': '\\t', '\r': '\\r' })[found] ?? `\\${found}`)}${isCut ? '…' : ''}"`
  }

  function wordsOf({ at, type, field }, depth = 0) {
    const { kind, size } = type
    if (field?.bits) return String((Number(load(at, Math.min(4, size), false)) >>> field.shift) & (2 ** field.bits - 1))
    if (kind === 'int' || kind === 'uint') return [1, 2, 4, 8].includes(size) ? String(load(at, size, kind === 'int')) : `(${size} bytes)`
    if (kind === 'bool') return load(at, 1) ? 'true' : 'false'
    if (kind === 'char' || kind === 'uchar') return characterWords(Number(load(at, 1, kind === 'char')))
    if (kind === 'float') return size === 4 ? numberWords(view().getFloat32(at, true)) : size === 8 ? numberWords(view().getFloat64(at, true)) : '(long double)'
    if (kind === 'enum') {
      const value = Number(load(at, size, true))
      return type.names.find(([number]) => number === value)?.[1] ?? String(value)
    }
    if (kind === 'pointer') return pointerWords(load(at, 4), typeOf(type.to), depth)
    if (kind === 'array') return arrayWords(at, type, depth)
    if (kind === 'struct') return structWords(at, type, depth)
    return `(${size ?? 0} bytes)`
  }

  function pointerWords(to, type, depth) {
    if (to === 0) return 'NULL'
    if (type.kind === 'function') return table[to] ? `${table[to]}()` : 'a function'
    if (!isInside({ at: to, type })) return 'leads nowhere'
    if (type.kind === 'char') return textAt(to)
    if (type.kind === 'void' || type.kind === 'other' || depth > 0) return `0x${to.toString(16)}`
    return `→ ${wordsOf({ at: to, type }, depth + 1)}`
  }

  function arrayWords(at, { of, count }, depth) {
    const type = typeOf(of)
    if (type.kind === 'char') return textAt(at, count)
    if (depth > MOST_DEPTH) return '{…}'
    const items = Array.from({ length: Math.min(count, MOST_ITEMS) }, (_, n) => wordsOf({ at: at + n * type.size, type }, depth + 1))
    return `{${[...items, ...count > MOST_ITEMS ? [`… ${count} in all`] : []].join(', ')}}`
  }

  /** What a lock or a queue holds stands with what is shared. */
  function structWords(at, { name, members }, depth) {
    if (name.startsWith('weft_')) return `a ${name}`
    if (depth > MOST_DEPTH) return '{…}'
    const shown = members.slice(0, MOST_ITEMS).map(field => {
      const words = wordsOf({ at: at + field.at, type: typeOf(field.type), field }, depth + 1)
      return field.name ? `${field.name}: ${words}` : words
    })
    return `{${[...shown, ...members.length > MOST_ITEMS ? ['…'] : []].join(', ')}}`
  }

  return {
    /** What an expression holds, from a variable at an address. */
    show(expression, at, type) {
      const place = follow(expression, at, type)
      if (typeof place === 'string') return `(${place})`
      return wordsOf(place)
    },
    /** What lies at an address. With a depth of 1 a pointer is its address, and what it leads to is left out. */
    words: (at, number, depth = 0) => wordsOf({ at, type: typeOf(number) }, depth),
    /** Whether a whole value can lie there. */
    isThere: (at, number) => isInside({ at, type: typeOf(number) }),
    word: at => load(at, 4)
  }
}

function characterWords(value) {
  return value >= 32 && value < 127 ? `'${String.fromCharCode(value)}'` : String(value)
}

const numberWords = value => Number.isFinite(value) ? String(Number(value.toPrecision(7))) : String(value)
