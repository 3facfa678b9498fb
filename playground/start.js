// `npm start`: sets up what is missing, builds the playground, serves it, and says where. It is
// quick when there is nothing to do.

import { setUp } from '../dev/setup.js'

async function main() {
  await setUp('start')
  const { build } = await import('./build.js')   // only now are the packages there
  await build()
  const { serveHere } = await import('./serve.js')
  await serveHere()
}

main().catch(error => {
  console.error(error.message)
  process.exitCode = 1
})
