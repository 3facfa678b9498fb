// An interface in C: the header that a library includes, and what is compiled with it. The compiler checks that what C makes of
// each struct is what the host's codec reads.

import { codecOf, layOut } from '@weft/host/lib/library/codec.js'
import { describe } from './javascript.js'
import { settled } from './shape.js'

const NUMBERS = { u8: 'uint8_t', u16: 'uint16_t', u32: 'uint32_t', u64: 'uint64_t', s8: 'int8_t', s16: 'int16_t', s32: 'int32_t',
  s64: 'int64_t', f32: 'float', f64: 'double', bool: 'bool', char: 'uint32_t' }
const KEYWORDS = new Set(('auto break case char const continue default do double else enum extern float for goto if inline int long ' +
  'register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while bool true false ' +
  'errno stdin stdout stderr assert NULL result error place block ask at err').split(' '))
/** What an ask of the host begins with: why it failed, who owns what comes, and which call it is. */
const HEAD = 12

/** A name of WIT's as C writes it. */
export const snake = name => {
  const plain = name.replaceAll('-', '_')
  return KEYWORDS.has(plain) ? `${plain}_` : plain
}

/**
 * @param {ReturnType<import('./shape.js').shapeOf>} shape
 * @param {string} base the name of the library: lib for lib.wit
 * @returns {{header: string, glue: string}}
 */
export function writeC(shape, base) {
  const types = createTypes(shape)
  const functions = [
    ...shape.imports.map((one, number) => declareImport(one, number, types)),
    ...shape.asks.slice(shape.imports.length).map((ask, index) => declareAsk(ask, shape.imports.length + index, types)),
    ...shape.exports.map((one, number) => declareExport(one, number, types, base))
  ]
  const guard = `${base.toUpperCase().replace(/\W/g, '_')}_WIT_H`
  const header = [
    `/* Made by weft from ${base}.wit: edit that. */`, `#ifndef ${guard}`, `#define ${guard}`, '', '#include "weft/library.h"', '',
    ...types.written, ...functions.map(({ header }) => header), '#endif', ''
  ].join('\n')
  const glue = [
    header, '#include <stddef.h>', '', ...functions.map(({ glue }) => glue),
    'struct weft__library_function weft__library_functions[] = {',
    ...shape.exports.map(one => `    {.name = "${snake(one.name)}", .run = ${snake(one.name)}__run, ` +
      `.place = {.file = "${base}.wit", .function = "", .words = "${snake(one.name)}", .line = ${one.line}}},`),
    '};', `const uint32_t weft__library_count = ${shape.exports.length};`, ''
  ].join('\n')
  return { header, glue }
}

const comment = (doc, indent = '') => doc ? [`${indent}/* ${doc.replaceAll('*/', '').replaceAll('\n', `\n${indent} * `)} */`] : []

// ---- types ----

function createTypes(shape) {
  const written = []
  const made = new Set()
  const types = { written, shape, nameOf, word, described: type => describe(type, shape.known) }

  function word(type) {
    const plain = settled(type, shape.known)
    if (typeof plain === 'string') return plain
    if (plain[0] === 'list' && settled(plain[1], shape.known) === 'u8') return 'bytes'
    if (plain[0] === 'named') return snake(plain[1]).replace(/_$/, '')
    return [plain[0], ...plain.slice(1).map(inner => inner === null ? 'none' : word(inner))].join('_')
  }

  /** Its name in C; a struct that it needs is written first. */
  function nameOf(type) {
    const plain = settled(type, shape.known)
    if (typeof plain === 'string') return plain === 'string' ? 'weft_string' : NUMBERS[plain]
    if (plain[0] === 'named') return snake(plain[1])
    const own = word(plain)
    if (own === 'bytes') return 'weft_bytes'
    if (!made.has(own)) {
      made.add(own)
      const body = BODIES[plain[0]](plain.slice(1), nameOf)
      written.push(`typedef struct ${own} {\n${body}\n} ${own};`, checkSize(own, plain, types), '')
    }
    return own
  }

  for (const one of shape.types) if (one.kind !== 'alias') define(one, types)
  for (const one of [...shape.exports, ...shape.imports]) {
    for (const type of [...one.params.map(param => param.type), one.ok, one.error, one.stream]) if (type) nameOf(type)
  }
  for (const { kind, type } of shape.asks) if (kind === 'next') nameOf(['option', type])
  return types
}

