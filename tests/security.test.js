// docs/security.md and docs/testing.md: behind each claim stands a test, and it is there.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { root } from '../dev/setup/tools.js'

const rows = ['docs/security.md', 'docs/testing.md'].flatMap(name => readFileSync(join(root, name), 'utf8').split('\n'))
  .filter(line => line.startsWith('| ') && !/^\| (what|it tries|it is|what goes wrong) \|/.test(line))

test('every row of its tables names a test, which exists and is no todo', () => {
  assert.ok(rows.length > 44, `${rows.length} rows`)
  for (const row of rows) {
    const [, file, title] = /\| (tests\/[\w/]+\.(?:test\.js|c)): (.+) \|$/.exec(row) ?? []
    assert.ok(file, `without a test: ${row}`)
    assert.ok(existsSync(join(root, file)), file)
    const lines = readFileSync(join(root, file), 'utf8').replaceAll('\\\'', '\'').split('\n')
      .filter(line => line.includes(title) && /\b(it|test|describe|CASE|KEPT|ALONE|CASE_ALONE)\(|^static \w+ |\.name = /.test(line))
    assert.ok(lines.length > 0, `${file} has no test "${title}"`)
    assert.ok(lines.some(line => !/todo|skip: true/.test(line)), `${title} is not run`)
  }
})
