// The loader's half of preload.js.

import { readFileSync } from 'node:fs'

let given

export function initialize(data) {
  given = data
}

export function resolve(specifier, context, next) {
  if (specifier === 'node:test' && given.tests) return { url: given.tests, shortCircuit: true }
  return next(specifier, context)
}

export function load(url, context, next) {
  const file = given.texts[url]
  return file ? { format: 'module', source: readFileSync(file, 'utf8'), shortCircuit: true } : next(url, context)
}
