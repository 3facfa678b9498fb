/**
 * Words of the page that need no browser: how a run ended, why an edit does not run, in which order
 * the compiler's problems stand, and what is made visible.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { inOrder } from '../playground/page/compile/diagnostics.js'
import { failureOf, refusalOf } from '../playground/page/compile/refusal.js'
import { visible } from '../playground/page/kit/visible.js'
import { pack, unpack } from '../playground/page/program/pack.js'
import { openProgram } from '../playground/page/program/program.js'
import { endingOf } from '../playground/page/run/ending.js'

test('what a link takes is what it gives back, and it takes nothing else', () => {
  const most = 100_000
  for (const [what, source] of Object.entries({
    'as many as there may be': 'x'.repeat(most), 'Chinese comments': '// 同一条注释\n'.repeat(8000), 'outside the first plane': '😀'.repeat(50_000),
    'Windows lines': 'int a;\r\nint b;\r\n', 'odd separators': 'a\u2028b\u2029c\u0085d\u200b\ufeff', 'a mark at the beginning': '\ufeffint a;'
  })) assert.equal(unpack(pack(source, most), most), source, what)
  for (const source of ['x'.repeat(most + 1), 'a\0b', 'half \ud800', '\udc00 half']) assert.equal(pack(source, most), null)
  assert.equal(unpack(pack('x'.repeat(most + 1)), most), null)
  assert.equal(unpack(pack('é'.repeat(most * 2)), most), null)
})

const problem = (severity, line, message) => ({ file: 'a.c', line, column: 1, severity, message })

test('errors stand before warnings, notes with what they belong to, nothing twice', () => {
  const said = [problem('warning', 1, 'w'), problem('note', 9, 'of w'), problem('error', 2, 'e'),
    problem('note', 8, 'of e'), problem('error', 2, 'e'), problem('note', 8, 'of e'),
    problem('fatal error', 3, 'f'), problem('remark', 4, 'r')]
  assert.deepEqual(inOrder(said).map(({ message }) => message), ['e', 'of e', 'f', 'w', 'of w'])
  assert.deepEqual(inOrder([problem('note', 1, 'n')]).length, 1)
  assert.deepEqual(inOrder([]), [])
})

test('why an edit does not run', () => {
  const made = { diagnostics: [problem('error', 7, 'e'), problem('warning', 1, 'w')], text: '' }
  assert.deepEqual(refusalOf(made, 'a.c'), {
    output: 'Not run, because the program does not compile. The error is on line 7.',
    detail: '', status: 'Not run: **1 error**, 1 warning.' })
  assert.equal(refusalOf({ diagnostics: [], text: 'no main' }, 'a.c').detail, 'no main')
  assert.match(failureOf({ code: 'called-off', message: 'compiling was called off.' }).output,
    /^Not run, because compiling was called off\.$/)
})

test('how a run ended; a signal that did not come is not told', () => {
  const exit = { code: 0, reason: 'exit', message: '', milliseconds: 31 }
  const run = { exit, end: 2.5, steps: 8, dropped: 0, script: ['INT@2.5', 'TERM@3'] }
  assert.deepEqual(endingOf(run), { isGood: true, failure: '',
    remarks: ['Exit code 0 at 2.5 s. It took 31 ms of real time. The example\'s script sent INT at 2.5 s.'],
    status: 'Ended at **2.5 s** with exit code **0**, after 8 steps.' })
  const broken = endingOf({ ...run, exit: { ...exit, code: 103, reason: 'trap', message: 'It trapped.' },
    steps: null, dropped: 112 })
  assert.equal(broken.failure, 'It trapped.')
  assert.equal(broken.remarks[0], '2 trace records of the run were not kept.')
  assert.equal(broken.status, 'Stopped by a trap at **2.5 s**. Exit code **103**.')
})

test('a script is for the example and for what is made of it', () => {
  const source = Array.from({ length: 20 }, (_, at) => `    line(${at});`).join('\n')
  const program = openProgram({ name: 'example', source, options: { signal: 'INT@2.5' } })
  assert.deepEqual(program.script, ['INT@2.5'])
  assert.ok(program.isAlike)
  program.edit(source.replace('line(3)', 'other(3)'))
  assert.ok(program.isAlike)
  program.edit('int main(void)\n{\n    line(1);\n}\n')
  assert.ok(!program.isAlike)
  const linked = openProgram({ name: 'link', source: 'int other;\n', origin: source, options: {} })
  assert.ok(!linked.isAlike)
})

test('what deceives the eye is shown, what joins letters is left', () => {
  assert.equal(visible('a\u200db \x1b[0m \u202e\ufeff'), 'a⟨200d⟩b ⟨001b⟩[0m ⟨202e⟩⟨feff⟩')
  const good = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u0645\u06cc\u200c\u062e \u0915\u094d\u200d\u0937 \u2764\ufe0f\u200d\u{1f525}'
  assert.equal(visible(good), good)
  assert.equal(visible('\u200d\u0645 tab\tline\n'), '⟨200d⟩\u0645 tab\tline\n')
})
