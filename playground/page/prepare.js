// What is to be run: the program of an example as it was built, or an edit, compiled. What stands in
// the way is said in the output, in the list of problems and in the status.

import { failureOf, refusalOf } from './compile/refusal.js'
import { addressOf } from './kit/addresses.js'
import { setStatus } from './kit/status.js'

/**
 * @param {object} parts
 * @param {{build: Function}} parts.compiler
 * @param {{stop: Function}} parts.ahead
 * @param {{show: Function, clear: Function}} parts.problems
 * @param {{say: Function, sentence: Function}} parts.output
 * @param {{setStale: Function, isEmpty: boolean}} parts.tasks
 * @param {() => string} parts.level how much edits are optimised
 * @param {(program: object) => boolean} parts.isShown whether this program is still looked at
 * @returns {(program: object) => Promise<string | WebAssembly.Module | null>}
 */
export function createPrepare({ compiler, ahead, problems, output, tasks, level, isShown }) {
  function refuse({ output: words, detail, status }, more = '') {
    output.say(words)
    if (detail) output.sentence(detail)
    setStatus(status + more, 'failed')
    return null
  }

  async function compile({ file, text, entry }) {
    try {
      return await compiler.build(file, text, level(), { searched: entry.isSearched, recorded: Boolean(entry.replay) })
    } catch (error) {
      return { failure: failureOf(error) }
    }
  }

  return async program => {
    ahead.stop()
    problems.clear()
    if (!program.isEdited && program.entry.made) return program.entry.made
    const built = program.isEdited ? program.entry.builtOf?.(program.text) : program.entry.program
    if (built) return addressOf(built)
    tasks.setStale('These lanes are from the run before your edit.')
    const made = await compile(program)
    if (!made || !isShown(program)) return null
    if (made.failure) return refuse(made.failure)
    await problems.show(made.diagnostics, program.file)
    if (!isShown(program)) return null
    if (made.ok) return made.module
    return refuse(refusalOf(made, program.file), tasks.isEmpty ? '' : ' The lanes show the run before it.')
  }
}
