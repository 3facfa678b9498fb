// The mutation command (`npm run mutate`): its rules make the changes that they say, the list of mutants that
// nothing can notice names ones that exist, and a change of the runtime is noticed by what sees it.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { faultsOf, listFiles, readEquivalent } from './mutation/mutate.js'
import { blanked, mutantsOf, mutated, nameOf } from './mutation/rules.js'

const source = `/* a < b && !c; */
#include <stdio.h>
static int f(int n)
{
    if (n < 3 && !is_odd(n)) /* n < 4 */
        wake(n);
    say("a < b");
    count = n + 1;
    done = true;
    return n;
}
`

describe('a rule', () => {
  const made = mutantsOf('f.c', source)
  const afters = rule => made.filter(mutant => mutant.rule === rule).map(({ after }) => after)

  it('changes code, and neither comments nor texts nor directives', () => {
    assert.deepEqual(afters('comparison'), ['if (n <= 3 && !is_odd(n)) /* n < 4 */'])
    assert.deepEqual(afters('logic'), ['if (n < 3 || !is_odd(n)) /* n < 4 */'])
    assert.deepEqual(afters('offByOne'), ['count = n;'])
    assert.deepEqual(afters('flag'), ['done = false;'])
    assert.equal(blanked(source, 'c').length, source.length)
  })

  it('leaves statements out, and lets neighbours change places', () => {
    assert.deepEqual(made.filter(({ rule }) => rule === 'call').map(({ before }) => before), ['wake(n);', 'say("a < b");'])
    assert.ok(afters('assignment').includes(';'))
    const swap = made.find(({ rule, before }) => rule === 'swap' && before.startsWith('count'))
    assert.match(mutated(source, swap), /done = true;\n {4}count = n \+ 1;\n {4}return/)
  })

  it('names a mutant by its line and not by where that stands', () => {
    const below = mutantsOf('f.c', `\n\n${source}`)
    assert.deepEqual(below.map(nameOf), made.map(nameOf))
    for (const mutant of made) assert.notEqual(mutated(source, mutant), source)
  })
})

it('the list of what nothing can notice names mutants that exist, with reasons', () => {
  assert.deepEqual(faultsOf(readEquivalent()), [])
  assert.match(faultsOf({ 'runtime/none.c: a → b (call)': 'short' }).join(), /no such mutant.*no reason/)
})

it('every area has mutants, and no file that is made is among them', () => {
  const files = listFiles()
  for (const area of ['runtime/', 'wasi/', 'web/lib/', 'toolchain/']) {
    const file = files.find(path => path.startsWith(area))
    assert.ok(mutantsOf(file, readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).length > 0, area)
  }
  assert.ok(!files.some(path => path.startsWith('toolchain/runtime/')))
})
