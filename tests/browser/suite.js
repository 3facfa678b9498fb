// The playground for a file of tests: built once, in one browser, which is closed at the end. Where there is no Chromium the
// tests are skipped and say so.

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { root } from '../../dev/setup/tools.js'
import { build } from '../../playground/build.js'
import { missingBrowser, startBrowser } from './browser.js'

const BUILD_MS = 1_200_000   // every example, on a busy machine

/**
 * @param {{ folder?: string, options?: object, prepare?: (page: object) => Promise<void> }} [given] a folder below build/ for what the
 *   tests write; options of every page; what is done with a page before a test has it
 * @returns {{ skip: false | string, scratch: string, browser: object, built: object,
 *   withPage: (options: object, use: (page: object) => Promise<void>) => Promise<void> }} `browser` and `built` are there in tests
 */
export function openPlayground({ folder = 'browser', options: always = {}, prepare = async () => {} } = {}) {
  const suite = { skip: missingBrowser() ?? false, scratch: join(root, 'build', folder), browser: null, built: null, withPage }

  before(async () => {
    if (suite.skip) return
    mkdirSync(suite.scratch, { recursive: true })
    suite.built = await build({ say: () => {} })
    suite.browser = await startBrowser()
  }, { timeout: BUILD_MS })

  after(() => suite.browser?.close())

  /** Opens a page for one test, and checks at the end that no script failed. */
  async function withPage(options, use) {
    const page = await suite.browser.open({ ...always, ...options })
    try {
      await prepare(page)
      await use(page)
      assert.deepEqual(page.errors, [])
    } finally {
      await page.close()
    }
  }

  return suite
}
