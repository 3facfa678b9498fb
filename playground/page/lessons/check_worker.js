// The worker that runs a program in every order, for an exercise or for somebody who asks: it answers with how far it is, and with what it found.

import { createMachine } from '@weft/host/lib/orders/machine.js'
import { checkOrders } from './judge.js'

async function check({ program, name, property, args, env, limits }) {
  const module = typeof program === 'string' ? await WebAssembly.compile(await fetchBytes(program)) : program
  self.postMessage({ begins: true })
  return checkOrders(createMachine(module, { name, args, env }), property, { limits, onProgress: progress => self.postMessage({ progress }) })
}

async function fetchBytes(address) {
  const answer = await fetch(address).catch(() => null)
  if (!answer?.ok) throw new Error('The program did not come. Is there a network?')
  return answer.arrayBuffer()
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ result: await check(data) })
  } catch (error) {
    self.postMessage({ failed: error.message })
  }
}
