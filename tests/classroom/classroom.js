// `npm run classroom`: what the page is like in a class room, in figures. `--help` says how. It ends with 1 when something was
// lost, or a bound was exceeded that does not depend on the machine.

import { readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { build } from '../../playground/build.js'
import { startBrowser } from '../browser/browser.js'
import { checkProgram } from './check.js'
import { playClass } from './class.js'
import { PARTS, measureEdits } from './edits.js'
import { measureFrames } from './frames.js'
import { takePictures } from './pictures.js'
import { measureVisits } from './visit.js'
import { PROGRAMS } from './programs.js'

const HELP = `npm run classroom [-- PART… OPTION…]

Builds the page and plays, in Debian's Chromium on this machine:

  class      30 tabs on one server without TLS; each edits, breaks and mends three programs
  programs   every program of tests/classroom/programs, those that do much, too
  table      2 000 tasks: the longest stretch of the page's thread for each deed in the table and the lanes
  edits      20 warm edits with Run at once, by parts
  visit      three first visits of a lesson on a slow line: what comes, how long its first run takes, memory before a compiler
  pictures   every state at 360, 800 and 1440, light and dark, into build/classroom

  --tabs N   so many tabs (30)
  --write    puts the figures into docs/classroom.md
`
const DOCUMENT = new URL('../../docs/classroom.md', import.meta.url)
const LONGEST_FRAME_MS = 50
const MOST_KB = 300        // of a lesson's first run
const MOST_MB = 80         // of the page before a compiler, beyond what a blank one has of Chromium
const FLAT = 1.15   // what is held after the last program, by what is held after the first

/** Each part answers its lines, and what is wrong. */
const parts = {
  async class(browser, { tabs }) {
    const begun = performance.now()
    const { lost, runs, held, errors } = await playClass({ browser, tabs, say: text => console.log(`  ${text}`) })
    const sorted = runs.sort((a, b) => a - b)
    const isFlat = held.at(-1) <= held[0] * FLAT
    return {
      lines: [`${tabs} tabs, ${runs.length} runs of edited programs in ${((performance.now() - begun) / 1000).toFixed(0)} s`,
        `Run to its end: median ${(sorted[sorted.length >> 1] / 1000).toFixed(2)} s, longest ${(sorted.at(-1) / 1000).toFixed(1)} s`,
        `held by the browsers after each program: ${held.join(', ')} MB, ${(held.at(-1) / tabs).toFixed(0)} MB a tab`,
        `lost: ${lost.length === 0 ? 'nothing' : lost.join('; ')}`],
      wrong: [...lost, ...errors, ...isFlat ? [] : [`memory grows: ${held.join(', ')} MB`]]
    }
  },
  async programs(browser) {
    const page = await browser.open({ fresh: true })
    const wrong = []
    for (const name of Object.keys(PROGRAMS)) {
      await checkProgram(page, name).catch(error => wrong.push(`${name}: ${error.message}`))
    }
    wrong.push(...page.errors)
    await page.context().close()
    return { lines: [`${Object.keys(PROGRAMS).length} programs, ${wrong.length} of them with other words than they should have`], wrong }
  },
  async table(browser) {
    const found = await measureFrames(browser)
    return { lines: found.map(({ deed, longest }) => `${deed.padEnd(28)}${longest.toFixed(0).padStart(4)} ms`),
      wrong: found.filter(({ longest }) => longest > LONGEST_FRAME_MS).map(({ deed, longest }) => `${deed}: ${longest.toFixed(0)} ms`) }
  },
  async edits(browser) {
    const found = await measureEdits(browser)
    return { lines: PARTS.map(name => `${name.padEnd(10)}median ${found[name][found[name].length >> 1].toFixed(0).padStart(4)} ms, least `
      + `${found[name][0].toFixed(0).padStart(4)} ms`), wrong: [] }
  },
  async visit(browser) {
    const { paint, ready, kilobytes, first, all, held, blank } = await measureVisits(browser)
    return {
      lines: [`first paint after ${ms(paint)}, the lesson after ${ms(ready)}`, `Run to the first line ${ms(first)}, to the end ${ms(all)}`, `over the line until then: ${kilobytes.toFixed(0)} KB`,
        `held by the page before a compiler: ${held} MB (a blank page: ${blank} MB)`],
      wrong: [...kilobytes > MOST_KB ? [`${kilobytes.toFixed(0)} KB came, at most ${MOST_KB} may`] : [], ...held - blank > MOST_MB ? [`the page holds ${held - blank} MB more than a blank one, at most ${MOST_MB} may be`] : []]
    }
  },
  async pictures(browser) {
    const { count, folder } = await takePictures(browser)
    return { lines: [`${count} pictures in ${folder}`], wrong: [] }
  }
}

const ms = time => `${time.toFixed(0)} ms`

async function main(words) {
  if (words.includes('--help')) return console.log(HELP)
  const { chosen, tabs, isWritten } = read(words)
  await build({ say: () => {} })
  const browser = await startBrowser({ measured: true })
  const wrong = []
  try {
    for (const name of chosen) {
      const load = loadavg()[0].toFixed(1)
      const found = await parts[name](browser, { tabs })
      const lines = [...found.lines, `(load before it: ${load})`]
      console.log(`${name}\n  ${lines.join('\n  ')}`)
      for (const each of found.wrong) console.log(`  WRONG: ${each}`)
      wrong.push(...found.wrong)
      if (isWritten) put(name, lines)
    }
  } finally {
    await browser.close()
  }
  process.exitCode = wrong.length > 0 ? 1 : 0
}

function read(words) {
  const chosen = []
  let tabs = 30
  for (let at = 0; at < words.length; at++) {
    if (words[at] === '--tabs') tabs = Number(words[++at])
    else if (Object.hasOwn(parts, words[at])) chosen.push(words[at])
    else if (words[at] !== '--write') throw new Error(`${words[at]} is no part of this; see npm run classroom -- --help.`)
  }
  if (!(tabs >= 1)) throw new Error('--tabs takes a number.')
  return { chosen: chosen.length > 0 ? chosen : Object.keys(parts), tabs, isWritten: words.includes('--write') }
}

/** Into the listing below the heading of a part. */
function put(name, lines) {
  const text = readFileSync(DOCUMENT, 'utf8')
  const place = new RegExp(`(<!-- ${name} -->\n\`\`\`text\n)[^]*?(\`\`\`\n)`)
  if (place.test(text)) writeFileSync(DOCUMENT, text.replace(place, (all, before, after) => `${before}${lines.join('\n')}\n${after}`))
}

main(process.argv.slice(2)).catch(error => {
  console.error(error.message)
  process.exitCode = 1
})
