// A file of this folder and all that it imports as one script without imports, for the head of a program's: emcc's older parsers, and pages that
// load a plain script, know no modules. It knows the forms of import and export that those files have, and refuses others.

import { readFile } from 'node:fs/promises'

const IMPORT = /^import\s*\{([^}]*)\}\s*from\s*'([^']+)'\n/gm
const LATER = /\bimport\('([^']+)'\)/g
const EXPORT = /^export (?:(?:async )?function|const|class) (\w+)/gm
const COMMENT = /^\s*(\/\/|\/\*\*|\*).*\n/gm
const LEFT = /^(import|export) .*/m

/**
 * @param {string} file
 * @param {Record<string, string>} declared the variable that it declares, and which export of the file that is
 * @returns {Promise<string>}
 */
export async function bundle(file, declared) {
  const modules = new Map()   // by address: its name, once it is written
  const parts = []
  const entry = await write(new URL(file, import.meta.url).href, modules, parts)
  const [[variable, name]] = Object.entries(declared)
  return `var ${variable} = (() => {\n${parts.join('')}return ${entry}.${name}\n})();\n`
}

async function write(address, modules, parts) {
  if (modules.has(address)) return modules.get(address)
  const text = (await readFile(new URL(address), 'utf8')).replace(COMMENT, '')
  const name = `module${modules.size}`
  modules.set(address, name)
  const named = new Map()
  for (const [, , wanted] of text.matchAll(IMPORT)) named.set(wanted, null)
  for (const [, wanted] of text.matchAll(LATER)) named.set(wanted, null)
  for (const wanted of named.keys()) named.set(wanted, await write(resolve(wanted, address), modules, parts))
  const exported = [...text.matchAll(EXPORT)].map(([, word]) => word)
  const body = text
    .replace(IMPORT, (_, words, wanted) => `const {${words.replaceAll(/ as /g, ': ')}} = ${named.get(wanted)}\n`)
    .replace(LATER, (_, wanted) => `Promise.resolve(${named.get(wanted)})`)
    .replace(/^export (?=(async )?function|const|class)/gm, '')
  const [other] = LEFT.exec(body) ?? []
  if (other) throw new Error(`${address} has a form that bundle.js does not know: ${other}`)
  parts.push(`const ${name} = (() => {\n${body}return { ${exported.join(', ')} }\n})();\n`)
  return name
}

const resolve = (wanted, from) => wanted.startsWith('.') ? new URL(wanted, from).href : import.meta.resolve(wanted)
