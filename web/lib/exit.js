// What the exit codes of a Weft program mean. The numbers are the same on every host: the
// program's own are 0 to 99, the runtime's start at 100, and 126 and above are never used because
// wasmtime turns them into 1.

/** The runtime's exit codes by name. */
export const EXIT = Object.freeze({
  deadlock: 100,
  cancelled: 101,
  overflow: 102,
  trap: 103,
  memory: 104,
  failed: 105,
  host: 106,
  until: 107,
  interrupted: 109,
  differs: 110,
  usage: 120,
  compile: 121,
  load: 122
})

const MESSAGES = {
  deadlock: 'Every task waits for something that nothing can bring any more.',
  cancelled: 'The main task was cancelled.',
  overflow: 'A task used more stack than it had.',
  trap: 'The program trapped.',
  memory: 'The program ran out of memory.',
  failed: 'The main task ended with an error of the runtime.',
  host: 'The host failed.',
  until: 'The run ended at the time that was asked for.',
  interrupted: 'The program was interrupted.',
  differs: 'The replay differs from its recording.'
}

/** What an exit code means: reason is 'exit', and the message empty, for the program's own codes. */
export function outcome(code) {
  const reason = Object.keys(MESSAGES).find(name => EXIT[name] === code)
  if (!reason) return { code, reason: 'exit', message: '' }
  return { code, reason, message: MESSAGES[reason] }
}
