// The compiler as files that a page can fetch piece by piece: each file is compressed, cut into
// parts of one megabyte, and each part is named by the hash of its content. Fetching them is
// page/compile/compiler_files.js; what the compiler is made of is decided here.

import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { hashOf } from './folder.js'
import { packSysroot } from './sysroot.js'
import { CLANG_VERSION } from '../../toolchain/compile.js'
import { BINARYEN_VERSION } from '../../toolchain/weave.js'

const PART = 2 ** 20
const FORM = 1
const CORES = ['llvm.core.wasm', 'llvm.core2.wasm', 'llvm.core3.wasm', 'llvm.core4.wasm']
const squeeze = promisify(gzip)

/**
 * @param {{root: string, folder: object, library: object, say: (text: string) => void}} request
 * @returns {Promise<{file: string, total: number}>}
 */
export async function makeParts({ root, folder, library, say }) {
  const cache = join(root, 'build', 'playground')
  mkdirSync(cache, { recursive: true })
  const clang = name => join(root, 'node_modules/@yowasp/clang/gen', name)
  const file = path => ({ key: `${statSync(path).size}`, read: () => readFileSync(path) })
  const made = text => ({ key: hashOf(text), read: () => Buffer.from(text) })
  const tar = clang('llvm-resources.tar')
  const files = {
    ...Object.fromEntries(CORES.map(name => [name, file(clang(name))])),
    'llvm-resources.tar': { ...file(tar), read: () => packSysroot(readFileSync(tar)) },
    'binaryen.js': file(join(root, 'node_modules/binaryen/index.js')),
    'libweft.a': { key: library.key, read: () => Buffer.from(library.archive) },
    'headers.json': made(JSON.stringify(library.headers))
  }
  const list = []
  for (const [name, content] of Object.entries(files)) {
    list.push(await cut(name, content, { cache, folder, say }))
  }
  const total = list.flatMap(({ parts }) => parts).reduce((sum, { bytes }) => sum + bytes, 0)
  const manifest = JSON.stringify({ total, files: list })
  return { file: folder.putHashed('compiler.json', manifest), total, files: list }
}

/** One file in parts; compressing takes long, so it is done once for a content. */
async function cut(name, { key, read }, { cache, folder, say }) {
  const id = hashOf(`${FORM} ${name} ${CLANG_VERSION} ${BINARYEN_VERSION} ${key}`)
  const packed = join(cache, `${id}.gz`)
  const about = join(cache, `${id}.json`)
  if (!existsSync(about)) {
    const raw = read()
    if (raw.length > PART) say(`compressing ${name}, ${(raw.length / 1e6).toFixed(1)} MB`)
    writeFileSync(packed, await squeeze(raw, { level: 9 }))
    writeFileSync(about, JSON.stringify({ raw: raw.length, parts: namesOf(packed) }))
  }
  const { raw, parts } = JSON.parse(readFileSync(about, 'utf8'))
  putParts(parts, packed, folder)
  return { name, raw, parts }
}

function namesOf(packed) {
  const bytes = readFileSync(packed)
  const parts = []
  for (let at = 0; at < bytes.length; at += PART) {
    const part = bytes.subarray(at, at + PART)
    parts.push({ hash: hashOf(part, 64), bytes: part.length })
  }
  return parts
}

function putParts(parts, packed, folder) {
  let bytes = null
  parts.forEach(({ hash, bytes: size }, index) => {
    const name = `parts/${hash.slice(0, 20)}.gz`
    if (folder.has(name)) return folder.keep(name)
    bytes ??= readFileSync(packed)
    folder.put(name, bytes.subarray(index * PART, index * PART + size))
  })
}
