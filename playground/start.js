// `npm start`: sets up what is missing, serves the playground, and says where. What is not built yet is built meanwhile.

import { setUp } from '../dev/setup.js'
import { answerEarly } from './early.js'
import { distFolder, serveHere } from './serve.js'

/** A build that takes no longer is waited for. */
const SOON_MS = 3000

async function main() {
  await setUp('start')
  const early = answerEarly(distFolder)
  const say = text => {
    early.say(text)
    console.log(text)
  }
  await serveHere(early)
  const { build } = await import('./build.js')   // only now are the packages there
  const { programs } = await build({ say, withinMs: SOON_MS })
  early.open(programs)
  if (programs.left === 0) return
  console.log('The playground is open. An example that is not compiled yet is compiled when you choose it, and the others meanwhile.')
  await programs.rest()
  programs.close()
  await build({ say })
}

main().catch(error => {
  console.error(error.message)
  process.exit(1)
})
