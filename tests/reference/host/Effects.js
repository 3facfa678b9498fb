import { load } from '@weft/host'

const program = await load(new URL('./mail.wasm', import.meta.url))
const effects = {
  mail: async (text, { id }) => `mail ${id} is on its way ${text}`
}
await program.start({ effects, onStdout: chunk => process.stdout.write(chunk) }).exit
const failing = { mail: () => { throw new Error('no stamps') } }
await program.start({ effects: failing, onStdout: chunk => process.stdout.write(chunk) }).exit

/* Prints:
 * mail 1 is on its way to: ada@example.com
 * no stamps
 */
