// Reads a C header as its pages need it: sections, begun by a banner comment, of entries, each a
// comment and the declarations below it up to an empty line. Knows nothing of Markdown.

const BANNER = /^\/\* -{4} (.+?) -{4,}/
const PUBLIC = /^(weft|WEFT)_(?!\w*__)(?!_)\w+$/
const STATIC = /^(WEFT_(?:WAITS|CHECKED) )?(?:__attribute__\(\(.*?\)\) )?static /
const KEYWORDS = new Set(['__attribute__', 'sizeof', 'return', 'if', 'while', 'defined'])

/**
 * @typedef {{ text: string, names: string[], constants: string[] }} Declaration as a caller sees it
 * @typedef {{ comment: string[], declarations: Declaration[], names: string[],
 *   constants: string[] }} Entry names without the constants of enums
 * @typedef {{ title: string, about: string[], entries: Entry[] }} Section
 */

/**
 * @param {string} text
 * @returns {{ about: string[], sections: Section[] }} about: the comment at the top; sections
 *   without a public name are left out; what stands before the first banner has the title ''
 */
export function readHeader(text) {
  const chunks = cut(text.split('\n'))
  const [first, ...rest] = chunks
  const functions = readFunctions(chunks)
  const sections = [{ title: '', about: [], entries: [] }]
  for (const chunk of rest) {
    const banner = BANNER.exec(chunk.comment[0] ?? '')
    if (banner) {
      sections.push({ title: banner[1], about: plain(chunk.comment).slice(1), entries: [] })
      if (chunk.code.length > 0) addEntry(sections.at(-1), { ...chunk, comment: [] }, functions)
    } else {
      addEntry(sections.at(-1), chunk, functions)
    }
  }
  return { about: plain(first.comment), sections: sections.filter(({ entries }) => entries.length) }
}

function addEntry(section, chunk, functions) {
  const declarations = split(chunk.code).map(code => declare(code, functions)).filter(Boolean)
  const shown = merge(declarations)
  if (shown.length === 0) return
  section.entries.push({
    comment: plain(chunk.comment),
    declarations: shown,
    names: [...new Set(shown.flatMap(({ names }) => names))],
    constants: shown.flatMap(({ constants }) => constants)
  })
}

// --- lines into chunks -------------------------------------------------------------------------

/** Pieces between empty lines; a comment at the margin begins a new one, too. */
function cut(lines) {
  const chunks = []
  let chunk = { comment: [], code: [] }
  let [depth, inComment, inMacro] = [0, false, false]
  const close = () => {
    if (chunk.comment.length + chunk.code.length > 0) chunks.push(chunk)
    chunk = { comment: [], code: [] }
  }
  for (const line of lines) {
    if (depth === 0 && !inComment && (line === '' || line.startsWith('/*'))) {
      if (line === '' || chunk.code.length > 0) close()
    }
    if (line === '') continue
    const isComment = inComment || (chunk.code.length === 0 && line.startsWith('/*'))
    if (isComment) inComment = !line.includes('*/')
    else if (!inMacro) depth += braces(line)
    inMacro = !isComment && (inMacro || line.startsWith('#')) && line.endsWith('\\')
    chunk[isComment ? 'comment' : 'code'].push(line)
  }
  close()
  return chunks
}

function braces(line) {
  return line.startsWith('#') ? 0
    : line.replace(/\/\*.*?\*\//g, '').replace(/[^{}]/g, '')
      .split('').reduce((sum, brace) => sum + (brace === '{' ? 1 : -1), 0)
}

/** The words of a comment without its stars. */
function plain(comment) {
  const lines = comment.map(line => line.replace(/\s*\*\/\s*$/, '').replace(/^(\/\*| \*) ?/, ''))
  while (lines.length > 0 && lines.at(-1).trim() === '') lines.pop()
  return lines
}

/** The code of a chunk as its declarations, each a list of lines. */
function split(code) {
  const found = []
  let current = []
  let depth = 0
  for (const line of code) {
    current.push(line)
    const isMacro = current[0].startsWith('#')
    if (!isMacro) depth += braces(line)
    const ends = isMacro ? !line.endsWith('\\') : depth === 0 && /[;}]\s*(\/\*.*\*\/)?$/.test(line)
    if (!ends) continue
    found.push(current)
    current = []
  }
  return found
}

// --- declarations ------------------------------------------------------------------------------

/** Every function by its name, the private ones included: `{ type, words, waits }`. */
function readFunctions(chunks) {
  const found = new Map()
  for (const code of chunks.flatMap(chunk => split(chunk.code))) {
    const read = readFunction(code.join('\n'))
    if (read) found.set(read.name, read)
  }
  return found
}

