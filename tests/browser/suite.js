// The playground for a file of tests: built once, in one browser, which is closed at the end. Where there is no Chromium the
// tests are skipped and say so.

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { root } from '../../dev/setup/tools.js'
import { build } from '../../playground/build.js'
import { fit, missingBrowser, startBrowser } from './browser.js'

const BUILD_MS = 1_200_000   // every example, on a busy machine

/**
 * @param {{ folder?: string, options?: object, prepare?: (page: object) => Promise<void> }} [given] a folder below build/ for what the
 *   tests write; options of every page; what is done with a page before a test has it. A page's edits are compiled in the test's
 *   process (compiler.js), unless the test is `inside`. With `warm` it takes the page that the last such test left, with the page's own compiler
 * @returns {{ skip: false | string, scratch: string, browser: object, built: object,
 *   withPage: (options: object, use: (page: object) => Promise<void>) => Promise<void> }} `browser` and `built` are there in tests
 */
export function openPlayground({ folder = 'browser', options: always = {}, prepare = async () => {} } = {}) {
  const suite = { skip: missingBrowser() ?? false, scratch: join(root, 'build', folder), browser: null, built: null, withPage }
  let warm = null

  before(async () => {
    if (suite.skip) return
    mkdirSync(suite.scratch, { recursive: true })
    suite.built = await build({ say: () => {} })
    suite.browser = await startBrowser()
  }, { timeout: BUILD_MS })

  after(() => suite.browser?.close())

  /** Opens a page for one test, and checks at the end that no script failed. A warm one stays for the next test that takes one. */
  async function withPage(options, use) {
    const isLeft = options.warm && warm !== null
    const page = isLeft ? warm : await suite.browser.open({ outside: !options.warm && !options.inside, ...always, ...options })
    if (isLeft) warm = null
    try {
      if (isLeft) await lead(page, { ...always, ...options })
      await prepare(page)
      await use(page)
      assert.deepEqual(page.errors, [])
      if (options.warm) warm = page
    } finally {
      if (page !== warm) await page.close()
    }
  }

  return suite
}

/** Leads a page that is open to where a test begins. */
async function lead(page, { hash = '', ...looks }) {
  await fit(page, looks)
  await page.evaluate(hash => { location.hash = hash }, hash)
}
