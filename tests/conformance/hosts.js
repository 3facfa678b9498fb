// Runs the cases of the contract on one host. A runner has run(file), which gives what the program
// wrote and its exit code, and close().

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { basename, extname, join, normalize } from 'node:path'
import { buildNative, buildWasm, root, run, tools, weft } from '../programs.js'
import { isWhole } from '../sample.js'

const types = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' }

/**
 * @param {'native' | 'wasmtime' | 'node' | 'chromium'} host
 * @param {string[]} files relative to the repository
 */
export async function startRunner(host, files) {
  if (host === 'native') return startNative(files)
  const programs = await buildWasm(files, host === 'wasmtime' && isWhole ? 'build' : 'run')   // those of `weft build` are proven by examples, too
  const wasmOf = file => programs[basename(file, '.c')]
  if (host === 'chromium') return startChromium(wasmOf)
  return {
    run: file => run([process.execPath, weft, 'run', '--host', host, wasmOf(file)]),
    close: () => {}
  }
}

async function startNative(files) {
  const programs = await buildNative('plain', files)
  return { run: file => run([programs[basename(file, '.c')]]), close: () => {} }
}

/** A page that loads the host package as it is published, and runs one program after the other. */
async function startChromium(wasmOf) {
  const { page, close } = await openPage()
  return { run: file => page.evaluate(runInPage, [...readFileSync(wasmOf(file))]), close }
}

/** An empty page of Chromium's that can import the repository's files. */
export async function openPage() {
  const { chromium } = await import('playwright-core')
  const server = createServer(serveRepository)
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const browser = await chromium.launch({
    executablePath: tools().chromium, args: ['--headless', '--no-sandbox', '--disable-gpu']
  })
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${server.address().port}/`)
  return {
    page,
    async close() {
      await browser.close()
      server.close()
    }
  }
}

/** Runs inside the page. */
async function runInPage(bytes) {
  const { load } = await import('/web/index.js')
  const program = await load(new Uint8Array(bytes))
  const { stdout, stderr, exit } = program.start({ env: {} })
  const [out, err, { code }] = await Promise.all([stdout.text(), stderr.text(), exit])
  return { stdout: out, stderr: err, code }
}

function serveRepository(request, response) {
  const path = normalize(new URL(request.url, 'http://x').pathname)
  const type = types[extname(path)]
  try {
    const body = path === '/' ? '<!doctype html><title>cases</title>' : readFileSync(join(root, path))
    response.writeHead(200, { 'content-type': type ?? 'text/html' }).end(body)
  } catch {
    response.writeHead(404).end()
  }
}
