import { load } from '@weft/host'

const program = await load(new URL('./hello.wasm', import.meta.url))
const run = program.start({ clock: 'virtual' })
let bytes = 0
for await (const chunk of run.stdout) bytes += chunk.length   // as it comes
console.log(bytes === run.stdout.written)

/* Prints:
 * true
 */
