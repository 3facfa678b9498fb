// Stands in for node:test in the process of script_player.js: it gathers the tests of a suite, which are then played one by one, as often as somebody asks.

/** @type {{ name: string, play(): Promise<void>, prepare(): Promise<void> }[]} */
export const tests = []
const createGroup = (name, above, isSkipped) => ({ name, above, isSkipped, before: [], after: [], beforeEach: [], afterEach: [], isReady: false })
let group = createGroup('', null, false)
const groups = [group]

function readWords(words) {
  const fn = words.find(word => typeof word === 'function')
  const options = words.find(word => word && typeof word === 'object') ?? {}
  const [name] = words
  return { name: typeof name === 'string' ? name : fn?.name ?? '', options, fn }
}

const above = own => own ? [...above(own.above), own] : []

export function test(...words) {
  const { name, options, fn } = readWords(words)
  const own = group
  if (options.skip || options.todo || own.isSkipped || !fn) return Promise.resolve()
  tests.push({ name: [...above(own).map(one => one.name), name].filter(Boolean).join(' > '), prepare: () => prepare(own), play: () => play(name, fn, own) })
  return Promise.resolve()
}

/** What the groups around a test do first, once. */
async function prepare(own) {
  for (const one of above(own)) {
    if (one.isReady) continue
    one.isReady = true
    for (const fn of one.before) await fn({ name: one.name })
  }
}

async function play(name, fn, own) {
  const later = []
  const t = {
    name, signal: new AbortController().signal, diagnostic() {}, skip() {}, todo() {},
    after: last => void later.push(last),
    async test(...words) {
      const inner = readWords(words)
      if (!inner.options.skip && inner.fn) await play(inner.name, inner.fn, null)
    }
  }
  try {
    for (const one of above(own)) for (const hook of one.beforeEach) await hook(t)
    await fn(t)
  } finally {
    for (const last of later) await last(t)
    for (const one of above(own).reverse()) for (const hook of one.afterEach) await hook(t)
  }
}

export function describe(...words) {
  const { name, options, fn } = readWords(words)
  const outer = group
  group = createGroup(name, outer, Boolean(options.skip) || outer.isSkipped)
  groups.push(group)
  fn?.()
  group = outer
}

/** What the groups do at their end, all of them. */
export async function finish() {
  for (const one of [...groups].reverse()) for (const fn of one.isReady ? one.after : []) await fn({ name: one.name })
}

test.skip = test.todo = describe.skip = describe.todo = () => {}
export const it = test
export const suite = describe
export const before = fn => void group.before.push(fn)
export const after = fn => void group.after.push(fn)
export const beforeEach = fn => void group.beforeEach.push(fn)
export const afterEach = fn => void group.afterEach.push(fn)
export default test
