// A C function that yields, as an async iterator. It begins with the first `next`, runs up to its next yield, and waits there until the
// next value is wanted. `return` cancels its task, and waits for its end.

/** @param {{begin: (generator: object, resolve: () => void, reject: (error: unknown) => void) => () => void}} about */
export function createGenerator({ begin }) {
  const wanted = []        // those that wait for a value, the first to ask first
  let parked = null        // lets the yield in progress return
  let stop = null
  let state = 'new'        // then 'open', then 'over'
  let over
  const ended = new Promise(resolve => {
    over = resolve
  })

  function end() {
    state = 'over'
    for (const { resolve } of wanted.splice(0)) resolve({ done: true, value: undefined })
    over()
  }

  function fail(error) {
    state = 'over'
    const first = wanted.shift()
    first?.reject(error)
    for (const { resolve } of wanted.splice(0)) resolve({ done: true, value: undefined })
    over(first ? undefined : error)
  }

  const generator = {
    give(value, goOn) {
      const first = wanted.shift()
      parked = goOn
      first?.resolve({ done: false, value })
      if (wanted.length > 0) proceed()
    }
  }

  function proceed() {
    const goOn = parked
    parked = null
    goOn?.()
  }

  function open() {
    state = 'open'
    try {
      stop = begin(generator, end, fail)
    } catch (error) {
      fail(error)
    }
  }

  const iterator = {
    next() {
      if (state === 'over') return Promise.resolve({ done: true, value: undefined })
      return new Promise((resolve, reject) => {
        wanted.push({ resolve, reject })
        if (state === 'new') open()
        else proceed()
      })
    },
    async return(value) {
      if (state === 'open') {
        stop?.()
        const error = await ended
        if (error && error.name !== 'AbortError') throw error
      }
      state = 'over'
      return { done: true, value }
    },
    [Symbol.asyncIterator]: () => iterator
  }
  if (Symbol.asyncDispose) iterator[Symbol.asyncDispose] = async () => void await iterator.return()
  return iterator
}
