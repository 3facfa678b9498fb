// What a library prints. It is passed on when the library is left, so that nothing of the embedding program's runs inside of it.
// Without a callback, whole lines go to the console.

const TRACE_FD = 3

/** @param {object} options onStdout, onStderr, onTrace, trace */
export function createOutputs({ onStdout, onStderr, onTrace, trace }) {
  let said = []
  const list = {
    1: output(onStdout ?? toConsole('log')),
    2: output(onStderr ?? toConsole('error')),
    ...(trace ? { [TRACE_FD]: output(onTrace ?? (() => {})) } : {})
  }

  function output(give) {
    return {
      give,
      isFull: false,
      push(chunk) {
        said.push({ give, chunk })
        return chunk.length
      }
    }
  }

  /** A callback that throws ends nothing of the library's: it throws where nobody is on the stack. */
  function flush() {
    if (said.length === 0) return
    const now = said
    said = []
    for (const { give, chunk } of now) {
      try {
        give(chunk)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  return {
    list,
    flush,
    end() {
      flush()
      for (const { give } of Object.values(list)) give.end?.()
    }
  }
}

function toConsole(method) {
  const decoder = new TextDecoder()
  let rest = ''
  const give = chunk => {
    rest += decoder.decode(chunk, { stream: true })
    const end = rest.lastIndexOf('\n')
    if (end < 0) return
    console[method](rest.slice(0, end))
    rest = rest.slice(end + 1)
  }
  give.end = () => {
    if (rest) console[method](rest)
    rest = ''
  }
  return give
}
