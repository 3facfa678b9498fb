// Saying what takes long, on standard error: at once on a terminal, where the line is taken away
// again, and after a second elsewhere.

const PATIENCE_MS = 1000

/**
 * @param {NodeJS.WriteStream} [stream]
 * @returns {{say(text: string): void, done(): void}}
 */
export function createProgress(stream = process.stderr) {
  const started = Date.now()
  let shown = false
  return {
    say(text) {
      if (stream.isTTY) stream.write(`\r\x1b[Kweft: ${text} …`)
      else if (Date.now() - started > PATIENCE_MS) stream.write(`weft: ${text} …\n`)
      shown = stream.isTTY
    },
    done() {
      if (shown) stream.write('\r\x1b[K')
      shown = false
    }
  }
}
