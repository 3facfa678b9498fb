// Whether a run has processes: they are the machine's, and a program that has them can do whatever its user can. So an
// embedding program has to say so. What starts them is loaded when it is first used.

/** @param {true | false | 'inside' | { env: Record<string, string> } | null | undefined} option `env`: what children inherit, in place of Node's */
export function openProcesses(option) {
  if (!option || option === 'inside') return undefined
  let loaded
  return {
    /** @param {string[]} texts what is asked for @param {object} own what it inherits @param {AbortSignal} signal */
    async spawn(texts, own, signal) {
      const { startProcess } = await (loaded ??= import('./process.js'))
      return startProcess(texts, { ...own, env: { ...option.env ?? globalThis.process?.env, ...own.env } }, signal)
    }
  }
}
