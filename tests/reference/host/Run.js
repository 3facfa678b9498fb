import { load } from '@weft/host'

const program = await load(new URL('./hello.wasm', import.meta.url))
const run = program.start({ clock: 'virtual', paused: true })
let steps = 0
while (await run.step()) steps++
console.log(steps > 3, await run.stdout.text())

/* Prints:
 * true A: started
 * B: started
 * B: finished
 * A: finished
 */
