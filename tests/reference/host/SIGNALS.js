import { load, SIGNALS } from '@weft/host'

const program = await load(new URL('./interrupt.wasm', import.meta.url))
const run = program.start({
  onStdout: chunk => process.stdout.write(chunk),
  onWatched: names => {
    console.log('it waits for', ...names.map(name => `${name} (${SIGNALS[name]})`))
    if (names.includes('INT')) run.signal('INT')   // what a Stop button would do
  }
})
await run.exit

/* Prints:
 * it waits for INT (2)
 * interrupted
 */
