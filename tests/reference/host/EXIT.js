import { EXIT, load } from '@weft/host'

const program = await load(new URL('./hello.wasm', import.meta.url))
const run = program.start({ clock: 'virtual', until: 1.5 })
const { code } = await run.exit
console.log(code === EXIT.until ? 'ended at its time' : code)

/* Prints:
 * ended at its time
 */