function readFunction(text) {
  if (/^(#|typedef|struct|enum|static)/.test(text)) return null
  const form = /^(.*?[ *])(\w+)\(([^]*?)\)[^()]*(__attribute__.*)?;/
  const [, type, name, words] = form.exec(text) ?? []
  return name ? { name, type, words: list(words) } : null
}

function list(words) {
  return words.split(',').map(word => word.trim().replace(/\s+/g, ' '))
}

function declare(code, functions) {
  const text = code.join('\n')
  if (/^#(include|if|ifdef|ifndef|endif|error)/.test(text)) return null
  if (/^struct \w+;/.test(text)) return null
  if (STATIC.test(text)) return declareStatic(text)
  if (text.startsWith('#')) return declareMacro(text, functions)
  if (/^(typedef struct|typedef enum|struct|enum) ?\w*\s*\{/.test(text)) return declareType(text)
  return declareFunction(text)
}

function declareFunction(text) {
  const read = readFunction(text)
  const [, typeName] = /^typedef .*?(\w+)\(/.exec(text) ?? []
  const name = read?.name ?? typeName ?? /(\w+);/.exec(text)?.[1]
  if (!PUBLIC.test(name)) return null
  return { kind: 'function', text: inOneLine(text), names: [name], constants: [], read }
}

/** A function whose body is in the header; those that begin with weft_test_ are parts of macros. */
function declareStatic(text) {
  const [start, waits = ''] = STATIC.exec(text)
  const [words, name] = /^[^;={]*?\b(\w+)\([^)]*\)(?=\n\{)/.exec(text.slice(start.length)) ?? []
  if (!PUBLIC.test(name) || name.startsWith('weft_test_')) return null
  const shown = `${waits}${words.replace(/^inline /, '')};`
  return { kind: 'function', text: shown, names: [name], constants: [] }
}

function inOneLine(text) {
  return text.replace(/\n {10,}/g, ' ').replace(/ __attribute__\(\(.*\)\);$/, ';')
}

/** The function as it is called through the macro of its name. */
function withoutPlace(text) {
  return text.replace(/\(weft_place \*place\)/, '(void)').replace('(weft_place *place, ', '(')
}

function declareType(text) {
  const [, before] = /^(?:typedef )?(?:struct|enum) (\w*)/.exec(text)
  const [, after] = /\}\s*(\w*);/.exec(text) ?? []
  const names = [...new Set([before, after])].filter(name => PUBLIC.test(name))
  if (names.length === 0) return null
  const words = [...text.matchAll(/\bWEFT_(?!_)\w+(?=\s*[=,}])/g)]
  const constants = /^(typedef )?enum/.test(text) ? words.map(([name]) => name) : []
  return { kind: 'type', text: withoutPrivate(text), names, constants }
}

/** A struct up to what is the runtime's own. */
function withoutPrivate(text) {
  const lines = text.split('\n')
  const at = lines.findIndex(line => line.trim() === '/* private */')
  if (at < 0) return text
  const fields = lines.slice(1, at)
  return [lines[0], ...fields, '    ...', lines.at(-1)].join('\n')
}

function declareMacro(text, functions) {
  const [, name, words] = /^#define (\w+)(\([^)]*\))?/.exec(text)
  if (!PUBLIC.test(name) || /^#define \w+_H$/.test(text)) return null
  const body = text.slice(`#define ${name}${words ?? ''}`.length)
  const shown = words ? callable(name, words, body, functions) : text
  return { kind: 'macro', text: shown, names: [name], constants: [], words }
}

/** How a macro is called, with the type that the function below it gives. */
function callable(name, words, body, functions) {
  if (name === name.toUpperCase()) return `${name}${words}`
  const called = [...body.matchAll(/\b(\w+)\)?\(/g)].map(([, word]) => word)
    .filter(word => functions.has(word) && !KEYWORDS.has(word))
  const type = functions.get(called.at(-1))?.type ?? ''
  return `${type}${name}${words};`
}

/** A function and the macro of its name are one thing; the fuller of the two forms is shown. */
function merge(declarations) {
  const functions = new Map(declarations.filter(({ read }) => read)
    .map(declaration => [declaration.names[0], declaration]))
  return declarations.filter(declaration => {
    const twin = functions.get(declaration.names[0])
    if (!twin || declaration.kind !== 'macro' || !declaration.words) return true
    const given = declaration.words === '()' ? [] : list(declaration.words.slice(1, -1))
    const wanted = twin.read.words.filter(word => word !== 'weft_place *place')
    const differs = given.length !== wanted.length && !given.includes('...')
    if (differs || isSpawn(twin, given)) twin.text = declaration.text
    else twin.text = withoutPlace(twin.text)
    return false
  })
}

function isSpawn(twin, given) {
  return twin.read.words.some(word => word.includes('options')) && !given.includes('options')
}
