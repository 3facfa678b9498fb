// Debian's Chromium for the tests of the page, and a server of what was built. What the page should
// do is in tests/page.test.js.

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { answerFile, serve } from '../../playground/serve.js'
import { patienceMs } from '../patience.js'
import { compileOutside } from './compiler.js'

const CHROMIUM = process.env.WEFT_CHROMIUM ?? '/usr/bin/chromium'
/** The same engine without the parts of a window, where it is there: a page costs half the processor time. */
const SHELL = ['/usr/bin/chromium-headless-shell'].find(path => !process.env.WEFT_CHROMIUM && existsSync(path)) ?? CHROMIUM
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--host-resolver-rules=MAP plain.test 127.0.0.1']   // a host that no browser trusts without TLS
/** A page of a test is gone before an optimised clang has paid for itself: a sixth of the processor time. */
const SHORT_LIVED = '--js-flags=--wasm-tiering-budget=100000000'
const BUILT = new URL('../../playground/dist/', import.meta.url)
const HEIGHTS = { 1440: 900, 800: 1100, 360: 780 }

/** Why the page cannot be tested here; null when it can. */
export function missingBrowser() {
  return existsSync(SHELL) ? null : `no Chromium at ${CHROMIUM}`
}

/** A browser alone; `measured` for one that is as it is for users. */
export async function openBrowser({ measured = false } = {}) {
  const { chromium } = await import('playwright-core')
  return chromium.launch({ executablePath: measured ? CHROMIUM : SHELL, args: measured ? ARGS : [...ARGS, SHORT_LIVED] })
}

/** Gives a page its width and its looks. */
export async function fit(page, { width = 1440, theme = 'light', motion = 'reduce' }) {
  await page.setViewportSize({ width, height: HEIGHTS[width] ?? 900 })
  await page.emulateMedia({ colorScheme: theme, reducedMotion: motion })
}

/**
 * Starts a browser and a server.
 * @param {{prefix?: string, measured?: boolean}} [options] below which path the page is served; see openBrowser
 */
export async function startBrowser({ prefix = '/', measured } = {}) {
  const state = { meddle: null }
  const server = await serve({ port: 0, prefix, meddle: (...args) => state.meddle?.(...args) })
  const browser = await openBrowser({ measured })
  // A service worker would answer from its cache what a test counts, changes or breaks.
  const shared = await browser.newContext({ serviceWorkers: 'block' })

  return {
    address: server.address,
    browser,
    /** The bytes of a built file, and the server's own answer to a request that was held back. */
    bytes: name => readFileSync(new URL(name, BUILT)),
    answer: (name, request, response) => answerFile(fileURLToPath(BUILT), name, request, response),
    /** Answers instead of the server; null for never. */
    set meddle(value) { state.meddle = value },
    /**
     * A page, with the errors that it had; `fresh` for one that nothing is kept for, `offline` for one
     * with its service worker, `untrusted` for one from a host without TLS, `outside` for one whose edits are compiled elsewhere (compiler.js).
     */
    async open({ width, theme, fresh = false, offline = false, untrusted = false, outside = false, hash = '',
      before, motion } = {}) {
      const context = offline ? await browser.newContext()
        : fresh ? await browser.newContext({ serviceWorkers: 'block' }) : shared
      const page = await context.newPage()
      page.setDefaultTimeout(patienceMs)
      await fit(page, { width, theme, motion })
      page.errors = []
      page.on('pageerror', error => page.errors.push(error.message))
      page.asked = []
      page.on('request', request => page.asked.push(request.url()))
      if (outside) await compileOutside(page)
      if (before) await page.addInitScript(before)
      const address = untrusted ? server.address.replace('127.0.0.1', 'plain.test') : server.address
      await page.goto(address + hash)
      await page.waitForSelector('body[data-ready]')
      return page
    },
    async close() {
      await browser.close()
      await server.close()
    }
  }
}
