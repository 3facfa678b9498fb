// While somebody types: when the typing pauses, and if the compiler is here, the program is compiled
// quietly. What clang finds is underlined, and Run has nothing left to wait for.

const PAUSE_MS = 400

export function createAhead(page) {
  let timer = null

  async function look() {
    const { program, settings, compiler } = page
    const { file, text } = program
    if (!program.isEdited) return
    const built = await compiler.ahead(file, text, settings.state.level)
    const isStill = page.program === program && program.text === text
    if (built && isStill) page.problems.show(built.diagnostics, file, { quietly: true })
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
