// The sections in which a compiler wrote down what a debugger asks.

import { SECTION } from '../wasm/format.js'
import { createReader } from '../wasm/reader.js'

/**
 * @param {{bytes: Uint8Array, sections: object[]}} module from readModule
 * @returns {Record<string, Uint8Array>} by their names, `.debug_info` and so on; copies
 */
export function readDebugSections({ bytes, sections }) {
  const found = {}
  for (const { id, name, start, end } of sections) {
    if (id !== SECTION.custom || !name.startsWith('.debug_')) continue
    const reader = createReader(bytes, start, end)
    reader.name()
    found[name] = bytes.slice(reader.at, end)
  }
  return found
}
