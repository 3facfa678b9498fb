// While somebody types: when the typing pauses, and if the compiler is here, the program is compiled
// quietly. What clang finds is underlined, and Run has nothing left to wait for.

const PAUSE_MS = 400

/**
 * @param {object} parts
 * @param {() => object} parts.program the one that is shown
 * @param {() => string} parts.level how much edits are optimised
 * @param {{ahead: Function}} parts.compiler
 * @param {{show: Function}} parts.problems
 */
export function createAhead({ program, level, compiler, problems }) {
  let timer = null

  async function look() {
    const edited = program()
    const { file, text, entry } = edited
    if (!edited.isEdited) return
    const built = await compiler.ahead(file, text, level(), { searched: entry.isSearched })
    const isStill = program() === edited && edited.text === text
    if (built && isStill) problems.show(built.diagnostics, file, { quietly: true })
  }

  return {
    /** The text has changed. */
    soon() {
      clearTimeout(timer)
      timer = setTimeout(look, PAUSE_MS)
    },
    /** Something else has the compiler now. */
    stop: () => clearTimeout(timer)
  }
}