const BODIES = {
  list: ([type], nameOf) => `    const ${nameOf(type)} *at;\n    size_t count;`,
  option: ([type], nameOf) => `    bool some;\n    ${nameOf(type)} value;`,
  tuple: (types, nameOf) => types.map((type, i) => `    ${nameOf(type)} f${i};`).join('\n'),
  stream: () => '    uint32_t id;',
  result: ([ok, error], nameOf) => {
    const parts = [[ok, 'ok'], [error, 'error']].filter(([type]) => type)
    const union = parts.map(([type, name]) => `        ${nameOf(type)} ${name};`).join('\n')
    return `    bool failed;${parts.length ? `\n    union {\n${union}\n    };` : ''}`
  }
}

function define(one, types) {
  const { written, nameOf } = types
  const own = snake(one.name)
  const constant = name => `${own.replace(/_$/, '')}_${name.replaceAll('-', '_')}`.toUpperCase()
  const enumeration = names => `enum { ${names.map((name, i) => `${constant(name)} = ${i}`).join(', ')} };`
  written.push(...comment(one.doc))
  if (one.kind === 'record') {
    const fields = one.fields.flatMap(({ name, doc, type }) => [...comment(doc, '    '), `    ${nameOf(type)} ${snake(name)};`])
    written.push(`typedef struct ${own} {\n${fields.join('\n')}\n} ${own};`)
  } else if (one.kind === 'enum') {
    written.push(enumeration(one.cases), `typedef uint8_t ${own};`)
  } else if (one.kind === 'flags') {
    const bits = one.cases.length <= 8 ? 8 : one.cases.length <= 16 ? 16 : 32
    written.push(`enum { ${one.cases.map((name, i) => `${constant(name)} = ${i < 31 ? `1 << ${i}` : '(int)(1u << 31)'}`).join(', ')} };`,
      `typedef uint${bits}_t ${own};`)
  } else {
    const held = one.cases.filter(({ type }) => type).map(({ name, type }) => `        ${nameOf(type)} ${snake(name)};`)
    written.push(enumeration(one.cases.map(({ name }) => name)),
      `typedef struct ${own} {\n    uint8_t tag;${held.length ? `\n    union {\n${held.join('\n')}\n    };` : ''}\n} ${own};`)
  }
  written.push(checkSize(own, ['named', one.name], types), '')
}

function checkSize(own, type, { described }) {
  return `_Static_assert(sizeof(${own}) == ${codecOf(described(type)).size} || sizeof(void *) != 4, "as the host reads it");`
}

// ---- functions ----

const isStruct = (type, { shape }) => {
  const plain = settled(type, shape.known)
  if (!Array.isArray(plain)) return false
  if (plain[0] === 'named') return ['record', 'variant'].includes(shape.known.get(plain[1]).kind)
  return ['option', 'tuple', 'result'].includes(plain[0])
}

/** A parameter as C takes it, as it stands in the block, and back. */
function parameter({ name, type }, types) {
  const own = snake(name)
  return isStruct(type, types)
    ? { own, declared: `const ${types.nameOf(type)} *${own}`, given: `&block->${own}`, put: `*${own}` }
    : { own, declared: `${types.nameOf(type)} ${own}`, given: `block->${own}`, put: own }
}

/** The block of a function: what it takes, and behind that what it gives. Offsets are checked. */
function block(own, members, types, { head = '', from = 0 } = {}) {
  const { offsets } = layOut(members.map(({ type }) => codecOf(types.described(type))), from)
  return [
    `struct ${own}__block {`, ...(head ? [head] : []),
    ...members.map(({ name, type }) => `    ${types.nameOf(type)} ${name};`), ...(head || members.length ? [] : ['    char nothing;']), '};',
    ...members.map(({ name }, i) =>
      `_Static_assert(offsetof(struct ${own}__block, ${name}) == ${offsets[i]}, "as the host reads it");`)
  ].join('\n')
}

const members = one => [
  ...one.params.map(({ name, type }) => ({ name: snake(name), type })),
  ...(one.ok ? [{ name: 'result', type: one.ok }] : []), ...(one.error ? [{ name: 'error', type: one.error }] : [])
]

const SCALAR = type => Object.hasOwn(NUMBERS, type) && type !== 'char'

/** Can it be called as it is, with numbers only? */
export function isPlain(one, known) {
  return !one.isAsync && !one.fails && [...one.params.map(({ type }) => type), ...(one.ok ? [one.ok] : [])]
    .every(type => SCALAR(settled(type, known)))
}

