// Ctrl-C as a person gives it: the key, in a real terminal (tmux), while the shutdown example runs. The terminal sends the signal to all of the
// foreground, so to `weft` and to the program: it must be heard once.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { findExample } from '../playground/make/shelves.js'
import { patienceMs } from './patience.js'
import { needs, root, tools, weft } from './programs.js'

const example = findExample('graceful_shutdown').file
const transcript = readFileSync(join(root, example.replace(/c$/, 'txt')), 'utf8').replaceAll(/^\[[\d.]+\] ?/gm, '')
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(WEFT_|TMUX)/.test(name)))
const progress = /\x1b\[K(weft: [^…]*…)?/g
const quoted = word => `'${word.replaceAll("'", "'\\''")}'`
let folder
let opened = 0

before(() => { folder = mkdtempSync(join(tmpdir(), 'weft-terminal-')) })
after(() => rmSync(folder, { recursive: true, force: true }))

/**
 * A terminal of its own, in which a command runs.
 * @param {string[]} words the command; its exit code is written behind it
 * @param {(text: string, press: (key: string) => void) => void} see what the terminal has got up to now, whenever there is more
 * @returns {Promise<string>} all that it has got
 */
function inTerminal(words, see) {
  const command = `trap : INT; ${words.map(quoted).join(' ')}; echo "code=$?"; read end`   // what is written last is lost when the terminal ends at once
  const tmux = ['-S', join(folder, `${++opened}.socket`), '-f', '/dev/null']   // the last server may still be on its way out
  const child = spawn(tools().tmux, [...tmux, '-C', 'new-session', '-x', '200', command], { cwd: root, env: { ...environment, SHELL: '/bin/sh' } })
  const late = setTimeout(() => spawnSync(tools().tmux, [...tmux, 'kill-server']), patienceMs)
  const press = key => child.stdin.write(`send-keys ${key}\n`)
  let [told, text] = ['', '']
  child.stdout.setEncoding('utf8').on('data', chunk => {
    told += chunk
    const lines = told.split('\n')
    told = lines.pop()
    for (const line of lines) {
      const [, output] = /^%output %\d+ (.*)$/.exec(line) ?? []
      if (output === undefined) continue
      text += output.replaceAll(/\\(\d{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8))).replaceAll('\r', '')
      see(text, press)
      if (/^code=\d+$/m.test(text)) child.stdin.write('kill-server\n')
    }
  })
  return new Promise(resolve => child.on('close', () => {
    clearTimeout(late)
    resolve(text.replaceAll(progress, ''))
  }))
}

/** Presses Ctrl-C when `words` were written so many times, and again when `more` were. */
function interruptAt(words, times, more) {
  const moments = [[words, times], ...more ? [[more, 1]] : []]
  return (text, press) => {
    if (moments.length === 0 || text.split(moments[0][0]).length <= moments[0][1]) return
    moments.shift()
    press('C-c')
  }
}

describe('Ctrl-C in a terminal', needs('tmux'), () => {
  for (const host of ['native', 'node']) {
    describe(host, host === 'native' ? needs('gcc') : {}, () => {
      const run = see => inTerminal([process.execPath, weft, 'run', example, '--host', host], see)

      it('does what the seed does', async () => {
        const text = await run(interruptAt('working...\n', 6))
        assert.equal(text.replaceAll('^C', ''), `${transcript}code=0\n`)
      })

      it('a second time ends it', async () => {
        const text = await run(interruptAt('working...\n', 2, 'Worker-2 cancelled'))
        assert.match(text, /Shutdown requested/)
        assert.doesNotMatch(text, /cleanup done/)
        assert.match(text, host === 'native' ? /Shutdown requested[^]*Shutdown requested\.\.\.\nAll tasks cancelled\ncode=0\n$/
          : /interrupted a second time: the program was ended\.\ncode=109\n$/)
      })
    })
  }
})
