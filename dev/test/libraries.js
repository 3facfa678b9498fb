// Compiles the library in all of its forms, once, before suites that run side by side would each do it. What fails here fails in them, too,
// and they say what it is.

import { openCache } from '../../toolchain/cache.js'
import { LIBRARIES, buildComponentObjects, buildLibrary } from '../../toolchain/library.js'

const cache = openCache()
for (const options of Object.values(LIBRARIES)) await buildLibrary({ cache, options })
for (const wasi of ['0.2', '0.3']) for (const world of ['command', 'http']) await buildComponentObjects({ world, wasi }, { cache })
