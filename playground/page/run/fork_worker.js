// The worker in which a program runs again and again from its beginning, each time in an order of its own, for those who want to see
// another future. A program that never waits is ended with its worker, by forks.js.

import { createMachine } from '@weft/host/lib/orders/machine.js'
import { explore } from '@weft/host/lib/orders/search.js'

let machine = null

const does = {
  async open({ program, name, args, env }) {
    const module = typeof program === 'string' ? await WebAssembly.compile(await fetchBytes(program)) : program
    machine = createMachine(module, { name, args, env, steps: 100_000 })
    return {}
  },

  run: ({ choices }) => kept(choices),

  /** The first order that does not print what is expected, or fails in another way; null where none was found. */
  search({ expected, limits }) {
    const state = explore(machine, { ...limits, expected })
    const { orders, waiting, dropped, all, finding } = state
    return { orders, waiting: waiting + dropped, all, finding: finding && { ...kept(finding.choices), choices: Array.from(finding.choices), deviations: finding.deviations, why: finding.why } }
  }
}

function kept(choices) {
  const { end, code, output, text, said, trace, trap } = machine.run(choices, { keeps: true })
  return { end, code, output, text, said, trace, trap }
}

async function fetchBytes(address) {
  const answer = await fetch(address).catch(() => null)
  if (!answer?.ok) throw new Error('The program did not come. Is there a network?')
  return answer.arrayBuffer()
}

self.onmessage = async ({ data: { id, what, request } }) => {
  try {
    self.postMessage({ id, answer: await does[what](request) })
  } catch (error) {
    self.postMessage({ id, failed: error.message })
  }
}
