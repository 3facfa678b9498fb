// `weft serve`: a program with WEFT_SERVE(handler) (weft/serve.h), as `weft run` runs it, at an address of the command line.

import { withBaseline } from './baseline.js'
import { LEVELS, buildProgram } from './build.js'
import { readEnvironment, runProgram } from './command_run.js'
import { isComponent, makeComponent } from './component.js'
import { CommandError } from './error.js'
import { serveWasmtime } from './host_wasmtime.js'
import { firstGiven, readOptions } from './options.js'
import { checkFiles, readBytes } from './sources.js'
import { watch } from './watch.js'

const LINE = 'weft: serves %s://%s/'   // which no other program holds: runtime/http/serve.c

/** @param {string[]} words @returns {Promise<number>} the exit code */
export async function runServe(words) {
  const { files, args, options } = readOptions(words, 'serve')
  if (args.length > 0) throw new CommandError('weft serve takes no arguments after "--": what follows the file are options.')
  const kind = checkFiles(files, 'serve')
  checkServes(files, kind)
  const [place, grace] = [placeOf(options), graceOf(options)]
  if (!options.watch) {
    return options.host === 'wasmtime' ? serveComponent(files, kind, place, options)
      : runProgram({ files, args: [place, grace], options: { ...options, net: 'host' } })
  }
  if (kind === 'wasm') throw new CommandError('--watch takes .c files.')
  return watch('serve', words, files, options)
}

/** Under wasmtime the engine takes the connections, and hands over one request after the other. */
async function serveComponent(files, kind, place, options) {
  const asked = firstGiven('serve', options, ['trace', 'record', 'folders', 'grace', 'report'])
  if (asked) throw new CommandError(`${asked} is not there with --host wasmtime, where each request has an instance of its own.`)
  const given = kind === 'wasm' ? readBytes(files[0]) : null
  if (given && !isComponent(given)) {
    throw new CommandError(`${files[0]} is no component. "weft build --component --world http" makes one.`)
  }
  const component = given ?? makeComponent(
    await withBaseline(() => buildProgram(files, { ...options, component: true, world: 'http' }, LEVELS.run)), { ...options, world: 'http' })
  return serveWasmtime(component, { place, env: readEnvironment(options) })
}

function checkServes(files, kind) {
  const texts = files.map(file => Buffer.from(readBytes(file)).toString('latin1'))
  if (texts.some(text => kind === 'wasm' ? text.includes(LINE) : /\bWEFT_SERVE\s*\(/.test(text))) return
  throw new CommandError(`${files.join(' ')} has no WEFT_SERVE(handler), which says what answers a request. ` +
    '"weft serve --help" shows a server. A program with a main of its own is for "weft run".')
}

function placeOf({ address = '127.0.0.1', port = '8080' }) {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new CommandError(`The option --port is a number up to 65535, and 0 for any that is free, not "${port}".`)
  }
  if (!/^[\w.:-]+$/.test(address)) throw new CommandError(`The option --address is an address or a name, not "${address}".`)
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

function graceOf({ grace = '10' }) {
  if (/^\d{1,5}(\.\d+)?$/.test(grace)) return grace
  throw new CommandError(`The option --grace is seconds, as 10 or 2.5, not "${grace}".`)
}
