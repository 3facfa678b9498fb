import { load } from '@weft/host'

const program = await load(new URL('./hello.wasm', import.meta.url))
const run = program.start({ clock: 'virtual', stamp: true })
console.log(await run.stdout.text())
const { code, reason } = await run.exit
console.log(code, reason)

/* Prints:
 * [0.000] A: started
 * [0.000] B: started
 * [1.000] B: finished
 * [2.000] A: finished
 *
 * 0 exit
 */
