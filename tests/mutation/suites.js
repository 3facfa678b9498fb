// What sees a change of wasi/, web/lib or toolchain/: suites of npm test, in a copy of the tree. They build
// programs, so a mutant costs seconds to a minute; the quickest comes first.

import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { root } from '../programs.js'

const patienceMs = 300_000

/** The suites that can see a file, by the folder that it is in. */
const seenBy = [
  [/^web\/lib\/(trace|timeline)/, ['timeline', 'trace']],
  [/^web\/lib\//, ['protocol', 'host', 'output', 'snapshot', 'embedder', 'bad_input']],
  [/^wasi\//, ['protocol', 'output', 'host', 'bad_input']],
  [/^toolchain\/(wasm|weave|splice|stackcheck|reach)/, ['asyncify', 'edit', 'host', 'toolchain']],
  [/^toolchain\//, ['toolchain', 'edit', 'output', 'builds', 'cli']]
]

/** A copy of the tree, whose files may be changed. */
export function openSuites(folder) {
  const tree = join(folder, 'tree')
  rmSync(tree, { recursive: true, force: true })
  mkdirSync(tree, { recursive: true })
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean)
  for (const file of files) {
    if (!existsSync(join(root, file))) continue
    mkdirSync(dirname(join(tree, file)), { recursive: true })
    cpSync(join(root, file), join(tree, file))
  }
  cpSync(join(root, 'node_modules'), join(tree, 'node_modules'), { recursive: true, verbatimSymlinks: true })
  if (existsSync(join(root, '.tools'))) symlinkSync(join(root, '.tools'), join(tree, '.tools'))
  return {
    suitesFor: path => seenBy.find(([pattern]) => pattern.test(path))?.[1] ?? [],
    async judge(path, text, before) {
      writeFileSync(join(tree, path), text)
      try {
        for (const suite of this.suitesFor(path)) {
          if (await fails(tree, suite)) return { verdict: 'killed', by: suite }
        }
        return { verdict: 'survived' }
      } finally {
        writeFileSync(join(tree, path), before)
      }
    }
  }
}

/** Whether a suite fails; one that does not end does. */
function fails(tree, suite) {
  return new Promise(resolve => {
    const child = spawn(process.execPath, ['--test', `tests/${suite}.test.js`], { cwd: tree, stdio: 'ignore', detached: true })
    const limit = setTimeout(() => { process.kill(-child.pid, 'SIGKILL') }, patienceMs)
    child.on('close', code => {
      clearTimeout(limit)
      resolve(code !== 0)
    })
  })
}
