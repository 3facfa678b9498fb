// Runs programs and collects what they measure: one process at a time, in rounds (A B C A B C …),
// so that a busy machine hits all of them alike.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'

const SAMPLE_MS = 20
const own = Object.entries(process.env).filter(([name]) => !name.startsWith('WEFT_'))
const environment = { ...Object.fromEntries(own), NO_COLOR: '1' }

/**
 * Runs a program to its end.
 * @param {string[]} words the program and its arguments
 * @param {{ seconds?: number, env?: object, cwd?: string }} [options]
 * @returns {Promise<{ out: string, peakBytes: number | null }>} `peakBytes` where /proc tells it
 * @throws {Error} with the last line that it wrote when it fails
 */
export function run(words, { seconds = 120, env = {}, cwd } = {}) {
  const [program, ...args] = words
  const stdio = ['ignore', 'pipe', 'pipe']
  const child = spawn(program, args, { cwd, stdio, env: { ...environment, ...env } })
  const texts = { out: '', error: '' }
  child.stdout.setEncoding('utf8').on('data', text => { texts.out += text })
  child.stderr.setEncoding('utf8').on('data', text => { texts.error += text })
  const memory = watchMemory(child.pid)
  const late = setTimeout(() => child.kill('SIGKILL'), seconds * 1000)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const peakBytes = memory.stop()
      if (code === 0) resolve({ out: texts.out, peakBytes })
      else reject(new Error(lastLine(texts.error) || `it ended with ${signal ?? code}`))
    })
  }).finally(() => clearTimeout(late))
}

/** The most memory a process ever held: Linux keeps it, we read it while there is a process. */
function watchMemory(pid) {
  let peak = null
  const look = () => {
    try {
      const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))
      if (line) peak = Math.max(peak ?? 0, Number(line[1]) * 1024)
    } catch {
      // it has ended, or this system has no /proc
    }
  }
  const timer = setInterval(look, SAMPLE_MS)
  look()
  return {
    stop() {
      clearInterval(timer)
      return peak
    }
  }
}

function lastLine(text) {
  return text.trim().split('\n').at(-1).trim()
}

/**
 * An entry is one row that is measured: `run` answers numbers by the name of the series.
 * @typedef {{ place: string, who: string, missing?: string, run?: () => Promise<object>,
 *   values?: Record<string, number[]> }} Entry
 *
 * @param {Entry[]} entries get `values`, or `missing` when they failed
 * @param {number} rounds
 * @param {(text: string) => void} say
 */
export async function interleave(entries, rounds, say) {
  let highest = 0
  for (let round = 1; round <= rounds; round++) {
    for (const entry of entries.filter(({ missing }) => !missing)) {
      say(`round ${round} of ${rounds}: ${entry.who}, ${entry.place}`)
      await measure(entry)
      highest = Math.max(highest, loadavg()[0])
    }
  }
  return highest
}

async function measure(entry) {
  try {
    const got = await entry.run()
    entry.values ??= {}
    for (const [series, numbers] of Object.entries(got)) {
      entry.values[series] = [...entry.values[series] ?? [], ...numbers]
    }
  } catch (error) {
    entry.missing = `failed: ${error.message}`
  }
}

/** The laps of a run, one a line, without the first quarter, in which engines warm up. */
export function readLaps(text) {
  const laps = text.trim().split('\n').map(Number)
  if (laps.some(Number.isNaN)) throw new Error(`no numbers: ${text.slice(0, 60)}`)
  return laps.slice(Math.floor(laps.length / 4))
}

/** @param {number[]} numbers */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** @param {number[]} numbers */
export function least(numbers) {
  return numbers.reduce((a, b) => Math.min(a, b), Infinity)
}
