/** The README's program prints what stands beside it. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { root } from '../dev/setup/tools.js'

const readme = readFileSync(join(root, 'README.md'), 'utf8')

/** The first listing in `language`. */
function listing(language) {
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(readme)[1]
}

test('the program in the README prints what it says', () => {
  const folder = join(root, 'build', 'readme')
  const source = join(folder, 'hello.c')
  mkdirSync(folder, { recursive: true })
  writeFileSync(source, listing('c'))
  const weft = join(root, 'toolchain', 'weft.js')
  const words = [weft, 'run', '--clock', 'virtual', '--stamp', source]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  assert.equal(stdout, listing('text'), stderr)
  assert.equal(status, 0, stderr)
})
