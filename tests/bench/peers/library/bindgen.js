// The glue of bindgen.c, as wasm-bindgen writes it: objects lie in a table with a free list, closures are registered with the collector.

/**
 * @param {BufferSource} bytes
 * @param {(value: number) => Promise<number>} ask
 */
export async function loadBindgen(bytes, ask) {
  const objects = []
  let free = 0
  const registry = new FinalizationRegistry(() => {})

  function add(object) {
    if (free === objects.length) objects.push(objects.length + 1)
    const at = free
    free = objects[at]
    objects[at] = object
    return at
  }

  function take(at) {
    const object = objects[at]
    objects[at] = free
    free = at
    return object
  }

  const glue = {
    promise: task => add(new Promise((resolve, reject) => wasm.promised(task, add(resolve), add(reject)))),
    microtask: () => queueMicrotask(wasm.run),
    call: (at, value) => objects[at].call(undefined, value),
    drop: take,
    ask: value => add(ask(value)),
    closure(task) {
      const state = { task }
      const real = value => wasm.settled(state.task, value)
      registry.register(real, state, state)
      return add(real)
    },
    then: (at, yes, no) => add(objects[at].then(objects[yes], objects[no]))
  }
  const { instance: { exports: wasm } } = await WebAssembly.instantiate(bytes, { glue })
  wasm._initialize?.()
  return { next: value => take(wasm.next(value)), hold: value => take(wasm.hold(value)) }
}
