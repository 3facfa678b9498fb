// Saying what takes long, on standard error: at once on a terminal, where the line is taken away
// again, and after a second elsewhere.

const PATIENCE_MS = 1000

/**
 * @param {NodeJS.WriteStream} [stream]
 * @returns {{say(text: string, detail?: boolean): void, done(): void}} a detail is for a terminal
 *   only: elsewhere the line before it says enough
 */
export function createProgress(stream = process.stderr) {
  let shown = false
  let waiting = null
  const patience = stream.isTTY ? null : setTimeout(flush, PATIENCE_MS).unref()
  const started = Date.now()

  function flush() {
    if (waiting) stream.write(`weft: ${waiting} …\n`)
    waiting = null
  }
  return {
    say(text, detail = false) {
      shown = stream.isTTY
      if (shown) return stream.write(`\r\x1b[Kweft: ${text} …`)
      if (!detail) waiting = text
      if (Date.now() - started > PATIENCE_MS) flush()
    },
    done() {
      clearTimeout(patience)
      waiting = null
      if (shown) stream.write('\r\x1b[K')
      shown = false
    }
  }
}
