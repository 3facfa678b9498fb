// Findings in the page: what the list of tasks/findings_list.js works with. Fetched with the first run.

import { lint } from './compile/lints.js'
import { createFindings as createList } from './tasks/findings_list.js'

/**
 * @param {object} parts
 * @param {object} parts.page the record of page.js
 * @param {object} parts.tasks
 * @param {() => Promise<object | null>} parts.steps the playhead
 * @param {(line: number) => void} parts.onLine
 */
export function createFindings({ page, tasks, steps, onLine }) {
  return createList({
    known: () => ({
      source: page.program.text,
      warnings: lint(page.program.text),
      said: page.output.rows().filter(({ data }) => data.own && data.descriptor === 2).map(({ data }) => data.text),
      stuck: tasks.stuck()
    }),
    async onMoment(record) {
      (await steps())?.openAt(record)
    },
    onLine
  })
}
