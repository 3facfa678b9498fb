// How many orders of the lost-update program a search tries in a second, beside PyPI's detangle on the Python twin:
//
//   node tests/bench/orders.js [--python PYTHON] [--rounds N]
//
// Ours: whole runs by chance in one instance, none of them cut short by a state that was seen. PYTHON is one that has detangle
// (python3 -m venv V && V/bin/pip install detangle); without it its line says so. The best of N rounds each (3).

import { execFileSync } from 'node:child_process'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { LEVELS, buildProgram } from '../../toolchain/cli/build.js'
import { createMachine } from '../../web/lib/orders/machine.js'
import { explore } from '../../web/lib/orders/search.js'

const OURS = 400_000
const THEIRS = 10_000
const file = name => fileURLToPath(new URL(`orders/lost_update.${name}`, import.meta.url))

const { values } = parseArgs({ options: { python: { type: 'string', default: 'python3' }, rounds: { type: 'string', default: '3' } } })

/** @param {WebAssembly.Module} module */
function ours(module) {
  const machine = createMachine(module)
  const empty = new Uint8Array(0)
  for (let seed = 1; seed <= 20_000; seed++) machine.run(empty, { chance: seed })
  const state = explore(machine, { orders: OURS, seconds: 600, deviations: -1 })
  if (state.outputs.size !== 2) throw new Error(`two outputs are possible, and ${state.outputs.size} were seen`)
  return state.orders / state.elapsed
}

function theirs() {
  try {
    return Number(execFileSync(values.python, [file('py'), String(THEIRS)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return NaN
  }
}

const best = (count, measure) => Math.max(...Array.from({ length: count }, measure))
const shown = rate => Number.isNaN(rate) ? 'not here' : `${Math.round(rate).toLocaleString('en')} orders a second`

const module = new WebAssembly.Module(await buildProgram([file('c')], {}, LEVELS.explore))
const rounds = Number(values.rounds)
console.log(`load ${loadavg()[0].toFixed(1)}, Node ${process.version}`)
console.log(`weft      ${shown(best(rounds, () => ours(module)))}`)
console.log(`detangle  ${shown(best(rounds, theirs))}`)
