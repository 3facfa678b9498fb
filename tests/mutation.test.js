// The mutation command (`npm run mutate`): its rules make the changes that they say, the list of mutants that
// nothing can notice names ones that exist, and a change of the runtime is noticed by what sees it.

import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { faultsOf, listFiles, readEquivalent } from './mutation/mutate.js'
import { blanked, mutantsOf, mutated, nameOf } from './mutation/rules.js'
import { header, schemaOf } from './mutation/schema.js'
import { parses, scriptSchemaOf } from './mutation/script_schema.js'
import { inScratch, needs } from './programs.js'

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

const counts = `#include <stdio.h>
#include <stdlib.h>
static int made;
static int limit(int n)
{
    return n < 3 && !made ? n + 1 : n;
}
int main(int count, char **words)
{
    int start = count > 1 ? atoi(words[1]) : 1, sum = 0;
    for (int i = start; i <= 4; i++) {
        int twice = i - 1;
        if (i != 2 || sum == 0)
            sum += limit(i);
        else if (i > 3)
            made = twice;
        sum += twice;
    }
    while (sum > 20 && made == 0) {
        sum -= 2; /* and on */
        made = sum;
        printf("made %d\\n", made);
    }
    made += 1;
    sum += made;
    printf("%d %d\\n", sum, made);
    return sum - 1;
}
`

describe('a declaration by a macro', () => {
  it('stands as it is: what comes after it needs the name', () => {
    const text = 'int f(void)\n{\n    WEFT_SERVER(server);\n    wake(1);\n    return begin(&server);\n}\n'
    const mutants = mutantsOf('f.c', text)
    const schema = schemaOf(text, mutants, mutant => mutants.indexOf(mutant) + 1)
    assert.match(schema.text, /\n {4}WEFT_SERVER\(server\);\n/)
    assert.match(schema.text, /WEFT_MUTANT\(\d+\).*wake/)
  })
})

describe('a schema', needs('gcc'), () => {
  it('does for the number of a mutant what that mutant does, and says which are come to', async () => {
    const made = mutantsOf('counts.c', counts)
    const { text, kept } = schemaOf(counts, made, mutant => made.indexOf(mutant) + 1)
    assert.deepEqual(made.filter(mutant => !kept.includes(mutant)).map(({ line }) => line), [10], 'two declarators are no expression')
    await inScratch(async folder => {
      const compile = async (name, words) => {
        await promisify(execFile)('gcc', ['-w', '-I', folder, ...words, '-o', join(folder, name)])
        return join(folder, name)
      }
      const play = (program, env = {}) => {
        const { status, signal, stdout } = spawnSync(program, ['1'], { env, encoding: 'utf8', timeout: 2000, maxBuffer: 4000 })
        return `${status ?? signal} ${stdout.slice(0, 1000)}`
      }
      writeFileSync(join(folder, 'mutant.h'), header)
      writeFileSync(join(folder, 'counts.c'), text)
      writeFileSync(join(folder, 'reached'), Buffer.alloc(65536))
      const all = await compile('all', [join(folder, 'counts.c'), fileURLToPath(new URL('mutation/mutant.c', import.meta.url))])
      const own = [counts, ...made.filter((_, index) => index % 4 === 0).map(mutant => mutated(counts, mutant))]
      for (const [index, source] of own.entries()) {
        writeFileSync(join(folder, 'one.c'), source)
        const number = index === 0 ? 0 : (index - 1) * 4 + 1
        assert.equal(play(all, { MUTANT: `${number}` }), play(await compile('one', [join(folder, 'one.c')])), source)
      }
      play(all, { MUTANT_REACHED: join(folder, 'reached') })
      const reached = readFileSync(join(folder, 'reached'))
      const missed = kept.filter(mutant => !reached[made.indexOf(mutant) + 1]).map(({ before }) => before)
      assert.deepEqual([...new Set(missed)], ['made = twice;', 'made = sum;', 'printf("made %d\\n", made);'])
    })
  })
})

const script = `function look(list) {
  const seen = []
  const isBig = one => one > 2 && !(one === 7) || one < 0
  list.forEach(one => {
    seen.push(one + 1)
    if (isBig(one) ? !seen.isDone : seen.length === 1) seen.push('big')
  })
  seen.push(...list.map(one => one * 2)
    .filter(one => one != 4))
  seen.reverse()
  return [seen.length - 1, seen.join(list.length >= 3 || list[0] ? '+' : \`\${list[0] < 1}\`)]
}`

describe('a schema of JavaScript', () => {
  const made = mutantsOf('look.js', script)
  const schema = scriptSchemaOf(script, made, mutant => made.indexOf(mutant) + 1)
  const lists = [[], [0], [1, 2, 3], [7, -1], [3, 4]]

  function play(text, chosen = 0) {
    const reached = new Set()
    globalThis.weftMutant = number => {
      reached.add(number)
      return number === chosen
    }
    try {
      const look = new Function(`${text}\nreturn look`)()
      return { reached, said: JSON.stringify(lists.map(list => look(list))) }
    } catch (error) {
      return { reached, said: error.constructor.name }
    } finally {
      delete globalThis.weftMutant
    }
  }

  it('does for the number of a mutant what that mutant does, and says which are come to', () => {
    assert.ok(parses(schema.text) && !parses(`${script}}`))
    assert.equal(schema.text.split('\n').length, script.split('\n').length)
    assert.equal(play(schema.text).said, play(script).said)
    assert.ok(schema.kept.length > 10)
    for (const mutant of schema.kept) assert.equal(play(schema.text, made.indexOf(mutant) + 1).said, play(mutated(script, mutant)).said, nameOf(mutant))
    assert.deepEqual(made.filter((_, index) => !play(schema.text).reached.has(index + 1)), made.filter(mutant => !schema.kept.includes(mutant)))
  })

  it('leaves out what is no expression: a part of a chain, a part of a call, two signs that need parentheses', () => {
    const odd = 'const f = (a, b, c) => {\n  g(\n    ...h(a)\n  )\n  a\n    .then(b)\n  return a ?? (b || c)\n}\nconst k = a => a ||= b\n'
    const mutants = mutantsOf('odd.js', odd)
    const { text, kept } = scriptSchemaOf(odd, mutants, mutant => mutants.indexOf(mutant))
    assert.deepEqual(kept.map(({ before }) => before), ['return a ?? (b || c)'])
    assert.ok(parses(text))
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
