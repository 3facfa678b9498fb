import { load, WeftError } from '@weft/host'

try {
  await load(new Uint8Array([1, 2, 3]))
} catch (error) {
  if (!(error instanceof WeftError)) throw error
  console.log(`${error.code}: ${error.message}`)   // switch on the code, show the message
}

/* Prints:
 * load: This is not a WebAssembly file: it does not begin as one.
 */
