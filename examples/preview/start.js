// Builds the site and serves the page that runs it: node start.js [PORT]

import { spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import { createReadStream, mkdirSync, statSync } from 'node:fs'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')
const wasm = join(root, 'build/preview/site.wasm')
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.wasm': 'application/wasm' }

mkdirSync(dirname(wasm), { recursive: true })
const built = spawnSync(process.execPath, [join(root, 'toolchain/weft.js'), 'build', 'site.c', '-o', wasm], { cwd: here, stdio: 'inherit' })
if (built.status !== 0) process.exit(built.status ?? 1)

/** The page, the program, and @weft/host below /weft/. */
function fileOf(path) {
  if (path === '/site.wasm') return wasm
  if (path.startsWith('/weft/')) return join(root, 'web', path.slice('/weft'.length))
  return join(here, path === '/' ? 'index.html' : path)
}

const server = createServer((request, response) => {
  const file = fileOf(normalize(new URL(request.url, 'http://x').pathname))
  if (!types[extname(file)] || !statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': types[extname(file)] })
  createReadStream(file).pipe(response)
})
server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`))
