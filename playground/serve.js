// `node playground/serve.js`: serves dist/ on this machine. Any host of static files does the same;
// nothing here is needed by the page.

import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8', '.json': 'application/json', '.wasm': 'application/wasm',
  '.gz': 'application/octet-stream', '.svg': 'image/svg+xml'
}
const PACKED = /\.(html|js|css|json|wasm)$/
const HASHED = /-[0-9A-Za-z]{8,10}\.\w+$|^parts\//
export const distFolder = fileURLToPath(new URL('dist/', import.meta.url))

/**
 * Serves a folder on 127.0.0.1.
 * @param {{folder?: string, port?: number, prefix?: string,
 *   meddle?: (name: string, response: object) => boolean}} [options] `prefix`: below which path;
 *   `meddle` may answer instead, for tests.
 * @returns {Promise<{address: string, close: () => Promise<void>}>}
 */
export function serve({ folder = distFolder, port = 8080, prefix = '/', meddle } = {}) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname
    const name = nameOf(path, prefix)
    if (meddle?.(name, response, request)) return
    answerFile(folder, name, request, response)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve({
      address: `http://127.0.0.1:${server.address().port}${prefix}`,
      close: () => new Promise(done => {
        server.close(done)
        server.closeAllConnections()
      })
    }))
  })
}

function nameOf(path, prefix) {
  if (!path.startsWith(prefix)) return null
  try {
    const name = decodeURIComponent(path.slice(prefix.length))
    return name === '' || name.endsWith('/') ? `${name}index.html` : name
  } catch {
    return null
  }
}

/** Answers with a file of a folder, or says that there is none. `lasts`: the content under this address never changes. */
export function answerFile(folder, name, request, response, { lasts = HASHED.test(name) } = {}) {
  const path = name === null ? '' : normalize(join(folder, name))
  const inside = path.startsWith(normalize(folder.endsWith(sep) ? folder : folder + sep))
  if (!inside || !existsSync(path) || !statSync(path).isFile()) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such file.\n')
    return
  }
  const head = {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'cache-control': lasts ? 'public, max-age=31536000, immutable' : 'no-cache',
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*'   // a frame without an origin reads them, too: all of it is for everybody
  }
  if (PACKED.test(name) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
    const bytes = gzipSync(readFileSync(path))
    response.writeHead(200, { ...head, 'content-encoding': 'gzip', 'content-length': bytes.length })
    response.end(request.method === 'HEAD' ? undefined : bytes)
    return
  }
  const { size } = statSync(path)
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const range = from > 0 && from < size ? { 'content-range': `bytes ${from}-${size - 1}/${size}` } : null
  response.writeHead(range ? 206 : 200, { ...head, 'accept-ranges': 'bytes', ...range, 'content-length': size - (range ? from : 0) })
  if (request.method === 'HEAD') response.end()
  else createReadStream(path, { start: range ? from : 0 }).pipe(response)
}

/** Reads PORT; the sentence says what is wrong with it. */
export function portFrom(text = '8080') {
  const port = Number(text)
  if (/^\d+$/.test(text) && port < 65536) return port
  throw new Error(`PORT is "${text}": it must be a number from 0 to 65535.`)
}

/** Serves until the process ends, and prints where. @param {{meddle?: Function}} [options] see serve */
export async function serveHere({ meddle } = {}) {
  const port = portFrom(process.env.PORT || undefined)
  if (!meddle && !existsSync(join(distFolder, 'index.html'))) {
    throw new Error('There is nothing to serve yet: run node playground/build.js first.')
  }
  try {
    const { address } = await serve({ port, meddle })
    console.log(`\nThe playground is at ${address}   (Ctrl-C ends it)`)
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error
    throw new Error(`Port ${port} is in use. Take another one: PORT=8081 npm start`)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  serveHere().catch(error => {
    console.error(error.message)
    process.exitCode = 1
  })
}
