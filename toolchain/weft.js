#!/usr/bin/env node
// The program `weft`. What it does is in cli/.

import { main } from './cli/main.js'

// Where nobody reads what we say, we say it to nobody.
process.stderr.on('error', () => {})

process.exitCode = await main(process.argv.slice(2))
