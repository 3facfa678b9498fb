// Many mutants in one module of JavaScript: an expression that has some stands there in each form, and `weftMutant(n)` says whether the form n counts
// now (preload.js). So one process judges many, and a run without one says which of them it comes to. Which piece of a source is
// an expression TypeScript's parser knows.

import ts from 'typescript'

const { SyntaxKind } = ts
const isAssignment = kind => kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment

/**
 * A module with those of its mutants in it that can be switched.
 * @param {string} text
 * @param {object[]} mutants of mutantsOf
 * @param {(mutant: object) => number} numberOf
 * @returns {{ text: string, kept: object[] }}
 */
export function scriptSchemaOf(text, mutants, numberOf) {
  const source = ts.createSourceFile('module.js', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS)
  const parts = new Map()   // by place: what can stand there twice, and its mutants
  for (const mutant of mutants) {
    const node = partOf(source, mutant)
    if (!node) continue
    const [from, to] = [node.getStart(source), node.getEnd()]
    const instead = text.slice(from, mutant.from) + mutant.instead + text.slice(mutant.to, to)
    if (!isExpression(instead) || !isExpression(text.slice(from, to))) continue
    const key = `${from}-${to}`
    const part = parts.get(key) ?? { from, to, begins: beginsStatement(node, source), forms: [] }
    const short = instead.replace(/\n\s*/g, ' ')   // lines stay where they are, but for a function of several statements
    part.forms.push({ mutant, instead: isExpression(short) ? short : instead })
    parts.set(key, part)
  }
  // the outer ones first, so that the inner ones come to lie in their last form
  const all = [...parts.values()].sort((a, b) => a.from - b.from || b.to - a.to)
  const kept = all.flatMap(({ forms }) => forms.map(({ mutant }) => mutant))
  return { text: write(text, 0, text.length, all, numberOf), kept }
}

function write(text, from, to, parts, numberOf) {
  let written = ''
  let at = from
  for (let index = 0; index < parts.length;) {
    const part = parts[index]
    const inner = []
    for (index++; index < parts.length && parts[index].from < part.to; index++) inner.push(parts[index])
    const forms = part.forms.map(({ mutant, instead }) => `globalThis.weftMutant(${numberOf(mutant)}) ? (${instead}) : `)
    const own = write(text, part.from, part.to, inner.map(one => one.from === part.from ? { ...one, begins: false } : one), numberOf)
    written += `${text.slice(at, part.from)}${part.begins ? ';' : ''}(${forms.join('')}(${own}))`
    at = part.to
  }
  return written + text.slice(at, to)
}

/** The smallest expression whose meaning a change has wholly inside. */
function partOf(source, { from, to, rule }) {
  let node = innermost(source, from, to)
  if (rule === 'call') {
    while (node.parent && node.getStart(source) === from && node.getEnd() === to && !ts.isExpressionStatement(node) && node.parent.getStart(source) === from && node.parent.getEnd() === to) node = node.parent
    if (node.getStart(source) !== from || node.getEnd() !== to) return null
    if (ts.isExpressionStatement(node)) node = node.expression
    return ts.isExpression(node) ? node : null
  }
  while (node.parent && !ts.isExpression(node)) node = node.parent
  while (node.parent && ts.isBinaryExpression(node.parent) && !isAssignment(node.parent.operatorToken.kind)) node = node.parent
  const { parent } = node
  if (!parent || (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind))) return null
  return ts.isBinaryExpression(node) || ts.isPrefixUnaryExpression(node) ? node : null
}

function innermost(source, from, to) {
  let found = source
  const look = node => {
    if (node.pos <= from && to <= node.end && node.getStart(source) <= from) {
      found = node
      ts.forEachChild(node, look)
    }
  }
  ts.forEachChild(source, look)
  return found
}

/** Without a semicolon before it, a parenthesis at the begin of a statement would call what stands above. */
function beginsStatement(node, source) {
  const start = node.getStart(source)
  for (let above = node.parent; above; above = above.parent) {
    if (above.getStart(source) !== start) return false
    if (ts.isExpressionStatement(above)) return ts.isBlock(above.parent) || ts.isSourceFile(above.parent) || ts.isCaseOrDefaultClause(above.parent)
  }
  return false
}

const AsyncGenerator = async function * () {}.constructor

/** Does the engine take it? Two signs that must not stand side by side without parentheses are found only so. */
function isExpression(text) {
  try {
    void new AsyncGenerator(`(${text.replaceAll('import.meta', 'import_meta').replace(/(?<=[.\s(!])#(?=\w)/g, '_').replace(/\bsuper\b/g, 'this')}\n)`)
    return true
  } catch {
    return false
  }
}

/** Does a whole module parse? */
export function parses(text) {
  return ts.createSourceFile('module.js', text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS).parseDiagnostics.length === 0
}
