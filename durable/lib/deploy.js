// A folder that workerd serves as it is: its configuration, the Worker, and everything that it imports. No bundler, and no tool of
// anybody's cloud.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { DurableError } from './error.js'

const DATE = '2026-11-01'
const KINDS = { '.wasm': 'wasm', '.txt': 'text', '.json': 'json' }
/** Also those that are made later; what stands in a comment is behind a brace, a bracket or `typeof`. */
const IMPORT = /(?:(?:^|[;\n])\s*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*|(?<=(?:await|&&|=|=>|return)\s)import\()['"]([^'"\n]+)['"]/g

/**
 * Writes it.
 * @param {import('../deploy.d.ts').DeployOptions} options
 * @returns {{ config: string, modules: string[] }} the file for `workerd serve`
 */
export function deploy({ worker, out, objects, address = '127.0.0.1:8080', data = 'data', network = ['public'], text = {}, date = DATE }) {
  const main = resolve(worker)
  const files = collect(main)
  const base = commonFolder(files.filter(({ pack }) => !pack).map(({ path }) => path))
  const named = files.map(file => ({ ...file, name: file.pack ? `${file.pack.name}/${slashed(relative(file.pack.folder, file.path))}` : slashed(relative(base, file.path)) }))
  const nameOf = path => named.find(file => file.path === path).name
  rmSync(join(out, 'modules'), { recursive: true, force: true })
  const modules = named.map(({ path, name, kind, imports }) => {
    mkdirSync(dirname(join(out, 'modules', name)), { recursive: true })
    if (kind === 'esModule') writeFileSync(join(out, 'modules', name), relinked(path, imports, name, nameOf))
    else cpSync(path, join(out, 'modules', name))
    return `(name = ${quoted(name)}, ${kind} = embed ${quoted(`modules/${name}`)})`
  })
  mkdirSync(join(out, data), { recursive: true })
  const config = join(out, 'workerd.capnp')
  writeFileSync(config, configOf({ modules, objects, address, data, network, text, date }))
  return { config, modules: named.map(({ name }) => name) }
}

/** The Worker first, then what it imports, and what that imports. */
function collect(main) {
  const files = [{ path: main, kind: 'esModule', pack: null, imports: new Map() }]
  const known = new Set([main])
  for (let i = 0; i < files.length; i++) {
    const { path, kind, pack, imports } = files[i]
    if (kind !== 'esModule') continue
    for (const [, specifier] of read(path).matchAll(IMPORT)) {
      if (/^(cloudflare|node|workerd):/.test(specifier)) continue
      const found = specifier.startsWith('.') ? { path: resolve(dirname(path), specifier), pack } : inPackage(specifier, path)
      imports.set(specifier, found.path)
      if (known.has(found.path)) continue
      known.add(found.path)
      files.push({ ...found, imports: new Map(), kind: KINDS[/\.[^./]+$/.exec(found.path)?.[0]] ?? 'esModule' })
    }
  }
  return files
}

/** A file with the paths of its imports in place of the names of packages, which workerd does not look for. */
function relinked(path, imports, name, nameOf) {
  return read(path).replace(IMPORT, (statement, specifier) => {
    if (!imports.has(specifier)) return statement
    const to = slashed(relative(dirname(name), nameOf(imports.get(specifier))))
    const at = statement.lastIndexOf(specifier)
    return statement.slice(0, at) + (to.startsWith('.') ? to : `./${to}`) + statement.slice(at + specifier.length)
  })
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new DurableError('options', `${path} cannot be read: ${error.message}.`)
  }
}

function inPackage(specifier, from) {
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
  for (const place of [from, import.meta.url]) {   // these two packages are here, wherever the Worker is
    try {
      const require = createRequire(place)
      return { path: require.resolve(specifier), pack: { name, folder: dirname(require.resolve(`${name}/package.json`)) } }
    } catch {
      continue
    }
  }
  throw new DurableError('options', `${from} imports ${specifier}, and there is no such package: install it.`)
}

function commonFolder(paths) {
  let base = dirname(paths[0])
  while (!paths.every(path => path.startsWith(base + sep))) base = dirname(base)
  return base
}

const slashed = path => path.split(sep).join('/')
const quoted = value => JSON.stringify(value)

const bindingOf = name => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()

function configOf({ modules, objects, address, data, network, text, date }) {
  const bindings = [
    ...objects.map(name => `(name = ${quoted(bindingOf(name))}, durableObjectNamespace = ${quoted(name)})`),
    ...Object.entries(text).map(([name, value]) => `(name = ${quoted(name)}, text = ${quoted(value)})`)
  ]
  const rows = list => list.map(row => `    ${row},\n`).join('')
  return `# Made by weft-durable. Start it in this folder: workerd serve workerd.capnp
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "data", disk = (path = ${quoted(data)}, writable = true)),
    (name = "internet", network = (allow = [${network.map(quoted).join(', ')}], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = ${quoted(address)}, http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
${rows(modules)}  ],
  compatibilityDate = ${quoted(date)},
  durableObjectNamespaces = [
${rows(objects.map(name => `(className = ${quoted(name)}, uniqueKey = ${quoted(`weft-${name}`)}, enableSql = true)`))}  ],
  durableObjectStorage = (localDisk = "data"),
  bindings = [
${rows(bindings)}  ],
);
`
}
