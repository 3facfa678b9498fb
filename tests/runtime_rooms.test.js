/**
 * The rooms of the runtime (docs/architecture.md): which may include and call which. Includes, calls and
 * definitions are read from the sources; an arrow in a wrong direction is a failure that names it.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { listHeaders, readList } from '../toolchain/runtime.js'
import { root } from './programs.js'

/**
 * What each room may use besides itself. `watch` is a service that all but the ports may call: it writes down
 * what happens, and nothing depends on what it does. What a host or a stack calls of the runtime stands in the
 * header of its seam, and only that.
 */
const MAY = {
  port: [],
  core: ['port', 'watch'],
  watch: ['port', 'core'],
  sync: [],
  scopes: ['core', 'watch', 'sync'],
  io: ['core', 'watch', 'sync', 'scopes', 'port'],
  http: ['core', 'watch', 'scopes', 'io'],
  handler: ['core', 'watch', 'sync', 'scopes', 'io', 'http', 'port']
}

/** The only headers that primitives include: then one from outside can be written in the same way. */
const FOR_SYNC = ['core/wait.h', 'core/functions.h']

/** Headers of the seams: the calls back that they declare may be made from below. */
const SEAMS = ['runtime/port/']

/** The header of the only calls upwards: weak functions, which are NULL where their part is not linked. */
const HOOKS = 'runtime/core/hooks.h'

/** Declared in a header that everybody may include. */
const PUBLIC = /^(weft\.h|weft\/\w+\.h)$/

function readSources() {
  const paths = [...new Set([...readList(root).map(({ path }) => path), ...listHeaders(root)])]
  return new Map(paths.map(path => [path, readFileSync(join(root, path), 'utf8')]))
}

/** The room of a file; '' for the public headers. */
function roomOf(path) {
  if (/^wasi\/component(03\/handler\.c|\/(handler\.c|messages\.[ch]))$/.test(path)) return 'handler'   // a host that asks for a request stands on all the others
  if (path.startsWith('wasi/')) return 'port'
  return /^runtime\/(?!weft\/)(\w+)\//.exec(path)?.[1] ?? ''
}

/** Where an include lies, by its name. */
const homeOf = name => name.startsWith('component') ? `wasi/${name}` : `runtime/${name}`

const withoutComments = text => text.replace(/\/\*[\s\S]*?\*\//g, '')
const names = (text, pattern) => new Set([...withoutComments(text).matchAll(pattern)].map(([, name]) => name))
const includesOf = text => [...names(text, /^#include "([^"]+)"/gm)].map(name => name.replace(/^(\.\.\/)+(runtime\/)?/, ''))
const callsOf = text => names(text, /\b(weft_\w+)\(/g)
const definedIn = text =>
  names(text, /^(?!static\b|#|return\b|else\b)[a-zA-Z_][\w *()]*?\b(weft_\w+)\([^;]*?\)\s*\{/gm)

/** What is wrong with the arrows between the sources: a sentence for each. */
function wrongArrows(sources) {
  const homes = new Map()
  for (const [path, text] of sources) {
    if (path.endsWith('.c')) for (const name of definedIn(text)) homes.set(name, path)
  }
  const callsBack = new Set([...sources].filter(([path]) => path.endsWith('.h') && SEAMS.some(seam => path.startsWith(seam)))
    .flatMap(([, text]) => [...callsOf(text)]))
  const forSync = new Set([...sources].filter(([path]) => FOR_SYNC.includes(path.replace('runtime/', '')))
    .flatMap(([, text]) => [...callsOf(text)]))
  const hooks = callsOf(sources.get(HOOKS))
  const may = (from, to) => from === to || !to || MAY[from].includes(to)
  const wrong = []
  for (const [path, text] of sources) {
    const room = roomOf(path)
    if (!room) continue
    if (!MAY[room]) {
      wrong.push(`${path} is in a room of which this test knows nothing: say in MAY what it may use`)
      continue
    }
    for (const name of includesOf(text)) {
      const fits = PUBLIC.test(name) || may(room, roomOf(homeOf(name))) || (room === 'sync' && FOR_SYNC.includes(name))
      if (!fits) wrong.push(`${path} includes ${name}: ${room} may not use ${roomOf(homeOf(name))}`)
    }
    if (!path.endsWith('.c')) continue
    for (const name of callsOf(text)) {
      const home = homes.get(name)
      if (!home || may(room, roomOf(home)) || (['core', 'http'].includes(room) && hooks.has(name))) continue
      if (room === 'port' ? callsBack.has(name) : room === 'sync' && (forSync.has(name) || isPublic(sources, name) && roomOf(home) === 'core')) continue
      wrong.push(`${path} calls ${name} of ${home}: ${room} may not use ${roomOf(home)}`)
    }
  }
  return wrong
}

/** Whether programs may call it, too. */
function isPublic(sources, name) {
  return callsOf(sources.get('runtime/weft.h')).has(name) && !name.startsWith('weft__')
}

const sources = readSources()

test('every arrow between the rooms of the runtime goes in its direction', () => {
  assert.deepEqual(wrongArrows(sources), [])
})

test('an arrow that is put in by hand is found', () => {
  const wrong = [
    ['runtime/sync/lock.c', '#include "core/core.h"\n', /lock\.c includes core\/core\.h/],
    ['runtime/core/loop.c', '#include "scopes/scopes.h"\n', /loop\.c includes scopes\/scopes\.h: core may not use scopes/],
    ['runtime/core/task.c', 'static void go(void)\n{\n    weft_group_cancel(NULL);\n}\n', /task\.c calls weft_group_cancel/],
    ['runtime/sync/event.c', 'static void go(void)\n{\n    weft__make_ready(NULL, 1);\n}\n', /event\.c calls weft__make_ready/],
    ['runtime/port/host_native.c', 'static void go(void)\n{\n    weft__say("");\n}\n', /host_native\.c calls weft__say/],
    ['runtime/watch/report.c', 'static void go(void)\n{\n    weft_lock_release(NULL);\n}\n', /report\.c calls weft_lock_release/]
  ]
  for (const [path, more, sentence] of wrong) {
    const found = wrongArrows(new Map([...sources, [path, `${sources.get(path)}\n${more}`]]))
    assert.equal(found.length, 1, `${path} with ${more}: ${found.join('; ')}`)
    assert.match(found[0], sentence)
  }
})

test('an editor finds each public function in a file of the runtime', () => {
  const defined = new Set([...sources].filter(([path]) => path.endsWith('.c')).flatMap(([, text]) => [...definedIn(text)]))
  const header = withoutComments(sources.get('runtime/weft.h'))
  const declared = names(header, /^(?!typedef)(?:WEFT_WAITS )?(?:[a-z_]\w* )+?\*?(weft_[a-z]\w*)\([^)]*\)[^{]*?;/gm)
  assert.ok(declared.size > 120, `only ${declared.size} declarations were found in weft.h`)
  const missing = [...declared].filter(name => !defined.has(name) && !name.startsWith('weft__'))
  assert.deepEqual(missing, [])
})
