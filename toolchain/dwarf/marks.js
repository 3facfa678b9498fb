// Marks in code that Binaryen rewrites: constants that are dropped at once, so that one finds in what came out where an instruction has
// gone. They are taken out again afterwards (splice.js), and change nothing that runs.

const I64_CONST = 0x42
const DROP = 0x1a
const FIRST = 2 ** 40   // no compiler drops such a constant

/** The instructions of a mark. */
export function encodeMark(number) {
  const out = [I64_CONST]
  for (let rest = FIRST + number; ;) {
    const byte = rest % 128
    rest = Math.floor(rest / 128)
    if (rest === 0 && byte < 64) return Uint8Array.from([...out, byte, DROP])
    out.push(byte + 128)
  }
}

/** Which mark the instruction at `at` is, when the one behind it drops it: `{number, end}`; undefined for no mark. */
export function readMark(bytes, at, next) {
  if (bytes[at] !== I64_CONST || bytes[next] !== DROP || next - at < 7) return undefined
  let value = 0
  for (let i = next - 1; i > at; i--) value = value * 128 + bytes[i] % 128
  return value >= FIRST ? { number: value - FIRST, end: next + 1 } : undefined
}