function declareExport(one, number, types, base) {
  const own = snake(one.name)
  const params = one.params.map(param => parameter(param, types))
  const plain = isPlain(one, types.shape.known)
  const byValue = !one.fails && one.ok && SCALAR(settled(one.ok, types.shape.known))
  const byPointer = one.ok && !byValue
  const kind = one.fails ? 'int' : byValue ? types.nameOf(one.ok) : 'void'
  const outs = [...(byPointer ? [`${types.nameOf(one.ok)} *result`] : []), ...(one.error ? [`${types.nameOf(one.error)} *error`] : [])]
  const declared = [...params.map(({ declared }) => declared), ...outs].join(', ') || 'void'
  const header = [...comment(one.doc), `${one.isAsync ? 'WEFT_WAITS ' : ''}${kind} ${own}(${declared}) ${symbol(one, base)};`, ''].join('\n')
  const given = [...params.map(({ given }) => given), ...(byPointer ? ['&block->result'] : []), ...(one.error ? ['&block->error'] : [])]
  const call = `${own}(${given.join(', ')})`
  const says = one.fails ? `return ${call};` : byValue ? `block->result = ${call};\n    return 0;` : `${call};\n    return 0;`
  const direct = plain ? [
    `__attribute__((export_name("weft:${one.name}"))) ${kind} ${own}__now(${declared})`, '{',
    `    ${one.ok ? 'return ' : ''}${own}(${params.map(({ own }) => own).join(', ')});`, '}', ''
  ] : []
  const glue = [
    block(own, members(one), types), `static int ${own}__run(void *at)`, '{', `    struct ${own}__block *block = at;`, '',
    '    (void)block;', `    ${says}`, '}', '', ...direct
  ].join('\n')
  return { header, glue: `/* ${base}.wit:${one.line} */\n${glue}` }
}

/** A symbol of its own, so that a function called read is not the C library's. */
const symbol = ({ name }, base) => `__asm__("weft:${base}:${name}")`

const HEAD_WORDS = '    struct weft__ask ask;'

function declareImport(one, number, types) {
  const params = one.params.map(param => parameter(param, types))
  const outs = [...(one.ok ? [{ own: 'result', declared: `${types.nameOf(one.ok)} *result` }] : []),
    ...(one.error ? [{ own: 'error', declared: `${types.nameOf(one.error)} *error` }] : [])]
  return ask(snake(one.name), one.name, one.doc, number, members(one), [...params, ...outs],
    params.map(({ own, put }) => `.${own} = ${put}`), outs.map(({ own }) => own), types)
}

function declareAsk({ kind, of, type }, number, types) {
  if (kind === 'yield') {
    const value = parameter({ name: 'value', type }, types)
    return ask(`${snake(of.name)}_yield`, `yield of ${of.name}`, `Gives a value to the one that iterates, and waits until the next one is wanted.`,
      number, [{ name: 'value', type }], [value], [`.value = ${value.put}`], [], types)
  }
  const own = types.nameOf(['stream', type])
  const option = types.nameOf(['option', type])
  return ask(`${own}_next`, `next of ${own}`, 'The next value of it; none at its end.', number,
    [{ name: 'stream', type: 'u32' }, { name: 'result', type: ['option', type] }],
    [{ own: 'stream', declared: `${own} stream` }, { own: 'result', declared: `${option} *result` }], ['.stream = stream.id'], ['result'], types)
}

/** A function that asks the host, and waits. */
function ask(own, name, doc, number, held, params, puts, outs, types) {
  const header = [
    ...comment(doc), `WEFT_WAITS int ${own}(${['weft_place *place', ...params.map(({ declared }) => declared)].join(', ')}) ${symbol({ name: own }, 'ask')};`,
    params.length ? `#define ${own}(...) ${own}(WEFT_HERE("${own}"), __VA_ARGS__)` : `#define ${own}() ${own}(WEFT_HERE("${own}"))`, ''
  ].join('\n')
  const glue = [
    block(own, held, types, { head: HEAD_WORDS, from: HEAD }), `int (${own})(${['weft_place *place', ...params.map(({ declared }) => declared)].join(', ')})`, '{',
    `    struct ${own}__block block = {${puts.join(', ') || '.ask = {0}'}};`,
    `    int err = weft__ask(place, ${number}, "${name}", &block.ask, sizeof block);`, '',
    ...outs.map(out => `    if (err ${out === 'error' ? '>' : '=='} 0)\n        *${out} = block.${out};`),
    '    return err;', '}', ''
  ].join('\n')
  return { header, glue }
}
