// What else sees a change of the runtime natively: the tests of npm test that drive programs from outside, clients, servers, recordings. They are played
// in a copy of the repository, whose sources for native programs hold all mutants (schema.js); which one counts is read from a file there, by every
// program that it builds. Each suite is played once first, test by test, to learn which mutants it comes to (notes_reached.js).

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { cacheFolder } from '../../toolchain/cache.js'
import { root } from '../programs.js'
import { listSources, readList } from '../../toolchain/runtime.js'
import { header, schemaOf } from './schema.js'
import { failures, warmUp } from './scripts.js'

const leastPatienceMs = 60_000
const here = name => new URL(name, import.meta.url).href
const suites = ['files', 'processes', 'udp', 'net', 'serve', 'job', 'tls', 'replay', 'embed', 'explore', 'trace', 'output']

/**
 * @param {string} folder of native.js: for what the runtime is now
 * @param {{ mutants: object[], numberOf: (mutant: object) => number, switched: Set<number>, most: number }} known
 * @param {string[]} [only] of the suites
 */
export async function openOutside(folder, known, only) {
  const tree = join(folder, 'outside')
  const files = { chosen: join(folder, 'outside-chosen'), reached: join(folder, 'outside-reached') }
  writeFileSync(files.chosen, '0')
  if (!existsSync(tree)) makeTree(tree, known, files)
  const noted = {}
  for (const name of suites.filter(name => !only || only.includes(name))) {
    const kept = join(folder, `outside-${name}.json`)
    if (!existsSync(kept)) {
      const { took, failed, tests } = await noteSuite(name, tree, files, known.most)
      writeFileSync(kept, JSON.stringify({ took, failed, tests }))
      console.log(`${name}: ${(took / 1000).toFixed(1)} s${failed.length > 0 ? `; left out, as they fail: ${failed.join('; ')}` : ''}`)
    }
    noted[name] = JSON.parse(readFileSync(kept, 'utf8'))
  }

  return {
    /** Suites with the tests that come to a mutant, the quickest first. */
    reaching: number => Object.entries(noted).map(([name, { took, tests, failed }]) => ({ name, took,
      own: Object.keys(tests).filter(test => tests[test].includes(number) && !failed.includes(test)) }))
      .filter(({ own }) => own.length > 0).sort((a, b) => a.took - b.took),
    async judge(number) {
      const own = this.reaching(number)
      writeFileSync(files.chosen, `${number}`)
      try {
        for (const { name, own: tests, took } of own) {
          const play = tests => failures(name, { cwd: tree, env: {}, patience: Math.max(leastPatienceMs, took * 2), tests, most: 1 })
          const [test] = await play(tests)
          // what a busy machine makes fail once is no mutant noticed
          if (test && (await play(tests.includes(test) ? [test] : tests)).length > 0) return { verdict: 'killed', by: `${name}: ${test}` }
        }
        return { verdict: 'survived', reached: own.length }
      } finally {
        writeFileSync(files.chosen, '0')
      }
    }
  }
}

/** The repository once more; what is not the runtime's is as it is here. */
function makeTree(tree, { mutants, numberOf, switched, most }, files) {
  const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).stdout.trim().split('\n')
  for (const path of listed) if (existsSync(join(root, path))) cpSync(join(root, path), join(tree, path))
  mkdirSync(join(tree, 'node_modules', '@weft'), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!/^@weft$|^\.cache$/.test(name)) symlinkSync(join(root, 'node_modules', name), join(tree, 'node_modules', name))
  }
  for (const [name, place] of Object.entries({ host: 'web', cli: 'toolchain', durable: 'durable' })) symlinkSync(join(tree, place), join(tree, 'node_modules', '@weft', name))
  if (existsSync(join(root, '.tools'))) symlinkSync(join(root, '.tools'), join(tree, '.tools'))
  warmUp(join(tree, 'node_modules', '.cache', 'weft'), cacheFolder({ from: root }))
  const native = new Set(listSources('native').filter(path => path.endsWith('.c')))
  const lines = readList(root).flatMap(({ target, path, hot }) => {
    const line = `${target} ${path}${hot ? ' hot' : ''}`
    if (!native.has(path)) return [line]
    const own = join(path, '..', `mutated_${basename(path)}`)
    const { text } = schemaOf(readFileSync(join(root, path), 'utf8'), mutants.filter(mutant => mutant.path === path && switched.has(numberOf(mutant))), numberOf)
    writeFileSync(join(tree, own), text.replace('#include "mutant.h"', header.replace('#pragma once\n', '')).replace('#line 1\n', `#line 1 "${path}"\n`))
    const others = target === 'all' ? ['wasm', 'emscripten'].map(other => line.replace('all', other)) : []
    return [...others, `${target === 'all' ? 'native' : target} ${own}`]
  })
  writeFileSync(join(tree, 'runtime', 'sources.txt'), `${[...lines, 'native runtime/mutant.c'].join('\n')}\n`)
  writeFileSync(join(tree, 'runtime', 'mutant.c'), `#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
static unsigned char nowhere[${most}];
volatile int weft_mutant_chosen;
unsigned char *weft_mutant_reached = nowhere;
__attribute__((constructor)) static void choose_mutant(void)
{
    char number[16] = "";
    int chosen = open("${files.chosen}", O_RDONLY | O_CLOEXEC), reached = open("${files.reached}", O_RDWR | O_CLOEXEC);
    if (chosen >= 0 && read(chosen, number, sizeof number - 1) > 0)
        weft_mutant_chosen = atoi(number);
    if (reached >= 0) {
        void *mapped = mmap(NULL, ${most}, PROT_READ | PROT_WRITE, MAP_SHARED, reached, 0);
        if (mapped != MAP_FAILED)
            weft_mutant_reached = mapped;
    }
    close(chosen);
    close(reached);
}
`)
}

async function noteSuite(name, tree, { reached }, most) {
  writeFileSync(reached, Buffer.alloc(most))
  rmSync(`${reached}.jsonl`, { force: true })
  const begun = performance.now()
  const failed = await failures(name, { cwd: tree, env: { MUTANT_REACHED: reached }, patience: 900_000, words: [`--import=${here('notes_reached.js')}`], most: Infinity })
  const took = performance.now() - begun
  const tests = {}
  const around = new Set()
  const lines = existsSync(`${reached}.jsonl`) ? readFileSync(`${reached}.jsonl`, 'utf8').trim().split('\n').map(line => JSON.parse(line)) : []
  for (const { names, reached } of lines) {
    for (const number of reached) names.length > 0 ? names.forEach(test => (tests[test] ??= new Set()).add(number)) : around.add(number)
    for (const test of names) tests[test] ??= new Set()
  }
  rmSync(reached, { force: true })
  return { took, failed, tests: Object.fromEntries(Object.entries(tests).map(([test, own]) => [test, [...new Set([...own, ...around])]])) }
}
