// A class in one room: so many tabs, each a browser of its own, on one server without TLS. Each edits,
// breaks and mends three programs. `npm run classroom` plays it; a small one is part of `npm test -- page_run`.

import { readFileSync, readdirSync } from 'node:fs'
import { findExample } from '../../playground/make/shelves.js'
import { choose, run, transcript, write } from '../browser/steps.js'

const EXAMPLES = ['gather', 'queue_workers', 'event']
const AT_ONCE = 4           // hands that press Run at one moment
const LONGEST_MS = 300_000

/**
 * @param {{browser: object, tabs: number, say?: (text: string) => void}} request
 * @returns {Promise<{lost: string[], runs: number[], held: number[], errors: string[]}>} `held`: megabytes of the
 *   browsers' processes after each program
 */
export async function playClass({ browser, tabs, say = () => {} }) {
  const pages = []
  for (let i = 0; i < tabs; i++) pages.push(await browser.open({ fresh: true, untrusted: true, width: i % 3 ? 1440 : 800 }))
  const found = { lost: [], runs: [], held: [], errors: [] }
  for (const name of EXAMPLES) {
    await inTurns(pages, page => lesson(page, name, pages.indexOf(page), found))
    found.held.push(memoryOf(process.pid))
    say(`${name}: ${found.held.at(-1)} MB held by the browsers of ${tabs} tabs`)
  }
  await inTurns(pages, page => compare(page, pages.indexOf(page), found))
  found.errors = pages.flatMap(page => page.errors)
  for (const page of pages) await page.context().close()
  return found
}

async function lesson(page, name, tab, { lost, runs }) {
  await choose(page, name)
  const mine = textOf(name, tab)
  for (const [text, expected] of [[mine, true], [mine.replace('return WEFT_OK;', 'return WEFT_OK'), false], [mine, true]]) {
    await write(page, text)
    const begun = performance.now()
    const status = await run(page, { timeout: LONGEST_MS })
    runs.push(performance.now() - begun)
    const isRight = expected ? /exit code 0/.test(status) && (await transcript(page)).includes(`tab ${tab}`)
      : /Not run: \d+ error/.test(status)
    if (!isRight) lost.push(`tab ${tab}, ${name}: ${status}`)
  }
}

/** After a reload every edit of every program is there. */
async function compare(page, tab, { lost }) {
  await page.reload()
  await page.waitForSelector('body[data-ready]')
  for (const name of EXAMPLES) {
    await choose(page, name)
    const shown = await page.evaluate(() => [...document.querySelectorAll('#listing code')].map(line => line.textContent))
    const wanted = textOf(name, tab).trimEnd().split('\n').map(line => line || ' ')
    if (shown.join('\n') !== wanted.join('\n')) lost.push(`tab ${tab}: the edit of ${name}`)
  }
}

function textOf(name, tab) {
  return findExample(name).source.replace('    (void)arg;\n', `    (void)arg;\n    printf("tab ${tab}\\n");\n`)
}

async function inTurns(list, act) {
  const left = [...list]
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left.length > 0) await act(left.shift())
  }))
}

/** Megabytes of the processes below one, each page of memory counted once; `type`: of those alone that Chromium calls so. */
export function memoryOf(root, type = '') {
  const parents = new Map()
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    const stat = readOr(`/proc/${pid}/stat`)
    parents.set(Number(pid), Number(/\) \w (\d+)/.exec(stat)?.[1]))
  }
  const isBelow = pid => pid > 1 && (parents.get(pid) === root || isBelow(parents.get(pid)))
  const isMeant = pid => !type || readOr(`/proc/${pid}/cmdline`).includes(`--type=${type}`)
  const sizes = [...parents.keys()].filter(pid => isBelow(pid) && isMeant(pid)).map(pid => Number(/^Pss:\s+(\d+)/m.exec(readOr(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0))
  return Math.round(sizes.reduce((a, b) => a + b, 0) / 1024)
}

function readOr(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''   // it has ended meanwhile
  }
}
