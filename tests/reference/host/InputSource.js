import { load } from '@weft/host'

const lines = ['one\n', 'two\n']
const encoder = new TextEncoder()
const program = await load(new URL('./echo.wasm', import.meta.url))
const run = program.start({
  stdin: { read: () => lines.length > 0 ? encoder.encode(lines.shift()) : null }   // null: the end
})
console.log(await run.stdout.text())

/* Prints:
 * again: one
 * again: two
 */
