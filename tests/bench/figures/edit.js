// Figure edit: from a changed source to its first line of output, in a process that has the
// compiler loaded.

import { fileURLToPath } from 'node:url'
import { run } from '../run.js'

const host = fileURLToPath(new URL('../hosts/edit.js', import.meta.url))
const EDITS = { full: 9, quick: 5 }
const PARTS = ['compile', 'link', 'weave', 'start']

async function entries({ tools, quick }) {
  const edits = String(EDITS[quick ? 'quick' : 'full'])
  return tools.nodes.flatMap(({ path, place }) => rowsOf(place, [path, host, edits]))
}

/** One process measures the whole and its parts; the rows of the parts take theirs from it. */
function rowsOf(place, words) {
  let edits = []
  const whole = async () => {
    edits = JSON.parse((await run(words)).out)
    return { ms: edits.map(({ total }) => total) }
  }
  const parts = PARTS.map(part =>
    ({ place, who: `  ${part}`, run: async () => ({ ms: edits.map(edit => edit[part]) }) }))
  return [{ place, who: 'Weft', run: whole }, ...parts]
}

export const editFigure = {
  name: 'edit',
  about: 'from an edit to the first line of output: compile, link, weave, start; in Node',
  rounds: { full: 2, quick: 1 },
  entries,
  tables: [{
    title: 'From an edit to the first line of output, warm, ms',
    series: 'ms',
    by: 'median',
    limits: {
      own: () => ({ atMost: 100, text: '100 or less' }),
      peer: () => null,
      elsewhere: () => null
    }
  }]
}
