/**
 * docs/hosts.md: what works on which host, made from what one program, probe.c, finds there.
 *
 *     node tests/hosts/hosts.js          says whether the page is what the hosts that are here say
 *     node tests/hosts/hosts.js --write  writes it; all hosts must be here
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createFolder, load } from '../../web/index.js'
import { openPage } from '../conformance/hosts.js'
import { buildNative, buildWasm, inScratch, prepareForWasmtime, root, run, tools, underWasmtime, weft } from '../programs.js'

const PAGE = join(root, 'docs/hosts.md')
const SOURCE = 'tests/hosts/probe.c'
const SYSTEM = { WEFT_NET: 'host', WEFT_PROCESSES: 'host' }
const INSIDE = 'inside of the program'

/** Each host: its tool, and a run of the probe there: `probe(env, args)` gives what it prints. */
const HOSTS = {
  native: {
    tool: 'gcc',
    async open() {
      const { probe } = await buildNative('tls', [SOURCE], ['-lpthread', '-lssl', '-lcrypto'])
      return (env, args) => inScratch(async cwd => (await run([probe, ...args], { env, cwd })).stdout)
    }
  },
  Node: {
    async open() {
      const { probe } = await buildWasm([SOURCE])
      const program = await load(readFileSync(probe))
      return async (env, args) => inScratch(async folder => {
        const before = process.cwd()
        process.chdir(folder)   // for its socket
        const run = program.start({ env, args, net: true, processes: true, files: createFolder() })
        await run.exit
        process.chdir(before)
        return run.stdout.text()
      })
    }
  },
  page: {
    tool: 'chromium',
    async open() {
      const { probe } = await buildWasm([SOURCE])
      return async (env, args) => {
        const { page, close } = await openPage()
        const given = { bytes: [...readFileSync(probe)], env, args }
        try {
          return await page.evaluate(async ({ bytes, env, args }) => {
            const { createFolder, load } = await import('/web/index.js')
            const run = (await load(new Uint8Array(bytes))).start({ env, args, files: createFolder() })
            await run.exit
            return run.stdout.text()
          }, given)
        } finally {
          await close()
        }
      }
    }
  },
  wasmtime: {
    tool: 'wasmtime',
    async open() {
      const { probe } = await prepareForWasmtime(await buildWasm([SOURCE]))
      return (env, args) => inScratch(async cwd => (await run(underWasmtime(probe, env, { files: '.', args }), { cwd })).stdout)
    }
  },
  component: {
    tool: 'wasmTools',
    async open() {
      const allowed = ['-S', 'inherit-network,allow-ip-name-lookup']
      const file = join(mkdtempSync(join(tmpdir(), 'weft-hosts-')), 'probe.wasm')
      execFileSync(process.execPath, [weft, 'build', '--component', SOURCE, '-o', file], { cwd: root, stdio: 'pipe' })
      return async (env, args) => {
        const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`])
        return inScratch(async cwd => (await run([tools().wasmtime, 'run', ...allowed, '--dir', '.', ...variables, file, ...args], { cwd })).stdout)
      }
    }
  }
}

/** A certificate for this machine, for the row about TLS. */
function makeCertificate() {
  const folder = mkdtempSync(join(tmpdir(), 'weft-hosts-'))
  try {
    execFileSync(tools().openssl, ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key', '-out',
      'certificate', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { cwd: folder, stdio: 'pipe' })
    return { PROBE_CERTIFICATE: readFileSync(join(folder, 'certificate'), 'utf8'), PROBE_KEY: readFileSync(join(folder, 'key'), 'utf8') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The hosts that can be asked here. */
export const hostsHere = () => Object.keys(HOSTS).filter(name => !HOSTS[name].tool || tools()[HOSTS[name].tool])

const linesOf = text => new Map(text.trim().split('\n').map(line => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]))

/** What works there, by facility. What is there in a run on the system's network is the system's; else it is inside. */
export async function ask(name) {
  const probe = await HOSTS[name].open()
  const usual = linesOf(await probe(makeCertificate(), []))
  const system = linesOf(await probe(SYSTEM, ['system']))
  return new Map([...usual].map(([what, answer]) =>
    [what, system.has(what) && system.get(what) !== 'yes' && answer === 'yes' ? INSIDE : answer]))
}

const isSentence = answer => !/^(yes|in place|inside)/.test(answer)

export function makePage(found) {
  const names = [...found.keys()]
  const notes = []
  const cell = given => {
    const answer = given.replace(/:\d{5}(?=: )/, ':PORT')   // the host's choice
    if (!isSentence(answer)) return answer
    if (!notes.includes(answer)) notes.push(answer)
    return `no (${notes.indexOf(answer) + 1})`
  }
  const rows = [...found.get(names[0]).keys()].map(what =>
    `| ${what} | ${names.map(name => cell(found.get(name).get(what))).join(' | ')} |`)
  return `# What works on which host

Made by \`node tests/hosts/hosts.js --write\` from what one program, [probe.c](../tests/hosts/probe.c), finds on each host; do not edit it by hand. \`npm test -- hosts\` asks the hosts
again. What is the same everywhere (tasks, groups, timeouts, locks, queues, the virtual clock, shuffled orders, the trace) is not in the table; the [README](../README.md#what-works-where)
has that, and what is about hosts rather than programs: signals, recordings, snapshots.

| | ${names.join(' | ')} |
|---|${names.map(() => '---|').join('')}
${rows.join('\n')}

- **${INSIDE}**: the program has a network of its own, with the same functions and the same errors, or a few commands in place of processes (\`weft_process_start\` lists them).
- In the **playground** a client of HTTP reaches the page's own site besides, and others that the reader allows, by the browser's \`fetch\` ([playground.md](playground.md#what-a-program-fetches)).
- A **page of yours** hands its own fetches to a server in C by a service worker, and queries of C to PGlite: [examples/preview](../examples/preview), [examples/notes](../examples/notes).
- **in place**: nothing else of the program runs meanwhile. The result is the same.
- **component** is a program under wasmtime that was built with \`--component\` ([components.md](components.md)).
- **files** are those of a folder in memory in the page, those of \`--dir FOLDER\` in Node and under wasmtime, and all natively. Natively a thread reads and writes; elsewhere it happens in place.
- **TLS** natively is that of programs that are linked with OpenSSL ([weft/tls.h](reference/tls.md)).
${notes.length > 0 ? `\nWhat a program is told where the table says no:\n\n${notes.map((note, i) => `${i + 1}. \`${note}\``).join('\n')}\n` : ''}`
}

/** The page without the columns of hosts that are not here. */
export function columnsOf(page, names) {
  const table = page.split('\n').filter(line => line.startsWith('|')).map(line => line.split('|').slice(1, -1).map(cell => cell.trim()))
  const chosen = table[0].map((cell, i) => i === 0 || names.includes(cell))
  return table.map(row => row.filter((_, i) => chosen[i]))
}

async function main() {
  const names = hostsHere()
  const found = new Map()
  for (const name of names) found.set(name, await ask(name))
  const page = makePage(found)
  if (!process.argv.includes('--write')) return void console.log(page)
  if (names.length < Object.keys(HOSTS).length) throw new Error(`Only ${names.join(', ')} can be asked here.`)
  writeFileSync(PAGE, page)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
