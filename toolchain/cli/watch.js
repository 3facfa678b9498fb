// `--watch`: the command again and again, whenever a file that the program is made of changes. Each round is a process of its own.

import { spawn } from 'node:child_process'
import { readFileSync, watch as watchFolder } from 'node:fs'
import { basename, dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EXIT } from '@weft/host/lib/exit.js'
import { gather } from './sources.js'
import { tell } from './write.js'

const WEFT = fileURLToPath(new URL('../weft.js', import.meta.url))
const SETTLE_MS = 50     // an editor writes a file in several steps
const PATIENCE_MS = 1000 // for a program that is asked to end

/**
 * Runs until Ctrl-C.
 * @param {string} command
 * @param {string[]} words what follows the command
 * @param {string[]} files the C files among them
 * @param {object} options as read
 * @returns {Promise<number>} the exit code
 */
export async function watch(command, words, files, options) {
  const rest = withoutWatch(words)
  for (;;) {
    const change = awaitChange(files, options)
    const round = begin(command, rest)
    const first = await Promise.race([change.changed, round.ended])
    if (first.path === undefined && !first.interrupted) {
      tell(`weft: It ended with ${first.code}. Waiting for a change of ${change.names}; Ctrl-C ends this.\n`)
    }
    const interrupted = first.interrupted ? first : await Promise.race([change.changed, round.interrupted])
    change.stop()
    const { code } = await round.end()
    if (interrupted.path === undefined) return code ?? EXIT.interrupted
    tell(`weft: ${interrupted.path} has changed.\n`)
  }
}

/** Only the option, not a word of the program's own. */
function withoutWatch(words) {
  const own = words.indexOf('--') < 0 ? words.length : words.indexOf('--')
  return words.filter((word, at) => at >= own || word !== '--watch')
}

/** One round. A Ctrl-C of the terminal reaches the child by itself; elsewhere it is passed on. */
function begin(command, words) {
  const child = spawn(process.execPath, [WEFT, command, ...words], { stdio: 'inherit' })
  let interrupt
  let isOver = false
  let isAsked = false   // a second Ctrl-C would end it before it has cleaned up
  const interrupted = new Promise(resolve => { interrupt = () => resolve({ interrupted: true }) })
  const onSignal = signal => {
    if (!isOver && !process.stdin.isTTY) child.kill(signal)
    isAsked = true
    interrupt()
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  const exit = new Promise((resolve, reject) => child.on('error', reject).on('close', code => resolve({ code }))).then(result => {
    isOver = true
    return result
  })
  return {
    interrupted,
    ended: Promise.race([exit, interrupted]),
    async end() {
      if (!isOver && !isAsked) child.kill('SIGINT')
      const force = isAsked ? undefined : setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      const result = await exit
      clearTimeout(force)
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
      return result
    }
  }
}

/** Settles with the path of a file whose content is another one than now. The folders are watched: editors put new files in place. */
function awaitChange(files, options) {
  const contents = new Map(pathsOf(files, options).map(path => [path, read(path)]))
  const watchers = []
  const changed = new Promise(settle => {
    let timer
    const look = () => {
      const path = [...contents.keys()].find(path => read(path) !== contents.get(path))
      if (path !== undefined) settle({ path: relative('', path) })
    }
    for (const folder of new Set([...contents.keys()].map(path => dirname(path)))) {
      watchers.push(watchFolder(folder, () => {
        clearTimeout(timer)
        timer = setTimeout(look, SETTLE_MS)
      }))
    }
  })
  const names = files.map(file => basename(file)).join(', ')
  return { changed, names, stop: () => watchers.forEach(watcher => watcher.close()) }
}

/** The C files and what they include; where that cannot be said (one is missing just now), the C files. */
function pathsOf(files, { includes, defines }) {
  try {
    const { sources, headers, pathOf } = gather(files, { folders: includes, defines })
    return [...Object.keys(sources), ...Object.keys(headers)].map(pathOf)
  } catch {
    return files.map(file => resolve(file))
  }
}

function read(path) {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return null
  }
}
