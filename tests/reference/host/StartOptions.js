import { load } from '@weft/host'

const program = await load(new URL('./echo.wasm', import.meta.url))
const run = program.start({ args: ['-v'], env: { LANG: 'C' }, stdin: true })   // open, fed by run.input
run.input('one\n')
run.closeInput()
console.log(await run.stdout.text())

/* Prints:
 * again: one
 */
