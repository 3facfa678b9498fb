// Many mutants in one binary: a statement that has some stands there in each form, and a number that is chosen when the
// program begins says which form counts. So a mutant costs no compiler, and a run without one says which of them it comes to.

import { blanked } from './rules.js'

/** What the changed sources are compiled with: `chosen` and `reached` are in mutant.c, or at a mark in a wasm file. */
export const header = `#pragma once
extern volatile int weft_mutant_chosen;
extern unsigned char *weft_mutant_reached;
#define WEFT_MUTANT(n) (weft_mutant_reached[n] = 1, weft_mutant_chosen == (n))
`

const declaration = /^(\s*(?:(?:const|struct|enum|unsigned|signed)\s+)*[A-Za-z_]\w*[\s*]+(?:const\s+)?[A-Za-z_]\w* = )(.+)(;)$/
const anyDeclaration = /^\s*(?:(?:const|static|struct|enum|union|unsigned|signed|extern|typedef|_Thread_local|_Atomic)\b|[A-Za-z_]\w*\s+[*\s]*[A-Za-z_]\w*\s*(?:[=;,[(]))/
const head = /^(\s*(?:\} )?(?:else )?(?:if|while) \()/
const loop = /^(\s*for \([^;]*; )([^;]*)(; [^;]*)$/
/** Weft's macros that declare a name: WEFT_SERVER(server); */
const declares = /^\s*WEFT_(?!TRY\b)[A-Z_]+\(/
const keyword = /^\s*(?:return|if|else|for|while|do|switch|case|default|goto|break|continue|[A-Za-z_]\w*:)/

/**
 * A C source with those of its mutants in it that can be switched.
 * @param {string} text
 * @param {object[]} mutants of mutantsOf
 * @param {(mutant: object) => number} numberOf
 * @returns {{ text: string, kept: object[] }}
 */
export function schemaOf(text, mutants, numberOf) {
  const lines = text.split('\n')
  const shown = blanked(text, 'c').split('\n').map(line => line.replace(/\s_{4,}$/, ''))
  const starts = []
  lines.reduce((at, line) => { starts.push(at); return at + line.length + 1 }, 0)
  const made = [...lines]
  const kept = []
  const byLine = Map.groupBy ? Map.groupBy(mutants, ({ line }) => line) : grouped(mutants)

  for (const [number, own] of byLine) {
    const index = number - 1
    const code = lines[index].slice(0, shown[index].length)
    const single = own.filter(({ rule }) => rule !== 'swap').map(mutant => ({ mutant,
      from: mutant.from - starts[index], to: mutant.to - starts[index], instead: mutant.instead }))
      .filter(({ to }) => to <= code.length)
    const written = continues(shown, index) ? null : switched(code, shown[index], single, numberOf)
    if (!written) continue
    made[index] = written.text
    kept.push(...written.kept)
  }
  for (const mutant of mutants.filter(({ rule }) => rule === 'swap')) {
    const [first, second] = [mutant.line - 1, mutant.line]
    if (![first, second].every(index => isStatement(shown[index]) && !continues(shown, index))) continue
    const [a, b] = [first, second].map(index => lines[index].slice(0, shown[index].length).trim())
    made[first] = `if (WEFT_MUTANT(${numberOf(mutant)})) { ${b} ${a} } else { ${made[first].trim()} }`
    made[second] = `if (weft_mutant_chosen != ${numberOf(mutant)}) { ${made[second].trim()} }`
    kept.push(mutant)
  }
  return { text: `#include "mutant.h"\n#line 1\n${made.join('\n')}`, kept }
}

function grouped(mutants) {
  const map = new Map()
  for (const mutant of mutants) map.set(mutant.line, [...map.get(mutant.line) ?? [], mutant])
  return map
}

/** Whether a line goes on with what the one above began. */
function continues(shown, index) {
  if (shown[index].endsWith('\\')) return true
  for (let above = index - 1; above >= 0; above--) {
    const line = shown[above].trim()
    if (line === '' || /^_+$/.test(line) || line.startsWith('#')) continue
    return !/[;{}:]$|^else$|\)$/.test(line) || (/\)$/.test(line) && /^\s*[?:&|+*/<>=-]/.test(shown[index]) && !/^\s*(?:\*\w|--|\+\+)/.test(shown[index]))
  }
  return false
}

/** A statement of its own on its line, that no declaration is. */
function isStatement(shown) {
  return /;$/.test(shown) && isBalanced(shown) && !anyDeclaration.test(shown) && !declares.test(shown) && !keyword.test(shown) && !/[{}]/.test(shown.replace(/\{[^{}]*\}/g, '')) &&
    !/= &\(/.test(shown)
}

function isBalanced(text) {
  let depth = 0
  for (const sign of text) {
    if (sign === '(' || sign === '{' || sign === '[') depth++
    if (sign === ')' || sign === '}' || sign === ']') depth--
    if (depth < 0) return false
  }
  return depth === 0
}

const applied = (text, { from, to, instead }, start) => text.slice(0, from - start) + instead + text.slice(to - start)

function switched(code, shown, changes, numberOf) {
  const part = partOf(shown)
  const inside = part ? changes.filter(({ from, to }) => from >= part.from && to <= part.to) : []
  if (inside.length === 0) return null
  const own = code.slice(part.from, part.to)
  const kept = inside.map(({ mutant }) => mutant)
  if (part.isStatement) {
    const forms = inside.map(change => `if (WEFT_MUTANT(${numberOf(change.mutant)})) { ${applied(own, change, part.from)} } else `)
    return { kept, text: `${forms.join('')}{ ${own} }` }
  }
  const forms = inside.map(change => `WEFT_MUTANT(${numberOf(change.mutant)}) ? (${applied(own, change, part.from)}) : `)
  return { kept, text: `${code.slice(0, part.from)}(${forms.join('')}(${own}))${code.slice(part.to)}` }
}

/** What of a line can stand there twice: the whole statement, or an expression of it. */
function partOf(shown) {
  if (isStatement(shown)) return { isStatement: true, from: /^\s*/.exec(shown)[0].length, to: shown.length }
  const begins = head.exec(shown)
  if (begins) {
    const from = begins[0].length
    for (let at = from, depth = 1; at < shown.length; at++) {
      if (shown[at] === '(') depth++
      if (shown[at] === ')' && --depth === 0) return { from, to: at }
    }
    return null
  }
  const returns = /^\s*return (?=.)/.exec(shown)
  if (returns && /;$/.test(shown) && isBalanced(shown)) return { from: returns[0].length, to: shown.length - 1 }
  const counts = loop.exec(shown)
  if (counts) return { from: counts[1].length, to: counts[1].length + counts[2].length }
  const made = declaration.exec(shown)
  if (made && isBalanced(shown) && !/^\s*static\b/.test(shown) && isOne(made[2])) {
    return { from: made[1].length, to: made[1].length + made[2].length }
  }
  return null
}

/** An expression, and neither a list nor several declarators. */
function isOne(text) {
  let depth = 0
  for (const sign of text) {
    if ('([{'.includes(sign)) depth++
    if (')]}'.includes(sign)) depth--
    if (sign === ',' && depth === 0) return false
  }
  return !text.startsWith('{')
}
