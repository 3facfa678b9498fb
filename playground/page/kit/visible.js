// Text of others as it is shown: what programs, compilers and links say may hold characters that
// deceive the eye.

const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** Text in which characters that cannot be seen, or that turn text around, can be seen. */
export function visible(text) {
  const shown = c => `\u27e8${c.codePointAt(0).toString(16).padStart(4, '0')}\u27e9`
  return text.replace(INVISIBLE, shown)
}
