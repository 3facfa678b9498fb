// The other side of tests/warm.js: takes `{words, cwd, env}` after the other, does what `weft` does with the words, and writes
// the mark to both outputs when the command has ended.

import { writeSync } from 'node:fs'
import { main } from '../../toolchain/cli/main.js'

process.setMaxListeners(0)   // each command adds its own for signals
process.stderr.on('error', () => {})

process.on('message', async ({ words, cwd, env, mark }) => {
  process.chdir(cwd)
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name]
  Object.assign(process.env, env)
  const code = await main(words)
  for (const fd of [1, 2]) writeSync(fd, mark)
  process.send({ code })
})
