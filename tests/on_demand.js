// npm packages that a command of this repository asks for and nothing else does: bundlers, engines, peers. They are installed below build/
// when they are used first, as the lock file beside their package.json pins them.

import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './programs.js'

/**
 * @param {string} own the folder of package.json and package-lock.json
 * @param {string} place where they go
 * @param {string} words what they are
 */
export function installOnDemand(own, place, words) {
  const lock = readFileSync(join(own, 'package-lock.json'), 'utf8')
  const mark = join(place, 'installed')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return
  mkdirSync(place, { recursive: true })
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(own, name), join(place, name))
  copyFileSync(join(root, '.npmrc'), join(place, '.npmrc'))
  console.error(`installing ${words} into ${place} …`)
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: place, stdio: 'inherit' })   // ci does not take a package for Windows
  writeFileSync(mark, lock)
}
