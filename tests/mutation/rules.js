// The rules: what a single change of a source may be. They know tokens and lines, not texts, so that they hold
// for any file of C or JavaScript. A change that would not compile is no mutant; the runner finds that out.

/** Each rule gives the changes of one line: [from, to, instead]. `next` is the line below, for those that swap. */
const rules = {
  comparison: line => [...each(line, /(?<![<>=!-])(==|!=|<=|>=|<|>)(?![<>=])/g, ([sign]) => opposite[sign])]
    .filter(([from]) => !/^\s*#|\binclude\b/.test(line) && / $/.test(line.slice(0, from))),
  logic: line => [...each(line, /&&|\|\|/g, ([sign]) => sign === '&&' ? '||' : '&&')],
  negation: line => [...each(line, /(?<!\(\?)(?<=[(&|=?:] ?|return )!(?=[\w(])/g, () => '')],
  offByOne: line => [...each(line, /(?<=[\w)\]]) ([+-]) 1\b(?![.\w])/g, () => '')],
  flag: line => [...each(line, /(?<== )(true|false)(?=;)/g, ([value]) => value === 'true' ? 'false' : 'true')],
  call: line => whole(line, /^\s*(?:\(void\)\s*|await )?[\w.>-]+(?:\[[^\]]*\])?\(.*\);?$/, /^\s*(return|if|for|while|switch|assert|weft__assert|sizeof|_Static_assert|super|import|describe)\b/),
  assignment: line => whole(line, /^\s*[\w.>[\]*-]+ [+-]?= [^{]*;$/, /^\s*(?:static|const|let|var|int|bool|size_t|uint\d+_t|int\d+_t|struct|enum|char|double|unsigned|typedef|for|return)\b/),
  swap: (line, next) => swappable(line) && swappable(next) && indent(line) === indent(next) && line !== next
    ? [[0, line.length + 1 + next.length, `${next}\n${line}`]]
    : []
}

const opposite = { '==': '!=', '!=': '==', '<': '<=', '<=': '<', '>': '>=', '>=': '>' }
const indent = line => /^\s*/.exec(line)[0]
const swappable = line => line !== undefined && /^\s+[\w.>-]+(?:\(.*\)| = [^{]*);$/.test(line) && !/^\s*(return|break|continue|goto|const|let|static|throw)\b/.test(line)

function * each(line, pattern, instead) {
  for (const found of line.matchAll(pattern)) yield [found.index, found.index + found[0].length, instead(found)]
}

/** A statement that stands alone on its line is left out. */
function whole(line, is, isNot) {
  if (!is.test(line) || isNot.test(line)) return []
  const start = indent(line).length
  return [[start, line.length, line.endsWith(';') ? ';' : 'undefined']]
}

/** Comments and texts, blanked: same length, so that places stay. */
export function blanked(text, language) {
  const pattern = language === 'c'
    ? /\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'/g
    : /\/\*[^]*?\*\/|(?<![:\w])\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g
  return text.replace(pattern, found => found.replace(/[^\n]/g, '_'))
}

/**
 * All mutants of a source, in order.
 * @param {string} path
 * @param {string} text
 * @returns {{ path: string, line: number, rule: string, from: number, to: number, instead: string, before: string, after: string }[]}
 */
export function mutantsOf(path, text) {
  const language = /\.[ch]$/.test(path) ? 'c' : 'js'
  const lines = text.split('\n')
  const shown = blanked(text, language).split('\n')
  const mutants = []
  let at = 0
  lines.forEach((line, index) => {
    const usable = !/^\s*(#|\*|$)/.test(shown[index]) && !/\b_Static_assert\b|weft__assert\(/.test(shown[index])
    for (const [rule, find] of Object.entries(usable ? rules : {})) {
      for (const [from, to, instead] of find(shown[index], shown[index + 1])) {
        const own = rule === 'swap' ? `${lines[index + 1]}\n${lines[index]}` : instead
        const length = rule === 'swap' ? line.length + 1 + lines[index + 1].length : to
        const after = (line + (rule === 'swap' ? `\n${lines[index + 1]}` : '')).slice(0, from) + own + (rule === 'swap' ? '' : line.slice(to))
        mutants.push({ path, line: index + 1, rule, from: at + from, to: at + length, instead: own, before: line.trim(), after: after.trim() })
      }
    }
    at += line.length + 1
  })
  return mutants
}

/** The source with this change in it. */
export function mutated(text, { from, to, instead }) {
  return text.slice(0, from) + instead + text.slice(to)
}

/** What a mutant is called as long as its line stays as it is, wherever that stands. */
export function nameOf({ path, rule, before, after }) {
  return `${path}: ${before} → ${after.replaceAll('\n', ' / ')} (${rule})`
}
