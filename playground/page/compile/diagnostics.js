// What the compiler says, put in order: what stopped it comes first, each with its notes, and nothing
// twice. A macro that uses an argument twice has its errors told once.

/** Whether clang could not go on because of it. */
export function isError({ severity }) {
  return /error/.test(severity)
}

/**
 * @param {{file: string, line: number, column: number, severity: string, message: string}[]} list
 * @returns {typeof list} errors before warnings, notes after what they belong to
 */
export function inOrder(list) {
  const groups = []
  const seen = new Set()
  let isNew = true
  for (const problem of list.filter(({ severity }) => severity !== 'remark')) {
    const isNote = problem.severity === 'note'
    if (!isNote) {
      const { file, line, column, message } = problem
      const key = JSON.stringify([file, line, column, message])
      isNew = !seen.has(key)
      seen.add(key)
      if (isNew) groups.push([])
    }
    if (isNew && groups.length === 0) groups.push([])
    if (isNew) groups.at(-1).push(problem)
  }
  return [...groups.filter(([first]) => isError(first)), ...groups.filter(([first]) => !isError(first))]
    .flat()
}
