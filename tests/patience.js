// How long a test waits for what should come: it is for what hangs, and says nothing about how fast a machine is. On a busy machine a library
// that is built first takes its time.

export const patienceMs = 240_000
