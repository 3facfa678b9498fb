// docs/embed-js.md: its files are written, its commands run in its order, and print what stands there.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { root } from './programs.js'

const page = readFileSync(join(root, 'docs/embed-js.md'), 'utf8')
const folder = join(root, 'build/embed-js')
const LISTING = /((?:^[^\n]*\n)?)\n```(\w+)\n([^]*?)^```/gm

test('every file and command of docs/embed-js.md does what it says', () => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const env = { ...process.env, PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter) }
  let [said, files] = ['', 0]
  for (const [, before, language, text] of page.matchAll(LISTING)) {
    const file = /`(\w+\.\w+)`/.exec(before.slice(before.lastIndexOf(', ') + 1))?.[1] ?? /`(\w+\.\w+)`/.exec(before)?.[1]
    if (language === 'sh') said = text.trim().split('\n').map(line => execFileSync('sh', ['-c', line.replace(/^npx /, '')], { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })).join('')
    else if (language === 'text') assert.equal(said, text)
    else {
      assert.ok(file?.endsWith(`.${language}`), `no name before the listing in ${language}`)
      writeFileSync(join(folder, file), text)
      files++
    }
  }
  assert.equal(files, 3)
})
