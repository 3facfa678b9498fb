// The files that the directives of a C source name. A line that begins with # may mean a file by each
// name in quotes or angles: it includes it, asks whether it is there, or makes a macro of its name.

/** What a preprocessor does first, for directives: trigraphs, lines that go on, comments. */
const TRIGRAPHS = /\?\?[=/]/g
const GOES_ON = /\\[ \t]*\r?\n/g
const COMMENT = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g

const DIRECTIVE = /^[ \t\v\f]*(?:#|%:)[ \t\v\f]*(\w+)([^\n]*)/gm
const NAME = /"([^"\n]+)"|<([^>\n]+)>/g
const NAMING = ['include', 'include_next', 'embed', 'define', 'if', 'elif', 'import']
/** Files that an assembler reads, from a string in the source. */
const ASSEMBLED = /\.incbin\b[^"\n]*?\\?"([^"\\\n]+)/g

/**
 * @param {string} text each character one byte
 * @returns {{name: string, isQuoted: boolean, isNext: boolean, isData: boolean}[]} isNext: it may be any of that
 *   name; isData: it is taken as it is, not read as C
 */
export function readDirectives(text) {
  const plain = text
    .replace(TRIGRAPHS, trigraph => trigraph === '??=' ? '#' : '\\')
    .replace(GOES_ON, '')
    .replace(COMMENT, piece => piece.startsWith('/') ? ' ' : piece)
  const found = []
  for (const [, word, rest] of plain.matchAll(DIRECTIVE)) {
    if (!NAMING.includes(word)) continue
    const asks = rest.includes('__has_')
    if (/^(?:el)?if$/.test(word) && !asks) continue
    for (const [, quoted, angled] of rest.matchAll(NAME)) {
      found.push({
        name: quoted ?? angled,
        isQuoted: quoted !== undefined,
        isNext: word === 'include_next' || asks,
        isData: word === 'embed' || asks
      })
    }
  }
  return [...found, ...readAssembled(plain)]
}

/** The files that the assembler reads, by what stands in strings of a source. */
export function readAssembled(text) {
  return [...text.matchAll(ASSEMBLED)]
    .map(([, name]) => ({ name, isQuoted: false, isNext: false, isData: true }))
}
