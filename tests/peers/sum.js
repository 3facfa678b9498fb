// The length and a sum of many bytes that nobody wants to keep: the same in Node and in a page.

/**
 * @param {AsyncIterable<Uint8Array>} chunks
 * @returns {Promise<string>}
 */
export async function sumOf(chunks) {
  let [length, one, two] = [0, 0x811c9dc5, 0x9747b28c]   // FNV-1a, with two beginnings and two factors
  for await (const chunk of chunks) {
    length += chunk.length
    for (let i = 0; i < chunk.length; i++) {
      one = Math.imul(one ^ chunk[i], 0x01000193)
      two = Math.imul(two ^ chunk[i], 0x85ebca6b) + one | 0
    }
  }
  return `${length} bytes, ${(one >>> 0).toString(16)} ${(two >>> 0).toString(16)}`
}
