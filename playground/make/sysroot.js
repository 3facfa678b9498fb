// The part of the compiler's system files that C for WASI needs: its headers and libraries, without
// C++, without other processors' intrinsics, without shared libraries.

const BLOCK = 512

/** Headers of the compiler itself that C programs include; the others are for other targets. */
const HEADERS = new RegExp('^include/(__std|__float_|float\\.h|inttypes\\.h|iso646\\.h|limits\\.h'
  + '|std\\w+\\.h|tgmath\\.h|unwind\\.h|varargs\\.h|wasm_simd128\\.h)')
const LIBRARIES = new RegExp('^lib/(wasm32-wasip1/(crt1-command\\.o|lib(c|m|crypt|dl|pthread|rt'
  + '|util|resolv|setjmp|c-printscan[\\w-]*|wasi-emulated-[\\w-]*)\\.a)'
  + '|wasm32-unknown-wasip1/libclang_rt\\.builtins\\.a)$')

/**
 * A tar archive with only the entries that are wanted.
 * @param {Uint8Array} tar
 * @returns {Buffer}
 */
export function packSysroot(tar) {
  const kept = []
  let pending = []
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const { name, type, size } = readHeader(tar, at)
    const end = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK
    const entry = tar.subarray(at, end)
    if (type === 'x' || type === 'L') pending.push(entry)
    else {
      if (isWanted(name, type)) kept.push(...pending, entry)
      pending = []
    }
    at = end
  }
  return Buffer.concat([...kept, Buffer.alloc(2 * BLOCK)])
}

function isWanted(name, type) {
  if (name.includes('c++')) return false
  if (type === '5') return /^(include|lib)(\/wasm32[\w-]*(\/|$).*)?\/?$/.test(name)
  return name.startsWith('include/wasm32-wasip1/') || HEADERS.test(name) || LIBRARIES.test(name)
}

function readHeader(tar, at) {
  const text = (from, length) => Buffer.from(tar.subarray(at + from, at + from + length))
    .toString('latin1').replace(/\0.*$/s, '')
  const prefix = text(257, 5) === 'ustar' ? text(345, 155) : ''
  const name = prefix ? `${prefix}/${text(0, 100)}` : text(0, 100)
  return { name, size: Number.parseInt(text(124, 12).trim() || '0', 8), type: text(156, 1) }
}
