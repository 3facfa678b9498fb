#!/usr/bin/env node
// weft-durable: writes the folder that workerd serves, and serves it.

import { spawn } from 'node:child_process'
import { basename, dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { deploy } from '../lib/deploy.js'
import { findWorkerd } from '../lib/workerd.js'

const help = `weft-durable build WORKER.js --object CLASS [OPTIONS]   writes a folder that workerd serves
weft-durable serve WORKER.js --object CLASS [OPTIONS]   and serves it; needs the npm package workerd

  --object CLASS     a class of the Worker's that durable() has made; again for more. Its binding is its name in capitals
  --out FOLDER       where it goes (deploy)
  --address A:PORT   where it listens (127.0.0.1:8080)
  --data FOLDER      where the programs are kept, below the folder (data)
  --network LIST     whom its effects reach: public, private, local, or an address range; with commas (public)
  --text NAME=VALUE  a variable of the Worker's env; again for more
`

const { values, positionals: [command, worker, ...more] } = parse()
if (values.help || !command) {
  process.stdout.write(help)
  process.exit(0)
}
if (!['build', 'serve'].includes(command) || !worker || more.length > 0 || !values.object) fail('weft-durable wants build or serve, a Worker and --object; see --help.')
const text = Object.fromEntries((values.text ?? []).map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))

try {
  const { config, modules } = deploy({ worker, out: values.out, objects: values.object, address: values.address, data: values.data, network: values.network.split(','), text })
  if (command === 'build') console.log(`${config}: ${modules.length} modules. Start it: cd ${values.out} && workerd serve workerd.capnp`)
  else serve(config)
} catch (error) {
  fail(error.message)
}

function serve(config) {
  const child = spawn(findWorkerd(import.meta.url), ['serve', basename(config)], { cwd: dirname(config), stdio: 'inherit' })
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => child.kill(name))
  child.on('exit', code => process.exit(code ?? 0))
  console.log(`http://${values.address}/`)
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        object: { type: 'string', multiple: true }, out: { type: 'string', default: 'deploy' }, address: { type: 'string', default: '127.0.0.1:8080' },
        data: { type: 'string', default: 'data' }, network: { type: 'string', default: 'public' }, text: { type: 'string', multiple: true }, help: { type: 'boolean' }
      }
    })
  } catch (error) {
    return fail(error.message)
  }
}

function fail(message) {
  process.stderr.write(`weft-durable: ${message}\n`)
  process.exit(120)
}
