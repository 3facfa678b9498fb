// Runs a program with a breakpoint at a line, as a debugger sets one: by the source map that the engine reports. Prints one line of JSON: what
// the engine said at each stop.
//
//     node tests/debug/inspected.js FILE.wasm SOURCE LINE

import { Session } from 'node:inspector'
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { load } from '../../web/index.js'

const [, , file, source, line] = process.argv
const session = new Session()
session.connect()
const post = (method, params) => new Promise((resolve, reject) =>
  session.post(method, params, (error, result) => error ? reject(new Error(error.message)) : resolve(result)))

const scripts = []
const stops = []
session.on('Debugger.scriptParsed', ({ params }) => params.scriptLanguage === 'WebAssembly' && scripts.push(params))
session.on('Debugger.paused', ({ params: { callFrames } }) => stops.push(callFrames.map(({ functionName, location }) => {
  const { originalSource, originalLine } = map.findEntry(0, location.columnNumber)
  return { name: functionName.replace(/^\$/, ''), ...originalSource && { place: `${originalSource}:${originalLine + 1}` } }
})))
await post('Debugger.enable')
const program = await load(readFileSync(file))
const script = scripts.at(-1)
const url = script.debugSymbols?.externalURL || [script.debugSymbols].flat().find(one => one?.externalURL)?.externalURL || script.sourceMapURL
const payload = JSON.parse(Buffer.from(url.split('base64,')[1], 'base64').toString())
const map = new SourceMap(payload)
for (const column of columnsOf(source, Number(line))) {
  await post('Debugger.setBreakpoint', { location: { scriptId: script.scriptId, lineNumber: 0, columnNumber: column } })
}
const result = await program.start({ env: { WEFT_CLOCK: 'virtual' }, onStdout() {} }).exit
console.log(JSON.stringify({ stops, result, sources: payload.sources, text: payload.sourcesContent[payload.sources.indexOf(source)] }))

/** Where a line begins in the module: every byte at which its own entries do. */
function columnsOf(wanted, number) {
  const found = []
  for (let column = 0; column < script.endColumn; column++) {
    const { generatedColumn, originalSource, originalLine } = map.findEntry(0, column)
    if (generatedColumn === column && originalSource === wanted && originalLine === number - 1) found.push(column)
  }
  return found.slice(0, 1)
}
