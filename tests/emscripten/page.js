// Programs of Emscripten's in a page of Chromium, from a folder that is served.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { openBrowser } from '../browser/browser.js'
import { echoes } from './websocket.js'

const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.wasm': 'application/wasm' }

/**
 * @param {string} folder what is served
 * @param {(page: object, server: {address: string, port: number, lines: string[], errors: string[]}) => Promise<void>} work
 * @param {Record<string, Function>} [answers] by path: what the server answers there
 */
export async function withPage(folder, work, answers = {}) {
  const server = createServer((request, response) => {
    const name = request.url === '/' ? '/index.html' : request.url
    if (answers[name]) return answers[name](request, response)
    try {
      const bytes = readFileSync(join(folder, name))
      response.writeHead(200, { 'content-type': types[extname(name)] ?? 'text/plain' }).end(bytes)
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not here')
    }
  })
  server.on('upgrade', echoes)
  await new Promise(go => server.listen(0, '127.0.0.1', go))
  const { port } = server.address()
  const browser = await openBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 560, height: 400 } })
    const [lines, errors] = [[], []]
    page.on('console', message => message.type() === 'log' && lines.push(message.text()))
    page.on('pageerror', error => errors.push(error.message))
    await work(page, { address: `http://127.0.0.1:${port}`, port, lines, errors })
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
  }
}
