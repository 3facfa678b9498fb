// The measurements of ../tasks.c for which JavaScript has something of its own: async functions,
// Promise.all, setTimeout, and a lock made of promises. Arguments and output as there.

const CALLS = 1000
const DEADLINES = 1000
const STEPS = 200000
const MOST_LAPS = 5
const [what, laps = '100', count = '1000'] = process.argv.slice(2)

async function nothing() {}

async function yieldOnce() {
  await null
}

const measurements = {
  async spawn() {
    for (let i = 0; i < count; i++) await nothing()
  },

  async gather() {
    for (let i = 0; i < count; i += CALLS) {
      await Promise.all(Array.from({ length: CALLS }, yieldOnce))
    }
  },

  async timeout() {
    for (let i = 0; i < count; i++) {
      const timer = setTimeout(nothing, 10000 + i % 100)
      await null
      clearTimeout(timer)
    }
  },

  async lock() {
    for (let i = 0; i < count / 2; i++) {
      lock.release()
      await lock.acquire()
    }
  }
}

/** The least that a lock can be that is handed over in the order of those who wait. */
const lock = {
  held: false,
  waiters: [],
  async acquire() {
    if (this.held) return new Promise(resolve => this.waiters.push(resolve))
    this.held = true
  },
  release() {
    const next = this.waiters.shift()
    if (next) next()
    else this.held = false
  }
}

async function otherHolder() {
  for (;;) {
    await lock.acquire()
    lock.release()
  }
}

async function scale(tasks) {
  const lives = []
  for (let done = 0, lap = 0; done < MOST_LAPS * STEPS || lap < 2; done += tasks, lap++) {
    const start = performance.now()
    await Promise.all(Array.from({ length: tasks }, yieldOnce))
    if (tasks >= 1000 || lap % 100 === 0) lives.push((performance.now() - start) * 1e6 / tasks)
  }
  console.log('life', ...lives.map(ns => ns.toFixed(1)))
  console.log('yield', ...(await yields(tasks)).map(ns => ns.toFixed(1)))
}

async function yields(tasks) {
  const turns = Math.max(1, Math.floor(STEPS / 10 / tasks))
  const ns = []
  let done = false
  async function other() {
    while (!done) await null
  }
  for (let i = 1; i < tasks; i++) other()
  await null
  for (let lap = 0; lap < MOST_LAPS || lap * turns * tasks < MOST_LAPS * STEPS; lap++) {
    const start = performance.now()
    for (let i = 0; i < turns; i++) await null
    ns.push((performance.now() - start) * 1e6 / turns / tasks)
  }
  done = true
  return ns
}

async function main() {
  if (what === 'scale') return scale(Number(laps))
  if (what === 'timeout') {
    for (let i = 0; i < DEADLINES; i++) setTimeout(nothing, 100000 + i)
  }
  if (what === 'lock') {
    await lock.acquire()
    otherHolder()
  }
  for (let lap = 0; lap < laps; lap++) {
    const start = performance.now()
    await measurements[what]()
    console.log(((performance.now() - start) * 1e6 / count).toFixed(2))
  }
  process.exit()
}

await main()
