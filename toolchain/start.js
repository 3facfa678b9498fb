// `npm start`: sets up what is missing, then compiles and runs the first example, and says what it
// did and where to go next.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, setUp } from './setup.js'

const example = 'playground/examples/gather.c'

const welcome = `
${example}: C whose tasks wait by calling ordinary functions.
Compiled by clang in WebAssembly, made to switch tasks, and run by this Node:
`

const next = `
Try next:
  npx weft run ${example} --clock virtual --stamp
  npx weft run playground/examples/graceful_shutdown.c     (press Ctrl-C)
  npx weft --help
Change an example, run it again; runtime/weft.h is the manual. \`npm test\` runs every check.
`

async function main() {
  await setUp('start')
  console.log(welcome)
  const status = runExample()
  if (status === 0) console.log(next)
  return status
}

function runExample() {
  const weft = join(root, 'toolchain', 'weft.js')
  const { status, signal, error } = spawnSync(process.execPath, [weft, 'run', example], {
    cwd: root,
    stdio: 'inherit'
  })
  if (error) throw error
  return signal ? 1 : status
}

main().then(
  status => { process.exitCode = status },
  error => {
    console.error(error.message)
    process.exitCode = 1
  })
