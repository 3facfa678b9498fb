// What makes an edit quick, a preamble that is kept, changes nothing: same object, same words.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readExamples } from '../playground/make/shelves.js'
import { compile } from '../toolchain/compile.js'
import { readRuntime } from '../toolchain/runtime.js'
import { createPreambles, findPreamble } from '../toolchain/preamble.js'

const { headers: runtime } = readRuntime('wasm')
const isPublic = path => /^runtime\/weft(\/\w+)?\.h$/.test(path)
const headers = Object.fromEntries(Object.entries(runtime).filter(([path]) => isPublic(path))
  .map(([path, text]) => [path.slice('runtime/'.length), text]))
const options = { optimize: 1, warnings: ['-Wall', '-Wextra'] }

/** Compiles an edit of a source, with and without the preamble of what was there before. */
async function compileBoth(before, edited) {
  const preambles = createPreambles()
  const request = { sources: { 'a.c': before }, headers, options }
  await preambles.prepare(request)
  const edit = { ...request, sources: { 'a.c': edited } }
  const kept = preambles.find(edit)
  return { kept, quick: await compile({ ...edit, preambles }), slow: await compile(edit) }
}

test('a preamble ends after the last include, and before what is not only includes', () => {
  const top = '/* What it\n * shows. */\n// more\n#include <stdio.h>\n\n#define MANY 3\n#include "weft.h"\n'
  assert.equal(findPreamble(`${top}\n#define MORE 4\nint x;\n#include <math.h>\n`), top)
  assert.equal(findPreamble('int x;\n#include <stdio.h>\n'), '')
  assert.equal(findPreamble('#ifdef A\n#include <stdio.h>\n#endif\n'), '')
  assert.equal(findPreamble('#include <stdio.h>\n#if 1\n#include "weft.h"\n#endif\n'), '#include <stdio.h>\n')
  assert.equal(findPreamble('#define LONG \\\n  int x;\n#include <stdio.h>\n'), '')
  assert.equal(findPreamble('#include <stdio.h> /* one\n two */ int x;\n'), '')
  assert.equal(findPreamble('#include <sys/types.h>\n'), '#include <sys/types.h>\n')
  assert.equal(findPreamble('#include <stdio.h>'), '')
  assert.equal(findPreamble(''), '')
})

for (const { name, source } of readExamples().filter((_, index) => index % 8 === 0)) {
  test(`${name}: the object of an edit is the same with a preamble`, async () => {
    const { kept, quick, slow } = await compileBoth(source, `${source}\nint edited = ${name.length};\n`)
    assert.ok(kept, 'the preamble is there')
    assert.ok(slow.ok && quick.ok, quick.text)
    assert.deepEqual(Object.values(quick.objects)[0], Object.values(slow.objects)[0])
  })
}

test('what clang says of an edit is the same with a preamble', async () => {
  const top = '#include <stdio.h>\n#include "weft.h"\n\n'
  for (const rest of [
    'int main(void) { return weft_sleeep(1); }\n',
    'static int amain(void *arg)\n{\n    int unused;\n    weft_sleep(1);\n    return WEFT_OK\n}\n',
    'static int amain(void *arg) { WEFT_TRY(weft_sleep("x")); printf("%d\\n", 1.0); return 0; }\n'
  ]) {
    const { kept, quick, slow } = await compileBoth(`${top}int main(void) { return 0; }\n`, top + rest)
    assert.ok(kept)
    assert.match(slow.text, /a\.c:\d+:\d+: (error|warning)/)
    assert.equal(quick.text, slow.text)
  }
})

test('a preamble is used for nothing else', async () => {
  const text = '#include <stdio.h>\nint main(void) { return MANY; }\n'
  const preambles = createPreambles()
  const request = { sources: { 'a.c': text }, headers, options: { defines: ['MANY=3'] } }
  await preambles.prepare(request)
  assert.ok(preambles.find(request))
  const others = [
    { ...request, options: { defines: ['MANY=4'] } },
    { ...request, options: { ...request.options, raw: ['-fno-common'] } },
    { ...request, headers: { 'weft.h': '#define CHANGED\n' } },
    { ...request, sources: { 'b.c': text } },
    { ...request, sources: { 'a.c': `#include <math.h>\n${text}` } },
    { ...request, sources: { 'a.c': text, 'more.c': 'int more;\n' } }
  ]
  for (const other of others) assert.equal(preambles.find(other), null)
})

test('a preamble in which clang finds something to say is not kept', async () => {
  for (const top of ['#include "missing.h"\n', '#define A 1\n#define A 2\n#include <stdio.h>\n']) {
    const { kept, quick, slow } = await compileBoth(`${top}int x;\n`, `${top}int y;\n`)
    assert.equal(kept, null)
    assert.match(slow.text, /error|warning/)
    assert.equal(quick.text, slow.text)
  }
})
