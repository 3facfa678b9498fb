// The names of weft.h with their signatures and first sentences: what the page shows where somebody points at one, and
// completes while somebody types.

import { placesOf, readReference } from '../../docs/make/reference.js'

const LONGEST = 260

/** @returns {string} the name of the built file */
export function makeNames({ folder }) {
  return folder.putHashed('names.json', JSON.stringify(namesOf()))
}

/** Where in the manual each name stands. */
export function placesOfNames() {
  const pages = readReference().pages.filter(({ file }) => file === 'runtime/weft.h')
  return new Map([...placesOf(pages).names].map(([name, { slug, anchor }]) => [name, `${slug}.html#${anchor}`]))
}

/** `{weft_sleep: [signature, first sentences, place in the manual]}`, for pointing at a name and for completing one. */
function namesOf() {
  const { pages } = readReference()
  const places = placesOfNames()
  const found = {}
  for (const { entries } of pages.filter(({ file }) => file === 'runtime/weft.h')) {
    for (const { names, comment, declarations } of entries) {
      const about = firstSentences(comment)
      for (const name of names) {
        const text = declarations.find(declaration => declaration.names.includes(name))?.text ?? ''
        found[name] = [text.split('\n').length > 4 ? text.split('\n')[0] : text, about, places.get(name)]
      }
    }
  }
  return found
}

function firstSentences(comment) {
  const paragraph = comment.join('\n').split(/\n\s*\n|\n {4,}/)[0].replace(/\s+/g, ' ').replaceAll('`', '').trim()
  const sentences = paragraph.match(/[^.]+(?:\.(?!\s|$)[^.]+)*\.?/g) ?? [paragraph]
  let text = ''
  for (const sentence of sentences) {
    if (text && text.length + sentence.length > LONGEST) break
    text += sentence
  }
  return text.trim()
}
