/**
 * The lessons of the playground, without the page: each is read as the build reads it, its programs are compiled and run, in every order where
 * an exercise asks for that. What a lesson says must be so: what starts fails, what solves passes, a common wrong answer fails and hears
 * its own reply, the output that is to be put in order is what is printed, a twin prints the same in CPython.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { missingIn } from '../playground/page/lessons/moment.js'
import { checkOrders, wrongInSource, wrongWith } from '../playground/page/lessons/judge.js'
import { momentRows } from '../playground/page/tasks/moment.js'
import { parseLesson, readLessons } from '../playground/make/lessons.js'
import { openBuilders } from '../toolchain/cli/builders.js'
import { createMachine } from '../web/lib/orders/machine.js'
import { decode, timeline, extendTimeline, endTimeline } from '../web/lib/trace.js'
import { transcript } from './oracle/oracle.js'
import { lastTask, stopsOf } from '../playground/page/tasks/stops.js'

const lessons = readLessons()
const LIMITS = { orders: 30_000, seconds: 3 }
const plain = source => source.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '')
const built = new Map()
let builders

before(() => { builders = openBuilders() })
after(() => builders.close())

/** A program of a lesson, in the form whose orders can be searched. */
async function machineOf(lesson, name) {
  const { path } = lesson.programs[name]
  if (!built.has(path)) built.set(path, builders.build(path, 'lesson'))
  return createMachine(await built.get(path), { name: `${name}.c` })
}

const check = async (lesson, name, step) => checkOrders(await machineOf(lesson, name), step, { limits: LIMITS })

function replyTo(step, finding, source) {
  const about = { code: plain(source), prints: finding.text, why: finding.why }
  return step.wrong.find(({ what, pattern }) => new RegExp(pattern, 's').test(about[what] ?? ''))
}

const reads = ({ what, pattern }, text) => what === 'code' && new RegExp(pattern, 's').test(plain(text))

test('there are lessons, each with a name, a number and steps of its own', () => {
  assert.ok(lessons.length > 0)
  assert.deepEqual(new Set(lessons.map(({ number }) => number)).size, lessons.length)
  for (const { name, steps } of lessons) {
    assert.equal(new Set(steps.map(({ id }) => id)).size, steps.length, name)
    assert.ok(steps.length >= 4 && steps[0].id === 'predict' && steps[1].id === 'run', `${name} begins with a prediction and a run`)
    assert.ok(steps.some(({ kind }) => !['choice', 'order', 'run'].includes(kind)), `${name} is finished by doing`)
  }
})

test('what cannot be read is a sentence', () => {
  const head = '# T\nnumber: 1\npart: P\nabout: A.\n\n'
  assert.throws(() => parseLesson('# T\n', 'one'), /one\/lesson\.md wants a title/)
  assert.throws(() => parseLesson(`${head}## Watch\nkind: run\n\n`, 'one'), /"Watch" is no step/)
  assert.throws(() => parseLesson(`${head}## Run\nkind: run\ncolour: red\n\n`, 'one'), /"colour:" is not known/)
  assert.throws(() => parseLesson(`${head}## Run\nkind: run\n\n? source red\n`, 'one'), /"\? source red" is not understood/)
})

