import { load } from '@weft/host'

const program = await load(new URL('./hello.wasm', import.meta.url))
const controller = new AbortController()
const run = program.start({
  speed: 100,                      // the real clock, a hundred seconds a second
  signal: controller.signal,       // aborting sends INT
  limits: { output: 20 },          // the rest is dropped and counted
  onStdout: chunk => process.stdout.write(chunk)
})
const { code } = await run.exit
console.log(`\nended with ${code}, ${run.stdout.dropped > 0 ? 'with' : 'without'} loss`)

/* Prints:
 * A: started
 * B: starte
 * ended with 0, with loss
 */
