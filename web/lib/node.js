// The only place that asks Node for something a page does not have: reading a file: address.
// There is no import of a node: module, so that bundlers and pages can take the package as it is.

/**
 * Reads a file where Node (or Bun) can, synchronously.
 * @param {URL} url a file: address
 * @returns {Uint8Array | undefined} undefined where there is no file system
 */
export function readFileUrl(url) {
  const files = globalThis.process?.getBuiltinModule?.('node:fs')
  return files?.readFileSync(url)
}