for (const lesson of lessons) {
  const { name, programs, steps } = lesson

  test(`${name}: its exercises are what they say`, async () => {
    for (const step of steps) {
      const here = `${name}, ${step.title}`
      const { source } = programs[step.program]
      if (['edit', 'parsons'].includes(step.kind)) {
        const solved = programs[step.solution].source
        assert.equal(wrongInSource(step, solved, source), '', `${here}: the solution`)
        const good = await check(lesson, step.solution, step)
        assert.equal(good.finding, null, `${here}: the solution ${JSON.stringify(good.finding)}`)
        const begins = wrongInSource(step, source, source) || (await check(lesson, step.program, step)).finding
        assert.ok(begins, `${here}: what one begins with is not good already`)
      }
      if (step.kind === 'parsons') {
        const lines = step.lines.filter(({ stray }) => !stray).map(({ text }) => text)
        const put = source.replace(/^(\s*)\/\* your lines \*\/$/m, (_, indent) => lines.map(line => `${indent}${line}`).join('\n'))
        assert.equal(put, solvedOf(lesson, step), `${here}: the lines, put in, are the solution`)
      }
      if (step.kind === 'choose') assert.ok((await check(lesson, step.program, step)).finding, `${here}: some order breaks it`)
      if (step.changed) {
        const { text } = (await machineOf(lesson, step.changed)).run([], { keeps: true })
        assert.equal(wrongWith(step, { text }), '', `${here}: after the change it prints ${JSON.stringify(text)}`)
        assert.notEqual(programs[step.changed].source, source, here)
      }
      if (step.kind === 'order') {
        const run = (await machineOf(lesson, step.program)).run([], { keeps: true })
        assert.deepEqual(run.text.trimEnd().split('\n'), step.lines.map(({ text }) => text), here)
      }
      if (step.kind === 'moment') await momentExists(lesson, step)
      await repliesAreHeard(lesson, step)
    }
  })

  for (const [program, { source, twin, path }] of Object.entries(programs)) {
    if (!twin) continue
    test(`${name}: ${program}.py prints in CPython what ${program}.c prints`, async () => {
      const { text, code } = (await machineOf(lesson, program)).run([], { keeps: true })
      assert.equal(code, 0, source)
      const said = await transcript(path.replace(/c$/, 'py'))   // CPython under a virtual clock, each line with its time
      assert.equal(said.stdout.replace(/^\[[\d.]+\] ?/gm, ''), text, said.stderr)
    })
  }
}

const solvedOf = ({ programs }, step) => programs[step.solution].source

/** Some moment of the run shows what is asked for, and some does not. */
async function momentExists(lesson, step) {
  const { trace } = (await machineOf(lesson, step.program)).run([], { keeps: true })
  const model = timeline()
  extendTimeline(model, decode(trace).records)
  endTimeline(model, 'exit')
  const found = stopsOf(model, 'step').map(stop => missingIn(step.shows, rowsAt(model, stop)))
  assert.ok(found.includes(''), `${lesson.name}, ${step.title}: no moment shows ${step.shows}: ${found.join(' | ')}`)
  assert.ok(found.some(Boolean), `${lesson.name}, ${step.title}: every moment shows ${step.shows}`)
}

/** As lesson_parts.js of the page makes them. */
function rowsAt(model, record) {
  const now = model.past.at(record)
  const task = lastTask(model, record)
  return [...momentRows(now), { title: 'Ran', items: task ? [now.task(task).name] : [] }]
}

/** Each wrong program of the folder fails in the exercise that it is of, and hears a reply; each reply is heard by one of them. */
async function repliesAreHeard(lesson, step) {
  if (!['edit', 'parsons'].includes(step.kind)) return
  const heard = new Set()
  const wrongs = Object.entries(lesson.programs).filter(([name]) => name.startsWith(`${step.id}_wrong`))
  for (const [name, { source }] of wrongs) {
    const refused = wrongInSource(step, source, lesson.programs[step.program].source)
    if (refused) continue
    const { finding } = await check(lesson, name, step)
    assert.ok(finding, `${lesson.name}: ${name} fails in some order`)
    const reply = replyTo(step, finding, source)
    assert.ok(reply, `${lesson.name}: ${name} hears a reply of its own (${finding.why}, ${finding.text})`)
    heard.add(reply)
  }
  for (const wrong of step.wrong) {
    assert.ok(wrong.reply, `${lesson.name}, ${step.title}: a wrong answer has a reply`)
    if (wrong.what === 'code') assert.ok(!reads(wrong, lesson.programs[step.solution].source), `${lesson.name}, ${step.title}: the solution does not look like ${wrong.pattern}`)
    if (!heard.has(wrong)) unheard.push(`${lesson.name}, ${step.title}: ${wrong.what} ${wrong.pattern}`)
  }
}

test('what a lock is called at a moment does not depend on the way there', async () => {
  const { trace } = (await machineOf(lessons.find(({ name }) => name === 'locks'), 'log')).run([], { keeps: true })
  const model = timeline()
  extendTimeline(model, decode(trace).records)
  const last = model.past.length - 1
  const seen = record => JSON.stringify(momentRows(model.past.at(record)))
  const straight = seen(last)
  assert.match(straight, /the lock screen: free/)
  const first = seen(20)
  assert.equal(seen(last), straight, 'after a step back')
  assert.equal(seen(20), first)
  assert.equal(seen(last), straight, 'and another')
})

/** The replies that no wrong program has heard; the last test of this file reads it. */
const unheard = []

test('each reply is heard by a wrong program of its folder', () => assert.deepEqual(unheard, []))
