// The same measurements in JavaScript: `await` by two async functions in turns, and items through a
// queue of 1 made of promises. Arguments and output as of ../switch.c.

const [what = 'yield', laps = '100', count = '20000'] = process.argv.slice(2)

/** Two functions await in turns; the first keeps the time of both. */
async function measureYield(laps, count) {
  const ns = []
  let done = false
  async function timed() {
    for (let lap = 0; lap < laps; lap++) {
      const start = performance.now()
      for (let i = 0; i < count / 2; i++) await null
      ns.push((performance.now() - start) * 1e6 / count)
    }
    done = true
  }
  async function other() {
    while (!done) await null
  }
  await Promise.all([timed(), other()])
  return ns
}

/** One place, one waiter on each side: the least that a queue of 1 can be. */
class Queue {
  #item
  #full = false
  #wake = null

  async put(item) {
    while (this.#full) await new Promise(resolve => { this.#wake = resolve })
    this.#item = item
    this.#full = true
    this.#tell()
  }

  async get() {
    while (!this.#full) await new Promise(resolve => { this.#wake = resolve })
    this.#full = false
    this.#tell()
    return this.#item
  }

  #tell() {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }
}

async function measureQueue(laps, count) {
  const queue = new Queue()
  const ns = []
  async function produce() {
    for (let i = 0; i < laps * count; i++) await queue.put(i)
  }
  async function consume() {
    for (let lap = 0; lap < laps; lap++) {
      const start = performance.now()
      for (let i = 0; i < count; i++) await queue.get()
      ns.push((performance.now() - start) * 1e6 / count)
    }
  }
  await Promise.all([produce(), consume()])
  return ns
}

const measure = what === 'queue' ? measureQueue : measureYield
for (const ns of await measure(Number(laps), Number(count))) console.log(ns.toFixed(2))
