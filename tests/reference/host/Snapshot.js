import { load } from '@weft/host'

const program = await load(new URL('./hello.wasm', import.meta.url))
const run = program.start({ clock: 'virtual', paused: true })
for (let step = 0; step < 4; step++) await run.step()
const snapshot = structuredClone(run.snapshot())   // data: it can be stored and sent
run.kill()

const again = program.restore(snapshot)            // a fresh run that goes on from there
console.log(await again.stdout.text())

/* Prints:
 * B: finished
 * A: finished
 */
