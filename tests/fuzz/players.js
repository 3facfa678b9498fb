// The two players: the interpreter in C on Weft, natively, and the one in Python on CPython's asyncio.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { loadPyodide } from 'pyodide'

/**
 * A player of `file`, a built interpreter.c: gives what each program says, in `orders` shuffled orders, too. All programs of
 * one call may take `patienceMs`.
 */
export function weftPlayer(file, orders = 0, patienceMs = 60_000) {
  return programs => {
    const input = programs.map(program => `${JSON.stringify(program)}\n`).join('')
    const { stdout, stderr, status, signal, error } = spawnSync(file, [String(orders)], {
      input, encoding: 'utf8', maxBuffer: 1 << 30, timeout: patienceMs
    })
    const outputs = stdout.split('over\n').map(output => output.trimEnd())
    const unfinished = outputs.pop()
    if (outputs.length < programs.length) {
      const why = error?.code === 'ETIMEDOUT' ? 'hangs' : `ended with ${signal ?? status}`
      outputs.push(`${unfinished}\nbroken: the program ${why}\n${stderr.trimEnd()}`)
    }
    return outputs
  }
}

/** The same player, which remembers what the programs of a call said. */
export function remembering(player) {
  const said = new Map()
  return programs => {
    const key = JSON.stringify(programs)
    if (!said.has(key)) said.set(key, player(programs))
    return said.get(key)
  }
}

/** A player on asyncio: gives what each program says. */
export async function asyncioPlayer() {
  const python = await loadPyodide({ env: { PYTHONHASHSEED: '0' } })
  for (const [name, file] of [['vclock.py', '../oracle/vclock.py'], ['vnet.py', '../oracle/vnet.py'],
    ['vprocess.py', '../oracle/vprocess.py'], ['interpreter.py', 'interpreter.py']]) {
    python.FS.writeFile(name, readFileSync(new URL(file, import.meta.url)))
  }
  const interpreter = python.pyimport('interpreter')
  return programs => {
    try {
      return JSON.parse(interpreter.play_all(programs.map(program => JSON.stringify(program)).join('\n')))
    } catch (error) {
      throw new Error(error.message)    // without Pyodide's source, which is one long line
    }
  }
}
