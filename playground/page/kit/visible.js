// Text of others as it is shown: what programs, compilers and links say may hold characters that
// deceive the eye.

/** Letters and signs between which a joiner is how one writes: Arabic, Indic scripts, emoji. */
const JOINING = ['Arab', 'Beng', 'Deva', 'Gujr', 'Guru', 'Knda', 'Mlym', 'Orya', 'Sinh', 'Taml', 'Telu']
  .map(script => `\\p{sc=${script}}`).join('') + '\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f'
const INVISIBLE = new RegExp(`((?<=[${JOINING}])[\\u200c\\u200d](?=[${JOINING}]))|` +
  '[\\0-\\x08\\x0b-\\x1f\\x7f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]', 'gu')

/** Text in which characters that cannot be seen, or that turn text around, can be seen. */
export function visible(text) {
  return text.replace(INVISIBLE, (character, joiner) =>
    joiner ?? `\u27e8${character.codePointAt(0).toString(16).padStart(4, '0')}\u27e9`)
}
