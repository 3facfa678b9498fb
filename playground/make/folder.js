// The folder that is built: files are written when their content has changed, and what no step has
// put there is removed at the end. Names with a hash never change their content.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync }
  from 'node:fs'
import { dirname, extname, join, relative, sep } from 'node:path'

/** The first characters of the SHA-256 of some bytes. */
export function hashOf(bytes, length = 16) {
  return createHash('sha256').update(bytes).digest('hex').slice(0, length)
}

/** @param {string} out */
export function openFolder(out) {
  const kept = new Set()

  function put(name, bytes) {
    const path = join(out, name)
    const content = Buffer.from(bytes)
    kept.add(name)
    if (existsSync(path) && statSync(path).size === content.length &&
      readFileSync(path).equals(content)) return name
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return name
  }

  return {
    out,
    /** Writes a file under its own name. @returns {string} the name */
    put,
    /** Writes a file under its name and the hash of its content. @returns {string} the name */
    putHashed(name, bytes) {
      const end = extname(name)
      return put(`${name.slice(0, -end.length)}-${hashOf(bytes, 10)}${end}`, bytes)
    },
    /** Says that a file that is there already belongs there. */
    keep: name => kept.add(name),
    has: name => existsSync(join(out, name)),
    read: name => readFileSync(join(out, name)),
    /** Removes what is no longer part of the build. */
    finish() {
      for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue
        const path = join(entry.parentPath ?? entry.path, entry.name)
        if (!kept.has(relative(out, path).split(sep).join('/'))) rmSync(path)
      }
    }
  }
}
