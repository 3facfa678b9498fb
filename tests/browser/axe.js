// What axe-core finds in a page: nothing, or the test fails and says where.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const COLOURS = ['color-contrast', 'link-in-text-block']   // the rules that a theme can break

/**
 * Checks a page as it is.
 * @param {object} page
 * @param {string} [where] what is open, for the message
 * @param {{onlyColours?: boolean}} [options] of a page that was checked in another theme
 */
export async function checkAxe(page, where = '', { onlyColours = false } = {}) {
  await page.evaluate(text => window.axe ?? (0, eval)(text), source)
  assert.deepEqual(await page.evaluate(findings, onlyColours ? COLOURS : null), [], where)
}

/** Checks a page in both themes; `seen(theme)` then has it in each. */
export async function checkThemes(page, where = '', seen = async () => {}) {
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme })
    await checkAxe(page, `${where} ${theme}`, { onlyColours: theme !== 'light' })
    await seen(theme)
  }
}

/** Runs inside the page. */
async function findings(rules) {
  const { violations } = await window.axe.run(document, {
    resultTypes: ['violations'],
    ...rules ? { runOnly: rules } : {}
  })
  return violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map(({ target, html, failureSummary }) => `${target} ${html.slice(0, 120)} ${failureSummary}`).slice(0, 3).join(' | ')}`)
}
