// With MUTANT_FILE, the address of a module, and MUTANT_TEXT, a file, in the environment: in every process that Node starts with --import of
// this, that module is that text. So nothing on the disk changes, and what is kept by the content of files stays what it is.

import { register } from 'node:module'

if (process.env.MUTANT_FILE) {
  register('./preload_hook.js', import.meta.url, { data: { url: process.env.MUTANT_FILE, file: process.env.MUTANT_TEXT } })
}
