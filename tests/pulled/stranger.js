// A thread that restores memories which somebody changed, one after the other, and says what became of each. What hangs is ended from outside.

import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { load } from '@weft/host'
import { unpackPulled } from '../../toolchain/pulled.js'

const { file, from, to } = workerData
const { snapshot, program: bytes } = await unpackPulled(new Uint8Array(await readFile(file)))
const program = await load(bytes)
for (let seed = from; seed <= to; seed++) {
  const memory = Uint8Array.from(snapshot.memory)
  for (let i = 0; i < 400; i++) memory[(seed * 7919 + i * 104729 * seed) % memory.length] ^= 1 + i % 255
  parentPort.postMessage({ seed })
  let became = 'restored'
  try {
    program.restore({ ...snapshot, memory }, { trace: true, paused: true, onTrace() {}, onStderr() {} }).kill()
  } catch (error) {
    became = error.name === 'WeftError' ? 'refused' : error.stack
  }
  parentPort.postMessage({ seed, became })
}
