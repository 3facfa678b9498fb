#!/usr/bin/env node
// The program `weft`. What it does is in cli/.

import { main } from './cli/main.js'

process.exitCode = await main(process.argv.slice(2))
