// Debian's packages: compilers, CMake, qemu. Installed by apt-get for root, else named.

import { spawnSync } from 'node:child_process'
import { say, step } from './step.js'
import { aptPackagesOf, command, tools, useOf } from './tools.js'

const quiet = { DEBIAN_FRONTEND: 'noninteractive' }

/**
 * Brings the tools called `names` where it may (root, with apt-get), and says in one message what
 * stays missing and how to get it.
 */
export async function installTools(names) {
  const missing = missingOf(names)
  if (missing.length === 0) return
  if (process.getuid?.() === 0 && command('apt-get')) await installAsRoot(missing)
  const left = missingOf(missing)
  if (left.length > 0) explain(left)
}

function missingOf(names) {
  const there = tools()
  return names.filter(name => !there[name])
}

async function installAsRoot(names) {
  try {
    await step('the list of Debian packages (apt-get update)', ['apt-get', 'update', '-q'], {
      env: quiet,
    })
    const packages = packagesFor(names)
    await step(`Debian packages: ${packages.join(' ')}`, installCommand(packages), { env: quiet })
  } catch (error) {
    say(error.message)
  }
}

function installCommand(packages) {
  return ['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...packages]
}

function explain(names) {
  say('missing; `npm start` does not need them, `npm test` leaves out the suites that do:')
  for (const name of names) say(`  ${name.padEnd(12)}  ${useOf(name)}`)
  if (!command('apt-get')) return say('your system\'s package manager should have them')
  say('to install them and go on:')
  say(`  sudo apt-get update && sudo ${installCommand(packagesFor(names)).join(' ')}`)
}

function packagesFor(names) {
  return [...new Set(names.flatMap(aptPackagesOf).map(firstOffered))]
}

function firstOffered(alternatives) {
  return alternatives.find(isOffered) ?? alternatives[0]
}

function isOffered(name) {
  const { stdout } = spawnSync('apt-cache', ['policy', name], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  return /Candidate: (?!\(none\))/.test(stdout ?? '')
}
