import { load } from '@weft/host'
import { packSnapshot, unpackSnapshot } from '@weft/host/snapshot'

const program = await load(new URL('./hello.wasm', import.meta.url))
const run = program.start({ onStdout: chunk => process.stdout.write(chunk) })
await run.atRest()
console.log('it waits', Math.ceil(run.dueIn / 1000), 'second')
const bytes = await packSnapshot(run.snapshot())   // for a file, a database, the network
run.kill()

const again = program.restore(await unpackSnapshot(bytes), { clock: 3600 })   // an hour later: both are due
console.log(await again.stdout.text())

/* Prints:
 * A: started
 * B: started
 * it waits 1 second
 * B: finished
 * A: finished
 */
