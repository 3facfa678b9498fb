import { createFolder, load } from '@weft/host'

const program = await load(new URL('./note.wasm', import.meta.url))
const folder = createFolder({ 'data/names.txt': 'Ada\n' })
const run = program.start({ files: folder })
await run.exit
console.log(folder.paths().join(' '))
console.log(new TextDecoder().decode(folder.read('hello.txt')).trim())

/* Prints:
 * data/names.txt hello.txt
 * Hello, Ada
 */
