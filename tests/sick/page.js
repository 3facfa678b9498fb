// What the table of sick programs does in the browser, with the page's own code: searches the orders of a program, shrinks what fails,
// reads its trace, and draws it. Bundled by sick.js.

import { createMachine } from '@weft/host/lib/orders/machine.js'
import { explore } from '@weft/host/lib/orders/search.js'
import { deviationsIn } from '@weft/host/lib/orders/words.js'
import { addPatterns } from '../../playground/page/kit/marks.js'
import { markDeviations } from '../../playground/page/tasks/deviations.js'
import { findingsOf } from '../../playground/page/tasks/findings.js'
import { futureOf } from '../../playground/page/tasks/futures.js'
import { drawLanes } from '../../playground/page/tasks/lanes.js'
import { NOTHING } from '../../playground/page/tasks/prints.js'
import { createScale } from '../../playground/page/tasks/scale.js'

addPatterns()

/** @param {{bytes: number[], name: string, title: string, source: string}} program */
window.play = ({ bytes, name, title, source }) => {
  const box = document.body.appendChild(document.createElement('section'))
  const heading = box.appendChild(document.createElement('h2'))
  const words = box.appendChild(document.createElement('p'))
  const lanes = box.appendChild(document.createElement('div'))
  lanes.className = 'lanes'
  heading.textContent = `${name}: ${title}`
  const machine = createMachine(Uint8Array.from(bytes), { name })   // compiled before the clock begins, as in the page
  const begun = performance.now()
  const { finding, orders, first } = explore(machine, { seconds: 10 })
  const found = performance.now()
  if (!finding) return { name, orders, finding: null }
  const outcome = machine.run(finding.choices, { keeps: true })
  const { model, end } = futureOf(outcome)
  const scale = createScale()
  scale.fit(model.time.at(-1) ?? 0, model.edge, false)
  const plan = drawLanes(lanes, model, scale, { says: () => NOTHING, isStale: false })
  markDeviations({ model, plan, isOver: true, isStale: false })
  const findings = findingsOf(model, { source, said: outcome.said.split('\n') })
  const story = deviationsIn(outcome.trace).map(({ text }) => text)
  words.textContent = `${end}. ${story.join('; ')}. ${findings.map(({ title }) => title).join('; ')}`
  lanes.getBoundingClientRect()   // the browser lays it out
  const drawn = performance.now()
  return { name, orders, isHidden: first.end === 'exit' && first.code === 0, why: finding.why, deviations: finding.deviations, choices: Array.from(finding.choices),
    found: found - begun, drawn: drawn - found, whole: drawn - begun, bars: lanes.querySelectorAll('path').length, marks: lanes.querySelectorAll('.deviation').length,
    end, findings: findings.map(({ kind }) => kind), story }
}
